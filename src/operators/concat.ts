import { flattened } from './flattened.ts';
import { iterable } from './iterable.ts';
import { checkedSource, openSource, type Source, type Value } from './source.ts';

/** Gives all of the first iterable, then all of the next; each is opened when its turn comes. */
export function concat<S extends readonly Source<unknown>[]>(...sources: S): AsyncIterable<Value<S[number]>> {
  for (const [i, source] of sources.entries()) checkedSource(source, `concat[${i}]`);
  type Part = Source<Value<S[number]>>;
  return iterable(() => flattened(openSource<Part>(sources as unknown as Part[]), (source) => source, 'concat'));
}
