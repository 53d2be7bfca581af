import { createHash } from 'node:crypto';
import { createReadStream, mkdirSync } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AugmentError } from '../../../transforms/index.ts';
import { bytesOf, type NpyData, npyHeader } from '../npy.ts';
import type { Sample } from '../sample-files.ts';
import { tarEnd, tarFill, tarHeader } from '../tar.ts';
import { type ExportedFile, type Format, unwritable } from './manifest.ts';

/** The arrays of one sample, by name. */
export type Row = ReadonlyMap<string, { readonly data: NpyData; readonly shape: readonly number[] }>;

/** Writes the files of one part as its samples come: each is there whole in the end, or not at all. */
export interface PartWriter {
  add(sample: Sample, row: Row): Promise<void>;
  /** Puts the files in their places, and says what they are. */
  close(): Promise<readonly ExportedFile[]>;
  /** Leaves nothing of them. */
  discard(): Promise<void>;
}

/** A part called `name` (without an extension). Throws AugmentError where nothing can be written. */
export function openPart(folder: string, format: Format, name: string, classNames: readonly string[]): PartWriter {
  const drafts = new Map<string, Draft>();
  const draft = async (file: string) => {
    const known = drafts.get(file);
    if (known !== undefined) return known;
    const made = await openDraft(join(folder, file));
    drafts.set(file, made);
    return made;
  };
  const whole = {
    discard: async () => {
      for (const { discard } of drafts.values()) await discard();
    },
    close: async () => {
      const files: ExportedFile[] = [];
      for (const [file, { close }] of drafts) files.push({ name: file, ...(await close()) });
      return files;
    },
  };
  if (format === 'webdataset') {
    return {
      ...whole,
      add: async ({ key, files }) => {
        const tar = await draft(`${name}.tar`);
        for (const { extension, parts } of files) {
          const bytes = parts.reduce((sum, { length }) => sum + length, 0);
          await tar.write([tarHeader(`${key}.${extension}`, bytes), ...parts, tarFill(bytes)]);
        }
      },
      close: async () => {
        for (const tar of drafts.values()) await tar.write([tarEnd]);
        return whole.close();
      },
    };
  }
  if (format === 'folder') {
    // Each is closed at once: so many could not be open together.
    const files: ExportedFile[] = [];
    return {
      discard: async () => {},
      close: async () => files,
      add: async ({ key, epoch, label, files: own }) => {
        const of = label === undefined ? 'all' : safe(classNames[label] ?? String(label));
        for (const { extension, parts } of own) {
          const file = `epoch-${String(epoch).padStart(4, '0')}/${of}/${key}.${extension}`;
          const draft = await openDraft(join(folder, file));
          await draft.write(parts);
          files.push({ name: file, ...(await draft.close()) });
        }
      },
    };
  }
  return { ...whole, ...stacking(name, draft) };
}

/** A class name as a folder's. */
const safe = (name: string) => name.replace(/[/\\:*?"<>|]|^\.+/g, '_') || '_';

/** Room for the header of a stack, which is written last, when the number of rows is known. */
const headerRoom = 192;

function stacking(name: string, draft: (file: string) => Promise<Draft>): Pick<PartWriter, 'add' | 'close'> {
  const stacks = new Map<string, { readonly file: Draft; readonly data: NpyData; readonly shape: readonly number[] }>();
  let rows = 0;
  return {
    add: async ({ epoch, id }, row) => {
      for (const [array, { data, shape }] of row) {
        let stack = stacks.get(array);
        if (stack === undefined) {
          stack = { file: await draft(`${name}.${array}.npy`), data: data.slice(0, 0), shape };
          stacks.set(array, stack);
          await stack.file.write([new Uint8Array(headerRoom)]);
        }
        if (stack.shape.join() !== shape.join()) {
          throw new AugmentError(
            'uneven',
            `${name}: expected samples of one shape for --format npy, got ${array} of [${stack.shape}] and, epoch ${epoch}, sample ${id}, [${shape}]; add resizedCrop or resize to the plan, or take --format webdataset`,
            { epoch, sampleId: id },
          );
        }
        await stack.file.write([bytesOf(data)]);
      }
      rows++;
    },
    close: async () => {
      const files: ExportedFile[] = [];
      for (const [array, { file, data, shape }] of stacks) {
        await file.begin(npyHeader(data, [rows, ...shape], headerRoom));
        files.push({ name: `${name}.${array}.npy`, ...(await file.close()) });
      }
      return files;
    },
  };
}

/** A file that takes its name only once it is whole. */
interface Draft {
  write(parts: readonly Uint8Array[]): Promise<void>;
  /** Overwrites its first bytes. */
  begin(bytes: Uint8Array): Promise<void>;
  close(): Promise<{ readonly bytes: number; readonly sha256: string }>;
  discard(): Promise<void>;
}

async function openDraft(path: string): Promise<Draft> {
  const unfinished = `${path}.tmp`;
  let file: FileHandle;
  const attempt = async <T>(act: () => Promise<T>): Promise<T> => {
    try {
      return await act();
    } catch (cause) {
      throw unwritable(path, cause);
    }
  };
  await attempt(async () => {
    mkdirSync(dirname(path), { recursive: true });
    file = await open(unfinished, 'w');
  });
  let bytes = 0;
  return {
    write: (parts) =>
      attempt(async () => {
        for (const part of parts) {
          for (let at = 0; at < part.length; ) {
            const { bytesWritten } = await file.write(part, at, part.length - at, bytes + at);
            at += bytesWritten;
          }
          bytes += part.length;
        }
      }),
    begin: (first) => attempt(async () => void (await file.write(first, 0, first.length, 0))),
    close: () =>
      attempt(async () => {
        await file.sync();
        await file.close();
        const sha256 = await sha256Of(unfinished);
        await rename(unfinished, path);
        return { bytes, sha256 };
      }),
    discard: async () => {
      await file.close().catch(() => {});
      await rm(unfinished, { force: true });
    },
  };
}

/** The hash of a file's bytes, in hexadecimal digits. */
export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk);
  return hash.digest('hex');
}
