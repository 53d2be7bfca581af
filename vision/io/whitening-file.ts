import { createHash } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { threadId } from 'node:worker_threads';
import { AugmentError } from '../../transforms/errors.ts';
import type { Whitening } from '../kernels/whitening.ts';

// The file, little-endian: magic, uint32 version, uint32 length of the header, header (JSON, padded with spaces to a
// multiple of 8), mean float64 [D], eigenvalues float64 [k], eigenvectors float32 [k, D], SHA-256's first 16 bytes.
const magic = 'AUGWHITE';
const version = 1;
const prefixBytes = 16;
const checksumBytes = 16;

type Header = Pick<Whitening, 'scope' | 'width' | 'height' | 'samples'> & { readonly components: number };

/** Writes a fit to `path`; the file is there whole or not at all. Throws AugmentError if it cannot be written. */
export function saveWhitening(path: string, whitening: Whitening): void {
  const { scope, width, height, samples, mean, eigenvalues, eigenvectors } = whitening;
  const header: Header = { scope, width, height, samples, components: eigenvalues.length };
  const json = JSON.stringify(header);
  const text = Buffer.from(json.padEnd(Math.ceil(json.length / 8) * 8));
  const prefix = Buffer.alloc(prefixBytes);
  prefix.write(magic, 'latin1');
  prefix.writeUInt32LE(version, 8);
  prefix.writeUInt32LE(text.length, 12);
  const content = Buffer.concat([prefix, text, bytesOf(mean), bytesOf(eigenvalues), bytesOf(eigenvectors)]);
  const unfinished = `${path}.${process.pid}-${threadId}.unfinished`;
  try {
    writeFileSync(unfinished, Buffer.concat([content, checksum(content)]), { flush: true });
    renameSync(unfinished, path);
  } catch (cause) {
    rmSync(unfinished, { force: true });
    throw new AugmentError(
      'unwritable',
      `${path}: the whitening file could not be written: ${(cause as Error).message}`,
      { file: path, cause },
    );
  }
}

/** Reads a fit back, to the bit. Throws AugmentError if the file is absent, damaged, cut short or something else. */
export function loadWhitening(path: string): Whitening {
  let file: Buffer;
  try {
    file = readFileSync(path);
  } catch (cause) {
    const absent = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw refusal(path, absent ? 'no file of this name' : (cause as Error).message, cause);
  }
  if (file.toString('latin1', 0, magic.length) !== magic)
    throw refusal(path, 'a file of another kind, or one that is damaged');
  if (file.length < prefixBytes + checksumBytes) throw refusal(path, `one that is cut short, at ${file.length} bytes`);
  const content = file.subarray(0, -checksumBytes);
  if (!checksum(content).equals(file.subarray(-checksumBytes))) throw refusal(path, 'one that is damaged or cut short');
  if (content.readUInt32LE(8) !== version)
    throw refusal(path, `one of version ${content.readUInt32LE(8)}, not ${version}`);
  const whitening = parse(content);
  if (whitening === undefined) throw refusal(path, 'one with fields that do not fit together');
  return whitening;
}

function parse(content: Buffer): Whitening | undefined {
  const start = prefixBytes + content.readUInt32LE(12);
  const header = parsedHeader(content.toString('utf8', prefixBytes, start));
  if (header === undefined) return undefined;
  const { components, ...facts } = header;
  const features = facts.scope === 'color' ? 3 : 3 * facts.width * facts.height;
  if (components > features || content.length !== start + 8 * (features + components) + 4 * components * features)
    return undefined;
  const data = content.buffer.slice(content.byteOffset + start, content.byteOffset + content.length) as ArrayBuffer;
  return {
    ...facts,
    mean: new Float64Array(data, 0, features),
    eigenvalues: new Float64Array(data, 8 * features, components),
    eigenvectors: new Float32Array(data, 8 * (features + components), components * features),
  };
}

function parsedHeader(text: string): Header | undefined {
  try {
    const { scope, width, height, samples, components } = JSON.parse(text) as Header;
    const counts = [width, height, samples, components].every((count) => Number.isSafeInteger(count) && count > 0);
    return counts && (scope === 'color' || scope === 'pixels')
      ? { scope, width, height, samples, components }
      : undefined;
  } catch {
    return undefined;
  }
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float64Array | Float32Array) =>
  Buffer.from(buffer, byteOffset, byteLength);

const checksum = (content: Uint8Array) => createHash('sha256').update(content).digest().subarray(0, checksumBytes);

function refusal(path: string, got: string, cause?: unknown): AugmentError {
  return new AugmentError(
    'bad-whitening-file',
    `${path}: expected a whitening file, got ${got}; make it with: augment whiten <folder> --out ${path}`,
    { file: path, transform: 'whiten', parameter: 'file', cause },
  );
}
