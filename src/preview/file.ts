import { randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AugmentError } from '../../transforms/index.ts';

/** Refuses a path that no file can be written to, before any work is done for it. */
export function checkOut(out: string): void {
  const folder = dirname(out);
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found === undefined)
    throw outError(out, `expected a folder ${folder} to write to, got nothing of that name; make it first`);
  if (!found.isDirectory()) throw outError(out, `expected ${folder} to be a folder, got a file`);
  if (statSync(out, { throwIfNoEntry: false })?.isDirectory()) {
    throw outError(out, 'expected a file to write, got a folder; add a file name, such as preview.png');
  }
}

/** Writes the whole file or none of it: a reader never sees half a picture. */
export async function writeWhole(out: string, bytes: Uint8Array): Promise<void> {
  checkOut(out);
  const unfinished = join(dirname(out), `.${basename(out)}.${randomUUID()}`);
  try {
    await writeFile(unfinished, bytes);
    await rename(unfinished, out);
  } catch (cause) {
    await rm(unfinished, { force: true });
    throw outError(out, `expected a file that can be written, got ${(cause as Error).message}`, cause);
  }
}

function outError(out: string, message: string, cause?: unknown): AugmentError {
  return new AugmentError('unwritable', `${out}: ${message}`, { file: out, parameter: 'out', cause });
}
