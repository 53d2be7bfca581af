import { AugmentError, show } from '../../transforms/index.ts';
import { type SourceTargets, targetFields } from '../targets/source-targets.ts';
import { identityOf, type Names, nameAt, packNames, sharedInt32 } from './names.ts';
import { bytesOfRecord, checkedRecord, nameOfRecord, type PictureRecord, rawOf } from './picture-record.ts';
import { base64Of, bytesOf } from './pixels.ts';
import type { RawPixels, Source, SourceKind, SourceRecord } from './source.ts';
import { checkedFields } from './spec-fields.ts';

export type { PictureRecord };

export interface PicturesSpec {
  readonly records: readonly PictureRecord[];
  readonly classNames?: readonly string[];
}

/** The source of pictures that are already in memory, encoded or raw. JSON both ways (base64): for small sets. */
export function pictures(
  records: readonly PictureRecord[],
  classNames?: readonly string[],
): { readonly pictures: PicturesSpec } {
  const spec: PicturesSpec = { records: [...records], ...(classNames === undefined ? {} : { classNames }) };
  return {
    pictures: Object.assign(spec, {
      toJSON: () => ({
        ...spec,
        records: spec.records.map((record) => ({
          ...record,
          bytes: base64Of(record.bytes),
          ...(record.raw === undefined ? {} : { raw: rawOf(record) }),
          ...(record.mask === undefined ? {} : { mask: base64Of(record.mask) }),
        })),
      }),
    }),
  };
}

/** The records' bytes, one after the other in shared memory; raw pixels have a size, files none. */
interface PicturesIndex {
  readonly bytes: Uint8Array;
  readonly ends: Float64Array;
  readonly raws: readonly (RawPixels | undefined)[];
  readonly names: Names;
  readonly labels: Int32Array;
  readonly classNames: readonly string[];
  readonly identity: string;
  /** Empty where a sample has none. */
  readonly masks: Packed | undefined;
  readonly targets: Names | undefined;
}

export const picturesKind: SourceKind<PicturesSpec, PicturesIndex> = {
  schema: {
    description: 'Pictures in the config itself, base64.',
    type: 'object',
    properties: { records: { type: 'array', minItems: 1 }, classNames: { type: 'array', items: { type: 'string' } } },
    required: ['records'],
    additionalProperties: false,
  },
  parse: checkedSpec,
  scan,
  view,
};

function checkedSpec(json: unknown, where: string): PicturesSpec {
  const { records, classNames } = checkedFields(json, ['records', 'classNames'], where);
  if (!Array.isArray(records) || records.length === 0) {
    throw new AugmentError('bad-config', `${where}.records: expected at least one picture, got ${show(records)}`);
  }
  if (
    classNames !== undefined &&
    !(Array.isArray(classNames) && classNames.every((name) => typeof name === 'string'))
  ) {
    throw new AugmentError('bad-config', `${where}.classNames: expected a list of names, got ${show(classNames)}`);
  }
  for (const [id, record] of records.entries()) checkedRecord(record, id, `${where}.records[${id}]`);
  return json as PicturesSpec;
}

function scan({ records, classNames = [] }: PicturesSpec): PicturesIndex {
  const { bytes, ends } = packed(records.map(bytesOfRecord));
  const hasMasks = records.some(({ mask }) => mask !== undefined);
  const masks = hasMasks ? packed(records.map(({ mask }) => (mask === undefined ? none : bytesOf(mask)))) : undefined;
  const targets = packTargets(records);
  const more = [...(masks === undefined ? [] : [masks.bytes]), ...(targets === undefined ? [] : [targets.bytes])];
  return {
    bytes,
    ends,
    masks,
    targets,
    raws: records.map(rawOf),
    names: packNames(records.map(nameOfRecord)),
    labels: sharedInt32(records.map(({ label = 0 }) => label)),
    classNames,
    identity: identityOf(bytes, ...more),
  };
}

interface Packed {
  readonly bytes: Uint8Array;
  readonly ends: Float64Array;
}

const none = new Uint8Array();

/** Bytes one after the other in memory that threads share. */
function packed(parts: readonly Uint8Array[]): Packed {
  const ends = new Float64Array(new SharedArrayBuffer(parts.length * 8));
  let length = 0;
  for (const [id, part] of parts.entries()) {
    length += part.length;
    ends[id] = length;
  }
  const bytes = new Uint8Array(new SharedArrayBuffer(length));
  for (const [id, part] of parts.entries()) bytes.set(part, ends[id]! - part.length);
  return { bytes, ends };
}

function packTargets(records: readonly PictureRecord[]): Names | undefined {
  const all = records.map((record) =>
    targetFields.flatMap((field) => (record[field] === undefined ? [] : [[field, record[field]] as const])),
  );
  if (all.every((found) => found.length === 0)) return undefined;
  return packNames(all.map((found) => JSON.stringify(Object.fromEntries(found))));
}

const partOf = ({ bytes, ends }: Packed, id: number) => bytes.subarray(id === 0 ? 0 : ends[id - 1], ends[id]);

function view({ bytes, ends, raws, names, labels, classNames, identity, masks, targets }: PicturesIndex): Source {
  const maskOf = (part: Uint8Array, name: string, raw: RawPixels | undefined): SourceRecord => {
    const { width, height } = raw ?? { width: 0, height: 0 };
    // A mask of a raw picture may be a file all the same.
    return part.length === width * height
      ? { bytes: part, name, raw: { width, height, channels: 1 } }
      : { bytes: part, name };
  };
  return {
    length: labels.length,
    classNames,
    labels: { dtype: 'int32', width: 0, values: labels },
    identity,
    nameOf: (id) => nameAt(names, id),
    read: (id) => {
      const record = { bytes: partOf({ bytes, ends }, id), name: nameAt(names, id) };
      const raw = raws[id];
      return raw === undefined ? record : { ...record, raw };
    },
    ...(masks && {
      readMask: (id: number) => {
        const part = partOf(masks, id);
        return part.length === 0 ? undefined : maskOf(part, `${nameAt(names, id)} (mask)`, raws[id]);
      },
    }),
    ...(targets && { readTargets: (id: number) => JSON.parse(nameAt(targets, id)) as SourceTargets }),
  };
}
