import { checkedFunction } from './check.ts';
import { iterable, stageOf } from './iterable.ts';
import { checkedSource, type Source } from './source.ts';
import { closeAll, ended, isThenable, pullUntil, type Stage, type Step, settled } from './stage.ts';

/** Keeps the values for which `predicate`, which may be async, gives something truthy. */
export function filter<T, U extends T>(
  predicate: (value: T, index: number) => value is U,
): (source: Source<T>) => AsyncIterable<U>;
export function filter<T>(predicate: (value: T, index: number) => unknown): (source: Source<T>) => AsyncIterable<T>;
export function filter<T>(predicate: (value: T, index: number) => unknown): (source: Source<T>) => AsyncIterable<T> {
  checkedFunction(predicate, 'filter');
  return (source) => {
    checkedSource(source, 'filter');
    return iterable(() => filtered(stageOf(source), predicate));
  };
}

function filtered<T>(source: Stage<T>, predicate: (value: T, index: number) => unknown): Stage<T> {
  let index = 0;
  let running: Promise<unknown> | undefined;
  let closed = false;

  const accept = (step: Step<T>): Step<T> | undefined | Promise<Step<T> | undefined> => {
    if (step.done || closed) return ended;
    const answer = predicate(step.value, index++);
    if (!isThenable(answer)) return answer ? step : undefined;
    const { value } = step;
    const kept = Promise.resolve(answer).then((keep) => {
      running = undefined;
      return keep ? { done: false as const, value } : undefined;
    });
    running = kept;
    return kept;
  };

  return {
    pull: () => pullUntil(source, accept),
    close() {
      closed = true;
      return closeAll([settled(running), source]);
    },
  };
}
