import { AugmentError, show, suggestion } from '../../transforms/index.ts';
import { pixelBytes } from '../../vision/io/raw.ts';
import { checkedSourceTargets, type SourceTargets, targetFields } from '../targets/source-targets.ts';
import { bytesOf, checkedRaw, withType } from './pixels.ts';
import type { RawPixels } from './source.ts';

/** A picture in memory: an encoded file, or raw pixels. In JSON the bytes are base64. */
export interface PictureRecord extends Omit<SourceTargets, 'boxFormat'> {
  readonly bytes: Uint8Array | Uint16Array | Float32Array | string;
  /**
   * Raw pixels only: `bytes` is [height, width, channels]; 1 (grey), 3 (RGB) or 4 (RGB and alpha), or 1 to 16 with
   * `decode({ channels: 'keep' })`. Their type is that of the array, or `dtype`; `range` is what black and white are.
   */
  readonly raw?: RawPixels;
  readonly label?: number;
  readonly name?: string;
  /** Its mask: an encoded file's bytes, or raw class numbers where the picture is raw, [height, width]. */
  readonly mask?: Uint8Array | string;
}

const fields = ['bytes', 'raw', 'label', 'name', 'mask', ...targetFields];

/** Checks a picture that came from outside. Throws AugmentError that names what is wrong with it. */
export function checkedRecord(json: unknown, id: number, where: string): PictureRecord {
  if (typeof json !== 'object' || json === null) {
    throw fault(`${where}: expected a picture { bytes, raw, label, name }, got ${show(json)}`, id);
  }
  const unknown = Object.keys(json).find((field) => !fields.includes(field));
  if (unknown !== undefined) throw fault(`${where}: unknown field "${unknown}"; ${suggestion(unknown, fields)}`, id);
  const { bytes, raw, label, name } = json as { readonly [field: string]: unknown };
  if (name !== undefined && typeof name !== 'string') {
    throw fault(`${where}.name: expected a string, got ${show(name)}`, id);
  }
  const record = json as PictureRecord;
  const isNumbers = bytes instanceof Uint16Array || bytes instanceof Float32Array;
  if (typeof bytes !== 'string' && !(bytes instanceof Uint8Array) && !(isNumbers && raw !== undefined)) {
    throw fault(`${nameOfRecord(record, id)}: expected bytes (Uint8Array, or base64 in JSON), got ${show(bytes)}`, id);
  }
  if (label !== undefined && label !== (Number(label) | 0)) {
    throw fault(`${nameOfRecord(record, id)}: expected a label that is a whole number, got ${show(label)}`, id);
  }
  if (raw !== undefined) checkRaw(record, id);
  const { mask } = record;
  if (mask !== undefined && typeof mask !== 'string' && !(mask instanceof Uint8Array)) {
    throw fault(`${nameOfRecord(record, id)}: expected a mask (Uint8Array, or base64 in JSON), got ${show(mask)}`, id);
  }
  checkedSourceTargets(record, (field, expected, got) => {
    throw fault(`${nameOfRecord(record, id)}: ${field}: expected ${expected}, got ${show(got)}`, id);
  });
  return record;
}

function checkRaw(record: PictureRecord, id: number): void {
  const fail = (expected: string, got: string) => {
    throw fault(`${nameOfRecord(record, id)}: expected ${expected}, got ${got}`, id);
  };
  const raw = checkedRaw(rawOf(record)!, fail);
  const bytes = raw.width * raw.height * raw.channels * pixelBytes[raw.dtype ?? 'uint8'];
  const { length } = bytesOfRecord(record);
  if (length !== bytes)
    fail(`width x height x channels numbers of ${raw.dtype ?? 'uint8'} (${bytes} bytes)`, `${length} bytes`);
}

const fault = (message: string, sampleId: number) => new AugmentError('bad-config', message, { sampleId });

export const nameOfRecord = (record: PictureRecord, id: number) => record.name ?? `picture ${id}`;

export const bytesOfRecord = ({ bytes }: PictureRecord): Uint8Array => bytesOf(bytes);

/** The size and type of its raw pixels, where it has some. */
export function rawOf({ bytes, raw }: PictureRecord): RawPixels | undefined {
  return raw && withType(raw, bytes);
}
