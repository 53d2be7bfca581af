import { AugmentError, show, suggestion } from '../../transforms/index.ts';

export function checkedCount(count: unknown, where: string, least: 0 | 1): number {
  if (!Number.isSafeInteger(count) || (count as number) < least) {
    throw new AugmentError('bad-parameter', `${where}: expected a whole number >= ${least}, got ${show(count)}`);
  }
  return count as number;
}

export function checkedFunction<F>(given: F, where: string): F {
  if (typeof given !== 'function') {
    throw new AugmentError('bad-parameter', `${where}: expected a function, got ${show(given)}`);
  }
  return given;
}

/** Refuses what is no object, and fields that nobody reads. */
export function checkedOptions<O extends object>(options: O, where: string, known: readonly (keyof O & string)[]): O {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new AugmentError('bad-parameter', `${where}: expected { ${known.join(', ')} }, got ${show(options)}`);
  }
  for (const name of Object.keys(options)) {
    if (!(known as readonly string[]).includes(name)) {
      throw new AugmentError('bad-parameter', `${where}: there is no option "${name}"; ${suggestion(name, known)}`);
    }
  }
  return options;
}

/** One of a few words. */
export function checkedWord<W extends string>(given: unknown, where: string, words: readonly W[]): W {
  if (!(words as readonly unknown[]).includes(given)) {
    const list = words.map((word) => `"${word}"`).join(' or ');
    throw new AugmentError('bad-parameter', `${where}: expected ${list}, got ${show(given)}`);
  }
  return given as W;
}

export function checkedFlag(given: unknown, where: string): boolean {
  if (typeof given !== 'boolean') {
    throw new AugmentError('bad-parameter', `${where}: expected true or false, got ${show(given)}`);
  }
  return given;
}

export function checkedSignal(given: unknown, where: string): AbortSignal {
  if (!(given instanceof AbortSignal)) {
    throw new AugmentError('bad-parameter', `${where}: expected an AbortSignal, got ${show(given)}`);
  }
  return given;
}
