import { checkedCount } from './check.ts';
import { iterable, stageOf } from './iterable.ts';
import { checkedSource, type Source } from './source.ts';
import { ended } from './stage.ts';

/**
 * Gives the first `count` values (>= 0). The source is closed where the value after them is asked for, so that the
 * last one is good until then, and is never asked for that one itself.
 */
export function take(count: number): <T>(source: Source<T>) => AsyncIterable<T> {
  checkedCount(count, 'take', 0);
  return (source) => {
    checkedSource(source, 'take');
    return iterable(() => {
      const stage = stageOf(source);
      let left = count;
      return {
        pull: () => (left-- > 0 ? stage.pull() : ended),
        close: () => stage.close(),
      };
    });
  };
}
