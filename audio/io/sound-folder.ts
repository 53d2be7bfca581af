import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { AugmentError } from '../../transforms/errors.ts';

/** Endings of files that are taken for sounds, in lower case. */
export const soundEndings: ReadonlySet<string> = new Set(
  '.aac .aif .aifc .aiff .au .caf .flac .m4a .mka .mp3 .oga .ogg .opus .w64 .wav .wave .weba .wma'.split(' '),
);

/**
 * The sounds of a folder and of those in it, by their path in it, sorted by code unit: the same everywhere. Hidden files are left
 * out. Throws AugmentError `bad-sound-folder` where it cannot be read or has none; `written` is how the config names it.
 */
export function listSounds(folder: string, written: string): readonly string[] {
  const found: string[] = [];
  collect(folder, '', new Set(), found, written);
  if (found.length === 0) {
    throw new AugmentError(
      'bad-sound-folder',
      `${folder}: expected a folder with at least one sound (${[...soundEndings].join(' ')}), got none; put sounds there, or correct \`folder: ${written}\``,
      { file: folder, parameter: 'folder' },
    );
  }
  return found.sort().map((path) => join(folder, path));
}

function collect(folder: string, within: string, seen: Set<string>, found: string[], written: string): void {
  const here = join(folder, within);
  let entries: Dirent[];
  try {
    // A folder that a link leads back to is not walked again.
    const real = realpathSync(here);
    if (seen.has(real)) return;
    seen.add(real);
    entries = readdirSync(here, { withFileTypes: true });
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? String(cause);
    throw new AugmentError(
      'bad-sound-folder',
      `${here}: expected a folder of sounds that can be read, got ${reason}; relative paths start at the config's own folder: correct \`folder: ${written}\``,
      { file: here, parameter: 'folder', cause },
    );
  }
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue;
    const path = within === '' ? entry.name : `${within}/${entry.name}`;
    const kind = entry.isSymbolicLink() ? statSync(join(folder, path), { throwIfNoEntry: false }) : entry;
    if (kind?.isDirectory()) collect(folder, path, seen, found, written);
    else if (kind?.isFile() && soundEndings.has(extname(entry.name).toLowerCase())) found.push(path);
  }
}
