import { AugmentError, show } from '../../transforms/index.ts';
import { identityOf, type Names, nameAt, packNames, sharedInt32 } from './names.ts';
import { bytesOfRecord, checkedRecord, nameOfRecord, type PictureRecord } from './picture-record.ts';
import type { RawPixels, Source, SourceKind } from './source.ts';
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
      toJSON: () => ({ ...spec, records: spec.records.map((record) => ({ ...record, bytes: base64(record.bytes) })) }),
    }),
  };
}

const base64 = (bytes: Uint8Array | string) =>
  typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('base64');

/** The records' bytes, one after the other in shared memory; raw pixels have a size (three numbers a record), files zeros. */
interface PicturesIndex {
  readonly bytes: Uint8Array;
  readonly ends: Float64Array;
  readonly raw: Int32Array;
  readonly names: Names;
  readonly labels: Int32Array;
  readonly classNames: readonly string[];
  readonly identity: string;
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
  const parts = records.map(bytesOfRecord);
  const ends = new Float64Array(new SharedArrayBuffer(records.length * 8));
  let length = 0;
  for (const [id, part] of parts.entries()) {
    length += part.length;
    ends[id] = length;
  }
  const bytes = new Uint8Array(new SharedArrayBuffer(length));
  for (const [id, part] of parts.entries()) bytes.set(part, ends[id]! - part.length);
  return {
    bytes,
    ends,
    raw: sharedInt32(
      records.flatMap(({ raw }) => (raw === undefined ? [0, 0, 0] : [raw.width, raw.height, raw.channels])),
    ),
    names: packNames(records.map(nameOfRecord)),
    labels: sharedInt32(records.map(({ label = 0 }) => label)),
    classNames,
    identity: identityOf(bytes),
  };
}

function view({ bytes, ends, raw, names, labels, classNames, identity }: PicturesIndex): Source {
  return {
    length: labels.length,
    classNames,
    labels: { dtype: 'int32', width: 0, values: labels },
    identity,
    nameOf: (id) => nameAt(names, id),
    read: (id) => {
      const part = bytes.subarray(id === 0 ? 0 : ends[id - 1], ends[id]);
      const name = nameAt(names, id);
      const [width, height, channels] = [raw[id * 3]!, raw[id * 3 + 1]!, raw[id * 3 + 2]!];
      return width === 0
        ? { bytes: part, name }
        : { bytes: part, name, raw: { width, height, channels: channels as RawPixels['channels'] } };
    },
  };
}
