import { checkedSource, type Source } from './source.ts';

/** Gathers all values; the memory for them is the caller's care. */
export function toArray<T>(source: Source<T>): Promise<T[]> {
  checkedSource(source, 'toArray');
  return gather(source);
}

async function gather<T>(source: Source<T>): Promise<T[]> {
  const values: T[] = [];
  for await (const value of source) values.push(value);
  return values;
}
