import { createContext, Script } from 'node:vm';
import { AugmentError, show } from '../../transforms/index.ts';
import { keyOf } from './inner-source.ts';
import type { Source } from './source.ts';

/** Some expressions take longer than the universe: this many milliseconds for so many names is given up. */
const patience = 3000;
const namesAtOnce = 4096;
const longestPattern = 1000;

/** The whole match, or the first group where the expression has one; null where nothing matches. */
const matchAll = new Script(
  '{ const regex = new RegExp(pattern, "u"); names.map((name) => { const match = regex.exec(name); return match === null ? null : match[grouped ? 1 : 0] ?? null; }) }',
);

/** Checks a regular expression (flag u). Throws AugmentError that says what is wrong with it. */
export function checkedPattern(pattern: unknown, where: string): string {
  if (typeof pattern !== 'string' || pattern === '' || pattern.length > longestPattern) {
    throw new AugmentError(
      'bad-config',
      `${where}: expected a regular expression as a string of 1 to ${longestPattern} characters, such as "^night/", got ${show(pattern)}`,
    );
  }
  try {
    new RegExp(pattern, 'u');
    return pattern;
  } catch (cause) {
    throw new AugmentError(
      'bad-config',
      `${where}: expected a regular expression, got ${show(pattern)}: ${(cause as Error).message}`,
      { cause },
    );
  }
}

/** How many groups an expression has. */
export function groupsOf(pattern: string): number {
  return new RegExp(`${pattern}|`, 'u').exec('')!.length - 1;
}

/**
 * What a regular expression finds in each sample's name, one after the other: the match, or with `grouped` its first
 * group; null where it finds nothing. Throws AugmentError where it takes for ever.
 */
export function* matchNames(
  source: Source,
  pattern: string,
  { grouped, where }: { readonly grouped: boolean; readonly where: string },
): Generator<string | null> {
  const context = createContext({ pattern, grouped, names: [] as string[] });
  for (let start = 0; start < source.length; start += namesAtOnce) {
    const count = Math.min(namesAtOnce, source.length - start);
    context.names = Array.from({ length: count }, (_, i) => keyOf(source, start + i));
    try {
      yield* matchAll.runInContext(context, { timeout: patience }) as (string | null)[];
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw cause;
      throw new AugmentError(
        'slow-pattern',
        `${where}: expected a regular expression that is quick, got ${show(pattern)}, which took more than ${patience / 1000} s for ${count} names; avoid repeats within repeats, such as (a+)+`,
        { cause },
      );
    }
  }
}
