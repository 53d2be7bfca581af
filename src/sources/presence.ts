import { readdirSync } from 'node:fs';
import { AugmentError } from '../../transforms/index.ts';
import { reason } from './file-bytes.ts';

/** Throws AugmentError `source-gone` where a folder that had files has none any more, as after an unmount. */
export function assertFolderPresent(root: string, shown: string): void {
  let got = 'an empty folder';
  try {
    if (readdirSync(root).length > 0) return;
  } catch (cause) {
    got = reason(cause);
  }
  throw new AugmentError(
    'source-gone',
    `${shown}: expected the folder that was there at the start, got ${got}; is its disk still mounted?`,
    { file: shown },
  );
}
