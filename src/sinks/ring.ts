import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** A file in memory with room for a few payloads: a reader on the same host maps it, and says which room is free again. */
export interface Ring {
  readonly path: string;
  readonly slotBytes: number;
  readonly slots: number;
  /** Puts a payload into a free room, and returns its number; waits where none is free. Undefined where it is too large. */
  put(parts: readonly Uint8Array[], bytes: number): Promise<number | undefined>;
  free(slot: number): void;
  /** The reader has mapped it: the file goes, so that nothing is left of it whoever dies, and the memory goes with its last user. */
  unlink(): void;
  /** Whoever waits for room is told that nobody will free any. */
  fail(cause: unknown): void;
  close(): void;
}

/** Where Linux keeps files in memory; elsewhere payloads go through the socket. */
const memoryFolder = '/dev/shm';

/** Undefined where this system has no such memory, or not enough of it. */
export function openRing(slotBytes: number, slots: number): Ring | undefined {
  let folder: string;
  try {
    folder = mkdtempSync(join(memoryFolder, 'augment-'));
  } catch {
    return undefined;
  }
  const path = join(folder, 'ring');
  let file: number;
  try {
    file = openSync(path, 'w', 0o600);
    ftruncateSync(file, slotBytes * slots);
  } catch {
    rmSync(folder, { recursive: true, force: true });
    return undefined;
  }
  const open = Array.from({ length: slots }, (_, slot) => slot);
  const waiting: { readonly resolve: (slot: number) => void; readonly reject: (cause: unknown) => void }[] = [];
  let failed: { readonly cause: unknown } | undefined;
  const take = () =>
    new Promise<number>((resolve, reject) => {
      const slot = open.shift();
      if (failed !== undefined) reject(failed.cause);
      else if (slot !== undefined) resolve(slot);
      else waiting.push({ resolve, reject });
    });
  return {
    path,
    slotBytes,
    slots,
    put: async (parts, bytes) => {
      if (bytes > slotBytes) return undefined;
      const slot = await take();
      let at = slot * slotBytes;
      for (const part of parts) {
        for (let from = 0; from < part.length; ) from += writeSync(file, part, from, part.length - from, at + from);
        at += part.length;
      }
      return slot;
    },
    free: (slot) => {
      if (!Number.isInteger(slot) || slot < 0 || slot >= slots || open.includes(slot)) return;
      const next = waiting.shift();
      if (next === undefined) open.push(slot);
      else next.resolve(slot);
    },
    unlink: () => rmSync(folder, { recursive: true, force: true }),
    fail: (cause) => {
      failed = { cause };
      for (const { reject } of waiting.splice(0)) reject(cause);
    },
    close: () => {
      closeSync(file);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
