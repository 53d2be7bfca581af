import { checkedCount } from './check.ts';
import { iterable, stageOf } from './iterable.ts';
import { checkedSource, type Source } from './source.ts';
import { pullUntil, type Step } from './stage.ts';

/** Passes over the first `count` values (>= 0), which are pulled all the same, and gives the others. */
export function skip(count: number): <T>(source: Source<T>) => AsyncIterable<T> {
  checkedCount(count, 'skip', 0);
  return <T>(source: Source<T>) => {
    checkedSource(source, 'skip');
    return iterable<T>(() => {
      const stage = stageOf(source);
      let left = count;
      const accept = (step: Step<T>) => (step.done || left-- <= 0 ? step : undefined);
      return {
        pull: () => (left <= 0 ? stage.pull() : pullUntil(stage, accept)),
        close: () => stage.close(),
      };
    });
  };
}
