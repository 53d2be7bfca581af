import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { AugmentError } from '../../transforms/index.ts';
import type { StreamState } from '../stream/state.ts';

/** In one piece, so that whoever is killed here leaves the state before. Throws AugmentError where it cannot be written. */
export function writeState(path: string, state: StreamState): void {
  try {
    writeFileSync(`${path}.tmp`, `${JSON.stringify(state)}\n`);
    renameSync(`${path}.tmp`, path);
  } catch (cause) {
    throw new AugmentError(
      'unwritable',
      `${path}: expected a file that can be written, got ${(cause as NodeJS.ErrnoException).code ?? String(cause)}; is the disk full, or the folder not there?`,
      { file: path, cause },
    );
  }
}

/** Throws AugmentError where it is no state. */
export function readState(path: string): StreamState {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new AugmentError(
      'bad-state',
      `${path}: expected a state that --state or stream.state() wrote, got ${(cause as Error).message}`,
      { file: path, cause },
    );
  }
}
