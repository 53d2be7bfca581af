import { createHash } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { endianness } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { threadId } from 'node:worker_threads';
import { identityOf, type Names } from './names.ts';
import type { ListedFile } from './open-files.ts';
import type { TarIndex } from './tar-index.ts';

/** Changes when the layout does, or what an index holds: older files are made anew. */
const magic = Buffer.from(`augment-index 1 ${endianness()}\n`);
const hashBytes = 32;

interface Head {
  readonly size: number;
  readonly modified: string;
  /** The label that was asked for. */
  readonly label: string;
  readonly samples: number;
  readonly members: number;
  readonly extensions: readonly string[];
  readonly ignored: number;
  readonly cut: string | null;
}

/** Where a shard's index is kept: beside it, or in `folder`, by a name that no other shard's has. */
export function indexPath(file: ListedFile, folder: string | undefined): string {
  if (folder === undefined) return `${file.path}.augment-index`;
  return join(folder, `${basename(file.path)}-${identityOf(file.path).slice(0, 8)}.augment-index`);
}

/** The index that was kept, if it is whole and that of the shard as it is now. */
export function loadIndex(path: string, file: ListedFile, label: string): TarIndex | undefined {
  try {
    // An index is always smaller than the headers that it is made from.
    if (statSync(path).size > file.size + 4096) return undefined;
    return parseIndex(readFileSync(path), file, label);
  } catch {
    return undefined;
  }
}

/** Keeps an index, whole or not at all. False where nothing can be written there: it is made anew next time. */
export function saveIndex(path: string, file: ListedFile, label: string, index: TarIndex): boolean {
  const whole = `${path}.${process.pid}-${threadId}`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    const handle = openSync(whole, 'w');
    try {
      for (const part of formatIndex(file, label, index)) {
        for (let at = 0; at < part.length; ) at += writeSync(handle, part, at);
      }
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(whole, path);
    return true;
  } catch {
    try {
      rmSync(whole, { force: true });
    } catch {}
    return false;
  }
}

function formatIndex({ size, modified }: ListedFile, label: string, index: TarIndex): readonly Uint8Array[] {
  const { extensions, ignored, cut = null } = index;
  const [samples, members] = [index.memberEnds.length, index.offsets.length];
  const head: Head = { size, modified, label, samples, members, extensions, ignored, cut };
  const json = Buffer.from(JSON.stringify(head));
  const lengths = Buffer.alloc(4);
  lengths.writeUInt32LE(json.length);
  const numbers = [index.memberEnds, index.keys.ends, index.labels.ends, index.offsets, index.sizes, index.extensionOf];
  const parts = [
    lengths,
    json,
    ...numbers.map(({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength)),
    index.keys.bytes,
    index.labels.bytes,
  ];
  return [magic, hashOf(parts), ...parts];
}

function parseIndex(bytes: Buffer, file: ListedFile, label: string): TarIndex | undefined {
  const body = bytes.subarray(magic.length + hashBytes);
  if (!bytes.subarray(0, magic.length).equals(magic)) return undefined;
  if (!bytes.subarray(magic.length, magic.length + hashBytes).equals(hashOf([body]))) return undefined;
  const jsonEnd = 4 + body.readUInt32LE(0);
  const head = JSON.parse(body.toString('utf8', 4, jsonEnd)) as Head;
  if (head.size !== file.size || head.modified !== file.modified || head.label !== label) return undefined;
  const { samples, members, extensions, ignored } = head;
  let at = jsonEnd;
  const take = (length: number): Uint8Array => {
    const part = body.subarray(at, at + length);
    if (!(length >= 0) || part.length !== length) throw new RangeError('an index that is too short');
    at += length;
    return new Uint8Array(part);
  };
  const numbers = (count: number) => new Float64Array(take(count * 8).buffer);
  const [memberEnds, keyEnds, labelEnds] = [numbers(samples), numbers(samples), numbers(samples)];
  const [offsets, sizes, extensionOf] = [numbers(members), numbers(members), numbers(members)];
  const names = (ends: Float64Array): Names => {
    const part = new Uint8Array(new SharedArrayBuffer(ends.at(-1) ?? 0));
    part.set(take(part.length));
    return { bytes: part, ends };
  };
  const index = { keys: names(keyEnds), labels: names(labelEnds), memberEnds, offsets, sizes, extensionOf };
  const sound =
    at === body.length &&
    rising(memberEnds, members) &&
    rising(keyEnds, keyEnds.at(-1) ?? 0) &&
    rising(labelEnds, labelEnds.at(-1) ?? 0) &&
    offsets.every((offset, i) => offset >= 0 && sizes[i]! >= 0 && offset + sizes[i]! <= file.size) &&
    extensionOf.every((number) => extensions[number] !== undefined);
  return sound ? { ...index, extensions, ignored, cut: head.cut ?? undefined } : undefined;
}

/** Whether whole numbers never fall, and end at `last`. */
function rising(ends: Float64Array, last: number): boolean {
  return (ends.at(-1) ?? 0) === last && ends.every((end, i) => Number.isInteger(end) && end >= (ends[i - 1] ?? 0));
}

function hashOf(parts: readonly Uint8Array[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}
