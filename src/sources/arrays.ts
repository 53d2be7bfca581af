import { AugmentError, show } from '../../transforms/index.ts';
import { mostChannels } from '../../vision/io/picture-type.ts';
import { type PixelType, pixelBytes } from '../../vision/io/raw.ts';
import { checkFields, type Field, fieldsSchema, optional, texts } from './fields.ts';
import { identityOf } from './names.ts';
import { base64Of, bytesOf, type Pixels, withType } from './pixels.ts';
import { checkClasses, countOf, type RawPictures, sharedBytes, viewRawPictures } from './raw-pictures.ts';
import type { Labels, RawPixels, SourceKind } from './source.ts';

export interface ArraysSpec {
  /** The pixels of all pictures, in the order of `shape`. In JSON, base64 of their bytes, little-endian. */
  readonly images: Pixels;
  /**
   * [count, height, width] (grey) or [count, height, width, channels]: 1 (grey), 3 (RGB) or 4 (RGB and alpha), or 1 to 16 with
   * `decode({ channels: 'keep' })`.
   */
  readonly shape: readonly number[];
  /** What one number is: as the array has it, or of base64 `uint8`. */
  readonly dtype?: PixelType;
  /** What black and white are: [0, 255], [0, 65535] and, of float32, [0, 1] where left out. */
  readonly range?: readonly [number, number];
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
 * The source of raw pictures of one size in one array: 32 x 32 or 28 x 28 sets by the hundred thousand. Copied once
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
  const length = typeof images === 'string' ? images.length : images.byteLength;
  if (length > mostJsonBytes * (typeof images === 'string' ? 4 / 3 : 1)) {
    throw new AugmentError(
      'too-large',
      `arrays: expected at most 16 MiB of pixels in JSON, got ${(length / 2 ** 20).toFixed(1)} MiB; keep large sets in files (idx, cifar, imageFolder)`,
    );
  }
  return {
    ...spec,
    images: base64Of(images),
    ...(images instanceof Uint8Array || typeof images === 'string'
      ? {}
      : { dtype: withType(rawFrom(spec), images).dtype }),
    ...(labels === undefined ? {} : { labels: Array.from<unknown>(labels), labelKind: kindOf(spec) }),
    toJSON: undefined,
  };
}

const bytes: Field = {
  schema: { type: 'string', contentEncoding: 'base64', description: 'The pixels of all pictures, base64.' },
  expected: 'a Uint8Array, Uint16Array or Float32Array of pixels, or base64 of one',
  accepts: (value) =>
    typeof value === 'string' ||
    value instanceof Uint8Array ||
    value instanceof Uint16Array ||
    value instanceof Float32Array,
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
const dtype: Field = {
  schema: { enum: ['uint8', 'uint16', 'float32'], description: 'What one number is.' },
  expected: '"uint8", "uint16" or "float32"',
  accepts: (value) => typeof value === 'string' && value in pixelBytes,
};
const range: Field = {
  schema: {
    type: 'array',
    items: { type: 'number' },
    minItems: 2,
    maxItems: 2,
    description: 'What black and white are.',
  },
  expected: '[black, white], two rising numbers',
  accepts: (value) => Array.isArray(value) && value.length === 2 && value.every(Number.isFinite) && value[0] < value[1],
};
const fields = {
  images: bytes,
  shape,
  dtype: optional(dtype),
  range: optional(range),
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
      identity: identityOf(pixels, [spec.shape.join('x'), spec.dtype, spec.range].filter(Boolean).join(' ')),
    };
  },
  view: viewRawPictures,
};

function rawFrom({ images, shape, dtype, range }: ArraysSpec): RawPixels {
  const [, height, width, channels = 1] = shape as [number, number, number, number?];
  const raw = { width, height, channels, ...(dtype && { dtype }), ...(range && { range }) };
  return withType(raw, images);
}

function rawOf(spec: ArraysSpec, where: string): RawPixels {
  const { images, shape } = spec;
  const raw = rawFrom(spec);
  if (raw.channels > mostChannels) {
    throw new AugmentError(
      'bad-config',
      `${where}.shape: expected 1 to ${mostChannels} channels, got ${raw.channels} in ${show(shape)}; channels come last`,
    );
  }
  const length = typeof images === 'string' ? Buffer.byteLength(images, 'base64') : images.byteLength;
  const each = pixelBytes[raw.dtype ?? 'uint8'];
  if (length !== countOf(shape)! * each) {
    const numbers = each === 1 ? '' : ` numbers of ${each}`;
    throw new AugmentError(
      'bad-config',
      `${where}.images: expected ${shape.join(' x ')} = ${countOf(shape)}${numbers} bytes, as shape says, got ${length}`,
    );
  }
  return raw;
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

function sharedPixels(images: Pixels): Uint8Array {
  const given = bytesOf(images);
  if (given.buffer instanceof SharedArrayBuffer) return given;
  const shared = sharedBytes(given.length, 'arrays');
  shared.set(given);
  return shared;
}
