import { readdirSync } from 'node:fs';
import type { Modality } from '../../transforms/index.ts';
import { soundFiles } from './audio-folder.ts';
import { pictureFiles } from './image-folder.ts';

/** Whether a folder has pictures or sounds, by the names of its files: what there are more of. */
export function folderMedia(path: string): Modality {
  let names: readonly string[];
  try {
    names = readdirSync(path, { encoding: 'utf8', recursive: true });
  } catch {
    // What is wrong with it is told by who opens it.
    return 'image';
  }
  const count = (ending: RegExp) => names.filter((name) => ending.test(name)).length;
  return count(soundFiles.ending) > count(pictureFiles.ending) ? 'audio' : 'image';
}
