import { AugmentError, show } from '../../transforms/index.ts';
import { ended, isThenable, type Stage, type Step } from './stage.ts';

/** What operators read from: anything that `for await` can go over. Promises in an Iterable are awaited. */
export type Source<T> = AsyncIterable<T> | Iterable<T | PromiseLike<T>>;

/** What comes out of a source. */
export type Value<S> = S extends AsyncIterable<infer T> ? T : S extends Iterable<infer T> ? Awaited<T> : never;

type Opened<T> = { next(): unknown; return?: () => unknown } & (AsyncIterator<T> | Iterator<T | PromiseLike<T>>);

/** Refuses what cannot be iterated; text too, whose characters nobody means to stream. */
export function checkedSource<T>(source: Source<T>, where: string): Source<T> {
  const given = source as unknown;
  if (typeof given === 'object' && given !== null) {
    const { [Symbol.asyncIterator]: later, [Symbol.iterator]: now } = given as Partial<AsyncIterable<T> & Iterable<T>>;
    if (typeof later === 'function' || typeof now === 'function') return source;
  }
  const next = typeof given === 'function' ? '; call it, and give what it returns' : '';
  throw new AugmentError('bad-parameter', `${where}: expected an AsyncIterable or Iterable, got ${show(given)}${next}`);
}

/** Opens at the first pull, and gives back once: after an error too, but not after the source's own end. */
export function openSource<T>(source: Source<T>): Stage<T> {
  let iterator: Opened<T> | undefined;
  let sync = false;
  /** Its own end, or closed. */
  let over = false;

  /** Read once, and copied: what a source does with its steps afterwards is its own affair. */
  const arrived = (step: unknown): Step<T> => {
    if (typeof step !== 'object' || step === null) {
      throw new AugmentError('bad-source', `next() of a source: expected { done, value }, got ${show(step)}`);
    }
    const { done } = step as Step<T>;
    if (!done) return { done: false, value: (step as IteratorYieldResult<T>).value };
    over = true;
    return ended;
  };

  const open = (): Opened<T> => {
    const later = (source as AsyncIterable<T>)[Symbol.asyncIterator];
    sync = later === undefined || later === null;
    const opened = sync ? (source as Iterable<T>)[Symbol.iterator]() : later.call(source);
    if (typeof opened !== 'object' || opened === null) {
      throw new AugmentError('bad-source', `expected a source that gives an iterator, got ${show(opened)}`);
    }
    return opened as Opened<T>;
  };

  return {
    pull() {
      if (over) return ended;
      iterator ??= open();
      const next: unknown = iterator.next();
      if (!sync) return isThenable(next) ? Promise.resolve(next).then(arrived) : arrived(next);
      const step = arrived(next);
      if (step.done || !isThenable(step.value)) return step;
      return Promise.resolve(step.value).then((value) => ({ done: false, value: value as T }));
    },
    close() {
      if (over || iterator === undefined) {
        over = true;
        return undefined;
      }
      over = true;
      const returned: unknown = iterator.return?.();
      return isThenable(returned) ? Promise.resolve(returned).then(() => {}) : undefined;
    },
  };
}
