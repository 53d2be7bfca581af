import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { AugmentError } from '../../transforms/errors.ts';

/** Where ffmpeg is: `FFMPEG_PATH`, or the first on the path. Throws AugmentError `no-ffmpeg` which says how to get it. */
export function findFfmpeg(name: string, environment: NodeJS.ProcessEnv = process.env): string {
  const { FFMPEG_PATH: chosen, PATH: path = '' } = environment;
  if (chosen) {
    if (isProgram(chosen)) return chosen;
    throw noFfmpeg(name, `FFMPEG_PATH is ${chosen}, which is no program`);
  }
  const file = process.platform === 'win32' ? 'ffmpeg.exe' : 'ffmpeg';
  for (const folder of path.split(delimiter)) {
    if (folder !== '' && isProgram(join(folder, file))) return join(folder, file);
  }
  throw noFfmpeg(name, 'it is not installed');
}

function noFfmpeg(name: string, why: string): AugmentError {
  return new AugmentError(
    'no-ffmpeg',
    `${name}: expected ffmpeg to decode this format with, but ${why}; install it (apt-get install ffmpeg, brew install ffmpeg, winget install ffmpeg), or set FFMPEG_PATH to the program`,
    { file: name },
  );
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
