import { createReadStream, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { AugmentError } from '../../transforms/index.ts';
import { checkFields, fieldsSchema, optional, text, texts } from './fields.ts';
import { reason } from './file-bytes.ts';
import { identityOf } from './names.ts';
import { checkClasses, countOf, type RawPictures, sharedBytes, viewRawPictures } from './raw-pictures.ts';
import type { SourceKind } from './source.ts';

export interface IdxSpec {
  /** The file of pictures, uint8 [count, height, width] or [count, height, width, channels]; also gzipped. */
  readonly images: string;
  /** The file of class indices, uint8 [count]; also gzipped. */
  readonly labels?: string;
  readonly classNames?: readonly string[];
}

/** The source of a pair of IDX files, as MNIST, Fashion-MNIST, EMNIST and KMNIST come in. Read to shared memory once. */
export function idx(spec: IdxSpec): { readonly idx: IdxSpec } {
  return { idx: spec };
}

const fields = {
  images: text('The IDX file of pictures, plain or gzipped: uint8 with 3 or 4 dimensions.', 'the path of an IDX file'),
  labels: optional(text('The IDX file of class indices: uint8 with 1 dimension.', 'the path of an IDX file')),
  classNames: optional(texts('What class indices mean.')),
};

export const idxKind: SourceKind<IdxSpec, RawPictures> = {
  schema: { description: 'IDX files, as MNIST comes in.', ...fieldsSchema(fields) },
  parse(json, where) {
    checkFields(json, fields, where);
    return json as IdxSpec;
  },
  async scan({ images, labels: labelsPath, classNames = [] }, { base }) {
    const pictures = await readIdx(resolve(base, images), images, [3, 4]);
    const [count, height, width, channels = 1] = pictures.shape as [number, number, number, number?];
    if (channels !== 1 && channels !== 3 && channels !== 4) {
      fail(images, `1 (grey), 3 (RGB) or 4 (RGB and alpha) channels`, `${channels} (${pictures.shape.join(' x ')})`);
    }
    const values = new Int32Array(new SharedArrayBuffer(count * 4));
    if (labelsPath !== undefined) {
      const labels = await readIdx(resolve(base, labelsPath), labelsPath, [1]);
      if (labels.data.length !== count) {
        const got = `${labels.data.length}; do the two files belong together?`;
        fail(labelsPath, `${count} labels, one for each picture of ${images}`, got);
      }
      values.set(labels.data);
      checkClasses(values, classNames, labelsPath);
    }
    return {
      pixels: pictures.data,
      raw: { width, height, channels },
      files: [{ name: basename(images), end: count }],
      labels: { dtype: 'int32', width: 0, values },
      classNames,
      identity: identityOf(pictures.data, pictures.shape.join('x')),
    };
  },
  view: viewRawPictures,
};

/** Deflate makes a byte of at most so many. */
const mostInflation = 1032;

/** The uint8 array of an IDX file. Its memory is asked for only once the file is known to be long enough to fill it. */
async function readIdx(path: string, shown: string, dimensions: readonly number[]) {
  const size = fileSize(path, shown);
  const head = await firstBytes(path, shown);
  const gzipped = head[0] === 0x1f && head[1] === 0x8b;
  const file = createReadStream(path, { highWaterMark: 1 << 18 });
  // With a callback that does nothing: the loop below is what sees the errors.
  const chunks: Readable = gzipped ? pipeline(file, createGunzip({ chunkSize: 1 << 18 }), () => {}) : file;
  let header = Buffer.alloc(0);
  let shape: readonly number[] | undefined;
  let data = new Uint8Array(0);
  let filled = 0;
  const expected = () => `${shape!.join(' x ')} = ${data.length} bytes, as its header says`;
  const take = (chunk: Uint8Array) => {
    if (filled + chunk.length > data.length)
      fail(shown, expected(), 'more bytes after them; is it cut from another file?');
    data.set(chunk, filled);
    filled += chunk.length;
  };
  try {
    for await (const chunk of chunks as AsyncIterable<Buffer>) {
      if (shape !== undefined) {
        take(chunk);
        continue;
      }
      header = Buffer.concat([header, chunk]);
      shape = readHeader(header, shown, dimensions);
      if (shape === undefined) continue;
      const headerBytes = 4 + 4 * shape.length;
      const length = shape.reduce((a, b) => a * b, 1);
      const most = gzipped ? size * mostInflation : size;
      if (headerBytes + length > most) {
        fail(shown, `${shape.join(' x ')} = ${length} bytes, as its header says`, `a file of ${size}; it is cut short`);
      }
      data = sharedBytes(length, shown) as Uint8Array<ArrayBuffer>;
      take(header.subarray(headerBytes));
    }
  } catch (cause) {
    if (cause instanceof AugmentError) throw cause;
    const { code, message } = cause as NodeJS.ErrnoException;
    const got = code?.startsWith('Z_') ? `${message}; it is damaged or cut short` : reason(cause);
    fail(shown, gzipped ? 'a gzipped IDX file' : 'an IDX file', got, cause);
  }
  if (shape === undefined) fail(shown, 'an IDX file', `only ${header.length} bytes; it is cut short`);
  if (filled < data.length) fail(shown, expected(), `${filled}; it is cut short`);
  return { shape, data };
}

/** The dimensions, once there are bytes enough to say. */
function readHeader(bytes: Buffer, shown: string, dimensions: readonly number[]): readonly number[] | undefined {
  if (bytes.length < 4) return undefined;
  const magic = bytes.readUInt32BE(0);
  const count = magic & 0xff;
  if (magic >>> 8 !== 0x000008 || !dimensions.includes(count)) {
    const wanted = dimensions.map((n) => `0x${(0x800 + n).toString(16).padStart(8, '0')}`).join(' or ');
    const other =
      magic >>> 8 === 0x000008 ? `uint8 with ${count} dimensions; are images and labels swapped?` : 'no IDX of uint8';
    fail(shown, `an IDX file that begins with ${wanted}`, `0x${magic.toString(16).padStart(8, '0')}, ${other}`);
  }
  if (bytes.length < 4 + 4 * count) return undefined;
  const shape = Array.from({ length: count }, (_, i) => bytes.readUInt32BE(4 + 4 * i));
  if (countOf(shape) === undefined) fail(shown, 'at least one picture of at least one pixel', shape.join(' x '));
  return shape;
}

function fileSize(path: string, shown: string): number {
  let stat: ReturnType<typeof statSync>;
  try {
    stat = statSync(path);
  } catch (cause) {
    throw new AugmentError('missing-file', `${shown}: expected an IDX file, got ${reason(cause)}; looked for ${path}`, {
      file: shown,
      cause,
    });
  }
  if (!stat.isFile()) fail(shown, 'an IDX file', stat.isDirectory() ? 'a folder' : 'something that is no file');
  return stat.size;
}

async function firstBytes(path: string, shown: string): Promise<Buffer> {
  try {
    for await (const chunk of createReadStream(path, { end: 1 })) return chunk as Buffer;
  } catch (cause) {
    fail(shown, 'an IDX file that can be read', reason(cause), cause);
  }
  fail(shown, 'an IDX file', 'an empty one');
}

function fail(shown: string, expected: string, got: string, cause?: unknown): never {
  throw new AugmentError('bad-idx', `${shown}: expected ${expected}, got ${got}`, { file: shown, cause });
}
