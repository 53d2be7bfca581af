import { AugmentError, show, suggestion } from '../../transforms/index.ts';
import type { Source } from './source.ts';

/** A picture in memory: an encoded file, or raw pixels. In JSON the bytes are base64. */
export interface PictureRecord {
  readonly bytes: Uint8Array | string;
  /** Raw pixels only: `bytes` is [height, width, channels] of uint8; 1 (grey), 3 (RGB) or 4 (RGB and alpha) channels. */
  readonly raw?: { readonly width: number; readonly height: number; readonly channels: 1 | 3 | 4 };
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

/** Opens pictures in memory. Throws AugmentError where raw pixels and their size disagree. */
export function openPictures(spec: PicturesSpec): Source {
  const records = spec?.records;
  if (!Array.isArray(records) || records.length === 0) {
    throw new AugmentError(
      'bad-config',
      `source.pictures.records: expected at least one picture, got ${show(records)}`,
    );
  }
  refuseUnknown(spec, ['records', 'classNames', 'toJSON'], 'source.pictures');
  const opened = (records as readonly PictureRecord[]).map((record, id) => {
    refuseUnknown(record, ['bytes', 'raw', 'label', 'name'], `source.pictures.records[${id}]`);
    const name = record.name ?? `picture ${id}`;
    const bytes = typeof record.bytes === 'string' ? new Uint8Array(Buffer.from(record.bytes, 'base64')) : record.bytes;
    if (!(bytes instanceof Uint8Array)) {
      throw new AugmentError(
        'bad-config',
        `${name}: expected bytes (Uint8Array, or base64 in JSON), got ${show(record.bytes)}`,
        { sampleId: id },
      );
    }
    if (record.raw === undefined) return { bytes, name, label: record.label ?? 0 };
    const { width, height, channels } = record.raw;
    if (
      ![1, 3, 4].includes(channels) ||
      !(width >= 1) ||
      !(height >= 1) ||
      bytes.length !== width * height * channels
    ) {
      throw new AugmentError(
        'bad-config',
        `${name}: expected width x height x channels bytes with 1, 3 or 4 channels, got ${bytes.length} bytes for ${show(record.raw)}`,
        { sampleId: id },
      );
    }
    return { bytes, name, label: record.label ?? 0, raw: { width, height, channels } };
  });
  return {
    length: opened.length,
    classNames: spec.classNames ?? [],
    nameOf: (id) => opened[id]!.name,
    labelOf: (id) => opened[id]!.label,
    read: (id) => opened[id]!,
  };
}

function refuseUnknown(fields: object, known: readonly string[], where: string): void {
  const unknown = Object.keys(fields).find((field) => !known.includes(field));
  if (unknown !== undefined) {
    throw new AugmentError('bad-config', `${where}: unknown field "${unknown}"; ${suggestion(unknown, known)}`);
  }
}
