import { checkedCount, checkedOptions, checkedWord } from './check.ts';
import { iterable, stageOf } from './iterable.ts';
import { checkedSource, type Source } from './source.ts';
import { ended, pullUntil, type Stage, type Step } from './stage.ts';

export interface BatchOptions {
  /** What becomes of a last batch that is not full: it is given ('keep'), or not. */
  readonly last?: 'keep' | 'drop';
}

/** Gathers `size` (>= 1) values to an array. If the source fails, so does the batch that it was gathering. */
export function batch(size: number, options: BatchOptions = {}): <T>(source: Source<T>) => AsyncIterable<T[]> {
  checkedCount(size, 'batch.size', 1);
  const last = checkedWord(checkedOptions(options, 'batch', ['last']).last ?? 'keep', 'batch.last', ['keep', 'drop']);
  return (source) => {
    checkedSource(source, 'batch');
    return iterable(() => batches(stageOf(source), size, last));
  };
}

function batches<T>(source: Stage<T>, size: number, last: 'keep' | 'drop'): Stage<T[]> {
  let gathered: T[] = [];
  let over = false;

  const accept = (step: Step<T>): Step<T[]> | undefined => {
    if (step.done) {
      over = true;
      if (gathered.length === 0 || last === 'drop') return ended;
    } else if (gathered.push(step.value) < size) return undefined;
    const value = gathered;
    gathered = [];
    return { done: false, value };
  };

  return {
    pull: () => (over ? ended : pullUntil(source, accept)),
    close: () => source.close(),
  };
}
