import { AugmentError, show } from '../../transforms/index.ts';
import { checkFields, type Field, fieldsSchema, optional, texts } from './fields.ts';
import { identityOf } from './names.ts';
import { checkClasses, countOf, type RawPictures, sharedBytes, viewRawPictures } from './raw-pictures.ts';
import type { Labels, RawPixels, SourceKind } from './source.ts';

export interface ArraysSpec {
  /** The pixels of all pictures, uint8, in the order of `shape`. In JSON, base64. */
  readonly images: Uint8Array | string;
  /** [count, height, width] (grey) or [count, height, width, channels]: 1 (grey), 3 (RGB) or 4 (RGB and alpha). */
  readonly shape: readonly number[];
  /**
   * One number a picture: a class index, or with `labelKind: 'number'` a value to regress. Rows of as many numbers each
   * give labels of shape [batch, width]. A Float32Array or rows are numbers; everything else is class indices.
   */
  readonly labels?: ArrayLike<number> | readonly (readonly number[])[];
  readonly labelKind?: 'class' | 'number';
  readonly classNames?: readonly string[];
}

/** Pixels that JSON may hold; base64 makes a third more of them. */
const mostJsonBytes = 16 * 2 ** 20;

/**
 * The source of raw uint8 pictures of one size in one array: 32 x 32 or 28 x 28 sets by the hundred thousand. Copied once
 * to memory that threads share; not at all if the array lies on a SharedArrayBuffer, which must then stay as it is.
 * JSON both ways (base64) up to 16 MiB of pixels; above, `toJSON` throws AugmentError `too-large`.
 */
export function arrays(spec: ArraysSpec): { readonly arrays: ArraysSpec } {
  return { arrays: serialisable(spec) };
}

function serialisable(spec: ArraysSpec): ArraysSpec {
  return Object.assign({ ...spec }, { toJSON: () => toJson(spec) });
}

function toJson(spec: ArraysSpec): object {
  const { images, labels } = spec;
  if (images.length > mostJsonBytes * (typeof images === 'string' ? 4 / 3 : 1)) {
    throw new AugmentError(
      'too-large',
      `arrays: expected at most 16 MiB of pixels in JSON, got ${(images.length / 2 ** 20).toFixed(1)} MiB; keep large sets in files (idx, cifar, imageFolder)`,
    );
  }
  return {
    ...spec,
    images: typeof images === 'string' ? images : Buffer.from(images).toString('base64'),
    ...(labels === undefined ? {} : { labels: Array.from<unknown>(labels), labelKind: kindOf(spec) }),
    toJSON: undefined,
  };
}

const bytes: Field = {
  schema: { type: 'string', contentEncoding: 'base64', description: 'The pixels of all pictures, uint8.' },
  expected: 'a Uint8Array of pixels, or base64 of one',
  accepts: (value) => typeof value === 'string' || value instanceof Uint8Array,
};
const shape: Field = {
  schema: {
    type: 'array',
    items: { type: 'integer', minimum: 1 },
    minItems: 3,
    maxItems: 4,
    description: '[count, height, width] or [count, height, width, channels].',
  },
  expected: '[count, height, width] or [count, height, width, channels], whole numbers from 1 on',
  accepts: (value) =>
    Array.isArray(value) && (value.length === 3 || value.length === 4) && countOf(value) !== undefined,
};
const labels: Field = {
  schema: {
    type: 'array',
    items: { anyOf: [{ type: 'number' }, { type: 'array', items: { type: 'number' }, minItems: 1 }] },
    description: 'One number, or one row of numbers, for each picture.',
  },
  expected: 'one number, or one row of numbers, for each picture',
  accepts: (value) => Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView)),
};
const labelKind: Field = {
  schema: { enum: ['class', 'number'], description: 'What a label is: a class index, or a value to regress.' },
  expected: '"class" or "number"',
  accepts: (value) => value === 'class' || value === 'number',
};
const fields = {
  images: bytes,
  shape,
  labels: optional(labels),
  labelKind: optional(labelKind),
  classNames: optional(texts('What class indices mean.')),
};
const method: Field = { schema: {}, optional: true, expected: 'a function', accepts: (v) => typeof v === 'function' };

export const arraysKind: SourceKind<ArraysSpec, RawPictures> = {
  schema: { description: 'Raw pictures in the config itself, base64.', ...fieldsSchema(fields) },
  parse(json, where) {
    checkFields(json, { ...fields, toJSON: method }, where);
    const spec = json as ArraysSpec;
    rawOf(spec, where);
    labelsOf(spec, where);
    return serialisable(spec);
  },
  scan(spec) {
    const [count] = spec.shape as [number];
    const pixels = sharedPixels(spec.images);
    const { classNames = [] } = spec;
    return {
      pixels,
      raw: rawOf(spec, 'arrays'),
      files: [{ name: 'arrays', end: count }],
      labels: labelsOf(spec, 'arrays'),
      classNames,
      identity: identityOf(pixels, spec.shape.join('x')),
    };
  },
  view: viewRawPictures,
};

function rawOf({ images, shape }: ArraysSpec, where: string): RawPixels {
  const [, height, width, channels = 1] = shape as [number, number, number, number?];
  if (channels !== 1 && channels !== 3 && channels !== 4) {
    throw new AugmentError(
      'bad-config',
      `${where}.shape: expected 1 (grey), 3 (RGB) or 4 (RGB and alpha) channels, got ${channels} in ${show(shape)}; channels come last`,
    );
  }
  const length = typeof images === 'string' ? Buffer.byteLength(images, 'base64') : images.length;
  if (length !== countOf(shape)) {
    throw new AugmentError(
      'bad-config',
      `${where}.images: expected ${shape.join(' x ')} = ${countOf(shape)} bytes, as shape says, got ${length}`,
    );
  }
  return { width, height, channels };
}

function kindOf({ labels, labelKind }: ArraysSpec): 'class' | 'number' {
  if (labelKind !== undefined) return labelKind;
  const rows = Array.isArray(labels) && Array.isArray(labels[0]);
  return rows || labels instanceof Float32Array || labels instanceof Float64Array ? 'number' : 'class';
}

function labelsOf(spec: ArraysSpec, where: string): Labels {
  const [count] = spec.shape as [number];
  const { labels = new Uint8Array(count) } = spec;
  if (labels.length !== count) {
    throw new AugmentError(
      'bad-config',
      `${where}.labels: expected one for each of ${count} pictures, got ${labels.length}`,
    );
  }
  const isClass = kindOf(spec) === 'class';
  const first = labels[0] as number | readonly number[];
  const width = Array.isArray(first) ? first.length : 0;
  const columns = Math.max(1, width);
  if (isClass && width > 0) {
    throw new AugmentError(
      'bad-config',
      `${where}.labels: expected one class index a picture, got rows of ${width} numbers; leave labelKind out`,
    );
  }
  const room = new SharedArrayBuffer(count * columns * 4);
  const values = isClass ? new Int32Array(room) : new Float32Array(room);
  for (let id = 0; id < count; id++) {
    const row = width === 0 ? [labels[id]] : labels[id];
    if (!Array.isArray(row) || row.length !== columns || !row.every((label) => isLabel(label, isClass))) {
      const one = isClass
        ? 'a class index (a whole number from 0 on; for values to regress say labelKind: number)'
        : 'a number';
      const expected = width === 0 ? one : `a row of ${width} numbers, as the first one is`;
      throw new AugmentError('bad-config', `${where}.labels[${id}]: expected ${expected}, got ${show(labels[id])}`);
    }
    values.set(row as number[], id * columns);
  }
  if (values instanceof Float32Array) return { dtype: 'float32', width, values };
  checkClasses(values, spec.classNames ?? [], `${where}.labels`);
  return { dtype: 'int32', width, values };
}

const isLabel = (label: unknown, isClass: boolean) =>
  typeof label === 'number' &&
  Number.isFinite(Math.fround(label)) &&
  (!isClass || (Number.isInteger(label) && label >= 0 && label < 2 ** 31));

function sharedPixels(images: Uint8Array | string): Uint8Array {
  if (typeof images !== 'string' && images.buffer instanceof SharedArrayBuffer) return images;
  const given = typeof images === 'string' ? Buffer.from(images, 'base64') : images;
  const shared = sharedBytes(given.length, 'arrays');
  shared.set(given);
  return shared;
}
