import { checkedCount } from './check.ts';
import { iterable, stageOf } from './iterable.ts';
import { queue } from './queue.ts';
import { checkedSource, type Source } from './source.ts';
import { ended, type Stage, type Step } from './stage.ts';

/**
 * Pulls up to `count` (>= 0) values ahead of the consumer, one after the other, from its first request on. An error
 * comes after the values before it.
 */
export function prefetch(count: number): <T>(source: Source<T>) => AsyncIterable<T> {
  checkedCount(count, 'prefetch', 0);
  return (source) => {
    checkedSource(source, 'prefetch');
    return iterable(() => prefetched(stageOf(source), count));
  };
}

function prefetched<T>(source: Stage<T>, count: number): Stage<T> {
  const values = queue<T>();
  let waiting: { resolve(step: Step<T>): void; reject(error: unknown): void } | undefined;
  /** 1 while a pull of the consumer's is unanswered: its value is none that is pulled ahead. */
  let asked: 0 | 1 = 0;
  let pulling = false;
  let closed = false;
  /** What comes after all values. */
  let last: { readonly error?: unknown; readonly failed: boolean } | undefined;

  const arrived = (step: Step<T>): void => {
    if (step.done) last = { failed: false };
    else values.push(step.value);
  };

  const failed = (error: unknown): void => {
    last = { failed: true, error };
  };

  const next = (step: Step<T>): void => {
    pulling = false;
    arrived(step);
    proceed();
  };

  const stop = (error: unknown): void => {
    pulling = false;
    failed(error);
    proceed();
  };

  const proceed = (): void => {
    if (closed) return;
    answer();
    fill();
  };

  const fill = (): void => {
    while (!pulling && !closed && last === undefined && values.length() < count + asked) {
      try {
        const step = source.pull();
        if (!(step instanceof Promise)) {
          arrived(step);
          continue;
        }
        pulling = true;
        step.then(next, stop);
      } catch (error) {
        failed(error);
      }
    }
  };

  const ready = (): Step<T> | undefined => {
    if (values.length() > 0) return { done: false, value: values.shift() as T };
    if (last?.failed) throw last.error;
    return last === undefined ? undefined : ended;
  };

  const answer = (): void => {
    if (waiting === undefined) return;
    const { resolve, reject } = waiting;
    waiting = undefined;
    asked = 0;
    try {
      resolve(ready()!);
    } catch (error) {
      reject(error);
    }
  };
  return {
    pull() {
      asked = 1;
      fill();
      const step = ready();
      if (step === undefined) {
        return new Promise((resolve, reject) => {
          waiting = { resolve, reject };
        });
      }
      asked = 0;
      fill();
      return step;
    },
    close() {
      closed = true;
      return source.close();
    },
  };
}
