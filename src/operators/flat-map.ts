import { checkedFunction } from './check.ts';
import { flattened } from './flattened.ts';
import { iterable, stageOf } from './iterable.ts';
import { checkedSource, type Source } from './source.ts';

/** Gives the values of each of the iterables that `f`, which may be async, makes of a value, one iterable after the other. */
export function flatMap<T, U>(
  f: (value: T, index: number) => Source<U> | PromiseLike<Source<U>>,
): (source: Source<T>) => AsyncIterable<U> {
  checkedFunction(f, 'flatMap');
  return (source) => {
    checkedSource(source, 'flatMap');
    return iterable(() => flattened(stageOf(source), f, 'flatMap, a result of its function'));
  };
}

/** Gives the values of batches, or of other iterables, one by one. */
export function unbatch(): <T>(source: Source<Source<T>>) => AsyncIterable<T> {
  return <T>(source: Source<Source<T>>) => {
    checkedSource(source, 'unbatch');
    return iterable(() => flattened<Source<T>, T>(stageOf(source), (inner) => inner, 'unbatch, a value'));
  };
}
