import { AugmentError, show, suggestion } from '../../transforms/index.ts';
import { identityOf, type Names, nameAt, packNames, sharedInt32 } from './names.ts';
import type { RawPixels, Source, SourceKind } from './source.ts';

/** A picture in memory: an encoded file, or raw pixels. In JSON the bytes are base64. */
export interface PictureRecord {
  readonly bytes: Uint8Array | string;
  /** Raw pixels only: `bytes` is [height, width, channels] of uint8; 1 (grey), 3 (RGB) or 4 (RGB and alpha) channels. */
  readonly raw?: RawPixels;
  readonly label?: number;
  readonly name?: string;
}

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
  const spec = json as PicturesSpec;
  if (!Array.isArray(spec?.records) || spec.records.length === 0) {
    throw new AugmentError('bad-config', `${where}.records: expected at least one picture, got ${show(spec?.records)}`);
  }
  refuseUnknown(spec, ['records', 'classNames', 'toJSON'], where);
  for (const [id, record] of (spec.records as readonly PictureRecord[]).entries()) {
    refuseUnknown(record, ['bytes', 'raw', 'label', 'name'], `${where}.records[${id}]`);
    if (typeof record.bytes !== 'string' && !(record.bytes instanceof Uint8Array)) {
      throw new AugmentError(
        'bad-config',
        `${nameOf(record, id)}: expected bytes (Uint8Array, or base64 in JSON), got ${show(record.bytes)}`,
        { sampleId: id },
      );
    }
    if (record.raw !== undefined) checkRaw(record, id);
  }
  return spec;
}

function checkRaw(record: PictureRecord, id: number): void {
  const { width, height, channels } = record.raw!;
  const length = bytesOf(record).length;
  if ([1, 3, 4].includes(channels) && width >= 1 && height >= 1 && length === width * height * channels) return;
  throw new AugmentError(
    'bad-config',
    `${nameOf(record, id)}: expected width x height x channels bytes with 1, 3 or 4 channels, got ${length} bytes for ${show(record.raw)}`,
    { sampleId: id },
  );
}

const nameOf = (record: PictureRecord, id: number) => record.name ?? `picture ${id}`;

const bytesOf = ({ bytes }: PictureRecord) => (typeof bytes === 'string' ? Buffer.from(bytes, 'base64') : bytes);

function scan({ records, classNames = [] }: PicturesSpec): PicturesIndex {
  const parts = records.map(bytesOf);
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
    names: packNames(records.map(nameOf)),
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

function refuseUnknown(fields: object, known: readonly string[], where: string): void {
  const unknown = Object.keys(fields).find((field) => !known.includes(field));
  if (unknown !== undefined) {
    throw new AugmentError('bad-config', `${where}: unknown field "${unknown}"; ${suggestion(unknown, known)}`);
  }
}
