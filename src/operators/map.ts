import { checkedCount, checkedFlag, checkedFunction, checkedOptions, checkedSignal } from './check.ts';
import { concurrently } from './concurrently.ts';
import { iterable, stageOf } from './iterable.ts';
import { checkedSource, type Source } from './source.ts';
import { closeAll, ended, isThenable, type Stage, type Step, settled } from './stage.ts';

/** Gets a value, its position, and a signal that is aborted when its result is no longer wanted. */
export type Mapping<T, U> = (value: T, index: number, signal: AbortSignal) => U | PromiseLike<U>;

export interface MapOptions {
  /**
   * At most this many values are pulled and not yet handed on (1). With 1 nothing is done before it is asked for; with
   * more, work goes on while the consumer is busy.
   */
  readonly concurrency?: number;
  /** Results in the order of their values (true), or as they come to be. */
  readonly ordered?: boolean;
  /** Ends the iteration with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * Gives `f` of each value; `f` may be async. An error, of `f` or the source, comes where its result would have come:
 * in order, all results before it are given first. At the end, however it comes about, calls of `f` that are still
 * running get their signal, and are waited for.
 */
export function map<T, U>(f: Mapping<T, U>, options: MapOptions = {}): (source: Source<T>) => AsyncIterable<U> {
  checkedFunction(f, 'map');
  checkedOptions(options, 'map', ['concurrency', 'ordered', 'signal']);
  const { concurrency = 1, ordered = true, signal } = options;
  checkedCount(concurrency, 'map.concurrency', 1);
  checkedFlag(ordered, 'map.ordered');
  if (signal !== undefined) checkedSignal(signal, 'map.signal');
  return (source) => {
    checkedSource(source, 'map');
    return concurrency === 1 && signal === undefined
      ? iterable(() => oneByOne(stageOf(source), f))
      : iterable(() => concurrently(stageOf(source), f, { concurrency, ordered, signal }));
  };
}

function oneByOne<T, U>(source: Stage<T>, f: Mapping<T, U>): Stage<U> {
  const controller = new AbortController();
  let index = 0;
  let closed = false;
  let running: Promise<unknown> | undefined;

  const apply = (step: Step<T>): Step<U> | Promise<Step<U>> => {
    if (step.done || closed) return ended;
    const result = f(step.value, index++, controller.signal);
    if (!isThenable(result)) return { done: false, value: result };
    const answer = Promise.resolve(result).then((value): Step<U> => {
      running = undefined;
      return closed ? ended : { done: false, value };
    });
    running = answer;
    return answer;
  };

  return {
    pull() {
      const step = source.pull();
      return step instanceof Promise ? step.then(apply) : apply(step);
    },
    close() {
      closed = true;
      if (running !== undefined) controller.abort();
      return closeAll([settled(running), source]);
    },
  };
}
