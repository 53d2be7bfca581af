import { readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { AugmentError, show } from '../../transforms/index.ts';
import { reason } from './file-bytes.ts';
import { type ListedFile, listFile } from './open-files.ts';

/** More files than anyone has; a pattern that says more is a slip. */
const mostFiles = 100_000;
/** What is kept beside the files is none of them. */
const besides = /\.augment-index(\.[^/]*)?$/;

/**
 * The files that paths name, in that order: ranges and lists in braces as in a shell (`train-{000..009}.tar`,
 * `{train,extra}.tar`), and `*` and `?` in the last part, whose matches are sorted by code unit.
 */
export function listFiles(paths: string | readonly string[], base: string): readonly ListedFile[] {
  const written = typeof paths === 'string' ? [paths] : paths;
  const files: ListedFile[] = [];
  for (const path of written) {
    if (/^[a-z][a-z0-9+.-]+:\/\/|^pipe:/i.test(path)) {
      throw new AugmentError('bad-config', `${path}: expected the path of a file, got an address; download it first`);
    }
    for (const shown of expandBraces(path).flatMap((one) => expandStars(one, base))) {
      files.push(listFile(resolve(base, shown), shown));
    }
    if (files.length > mostFiles) throw tooMany(path);
  }
  return files;
}

/** JSON Schema of a spec's field of paths. */
export const pathsSchema = {
  anyOf: [
    { type: 'string', minLength: 1 },
    { type: 'array', minItems: 1, items: { type: 'string', minLength: 1 } },
  ],
};

/** Checks a spec's field of paths. */
export function checkedPaths(json: unknown, where: string): string | readonly string[] {
  const paths: unknown[] = Array.isArray(json) ? json : [json];
  if (paths.length > 0 && paths.every((path) => typeof path === 'string' && path !== '' && !path.includes('\0'))) {
    return json as string | readonly string[];
  }
  throw new AugmentError('bad-config', `${where}: expected a path or a list of paths, got ${show(json)}`);
}

/** `a{0..2}b` to a0b, a1b, a2b. Braces without `..` or a comma stay as they are. */
export function expandBraces(path: string): readonly string[] {
  let expanded = [''];
  let rest = path;
  for (;;) {
    const match = /\{([^{}]*?(?:\.\.|,)[^{}]*)\}/.exec(rest);
    if (match === null) return expanded.map((head) => head + rest);
    const before = rest.slice(0, match.index);
    if (before.lastIndexOf('{') > before.lastIndexOf('}') && rest.includes('}', match.index + match[0].length)) {
      throw new AugmentError('bad-config', `${path}: expected braces side by side, got braces within braces`);
    }
    const choices = choicesOf(match[1]!, path);
    if (choices.length * expanded.length > mostFiles) throw tooMany(path);
    expanded = expanded.flatMap((head) => choices.map((choice) => head + before + choice));
    rest = rest.slice(match.index + match[0].length);
  }
}

function choicesOf(inside: string, path: string): readonly string[] {
  const range = /^(\d+)\.\.(\d+)(?:\.\.(\d+))?$/.exec(inside);
  if (range === null) {
    if (inside.includes(',')) return inside.split(',');
    throw new AugmentError('bad-config', `${path}: expected a range such as {000..009}, got {${inside}}`);
  }
  const [first, last, step] = [Number(range[1]), Number(range[2]), Math.max(1, Number(range[3] ?? 1))];
  const count = Math.floor(Math.abs(last - first) / step) + 1;
  if (count > mostFiles) throw tooMany(path);
  const padded = /^0\d/.test(range[1]!) || /^0\d/.test(range[2]!);
  const digits = padded ? Math.max(range[1]!.length, range[2]!.length) : 0;
  const direction = last < first ? -step : step;
  return Array.from({ length: count }, (_, i) => String(first + i * direction).padStart(digits, '0'));
}

function expandStars(path: string, base: string): readonly string[] {
  const pattern = basename(path);
  if (!/[*?]/.test(pattern)) return [path];
  const folder = resolve(base, dirname(path));
  let entries: string[];
  try {
    entries = readdirSync(folder);
  } catch (cause) {
    throw new AugmentError(
      'missing-file',
      `${path}: expected files in a folder, got ${reason(cause)}; looked in ${folder}`,
      {
        file: path,
        cause,
      },
    );
  }
  const found = entries.filter((name) => !name.startsWith('.') && !besides.test(name) && matches(name, pattern)).sort();
  if (found.length > 0) return found.map((name) => join(dirname(path), name));
  const others = entries.length === 0 ? 'an empty folder' : `${entries.length} other files, such as ${entries[0]}`;
  throw new AugmentError('missing-file', `${path}: expected files of that name, got ${others}; looked in ${folder}`, {
    file: path,
  });
}

/** Whether a name is as a pattern of `*` and `?` says; steps back to the last star only, so that no pattern is slow. */
function matches(name: string, pattern: string): boolean {
  let [at, star, mark] = [0, -1, 0];
  for (let i = 0; i < name.length; ) {
    if (pattern[at] === '*') {
      star = at++;
      mark = i;
    } else if (pattern[at] === '?' || pattern[at] === name[i]) {
      at++;
      i++;
    } else if (star >= 0) {
      at = star + 1;
      i = ++mark;
    } else return false;
  }
  return /^\**$/.test(pattern.slice(at));
}

function tooMany(path: string): AugmentError {
  return new AugmentError('bad-config', `${path}: expected at most ${mostFiles} files, got more`);
}
