// What a value costs on its way through a chain of operators, beside chained async generators and Node's own streams.
// usage: node dist/bench/operators.js [VALUES]
import { Readable } from 'node:stream';
import { batch, filter, map, pipe, prefetch, type Source, shuffle, take, unbatch } from '../src/operators/index.ts';

const count = Number(process.argv[2] ?? 100_000);
const rounds = 7;
const values = Array.from({ length: count }, (_, i) => i);
const increment = (x: number) => x + 1;
const incrementLater = async (x: number) => x + 1;

async function* generated(): AsyncGenerator<number, void, void> {
  for (const value of values) yield value;
}

async function* mapGenerator<T, U>(source: Source<T>, f: (value: T) => U | Promise<U>): AsyncGenerator<U, void, void> {
  for await (const value of source) yield await f(value);
}

async function* batchGenerator<T>(source: Source<T>, size: number): AsyncGenerator<T[], void, void> {
  let gathered: T[] = [];
  for await (const value of source) {
    if (gathered.push(value) < size) continue;
    yield gathered;
    gathered = [];
  }
  if (gathered.length > 0) yield gathered;
}

type Chain = () => AsyncIterable<unknown>;
const stages = (
  source: () => Source<number>,
  depth: number,
  stage: (source: Source<number>) => AsyncIterable<number>,
) => {
  return () =>
    Array.from({ length: depth }).reduce<Source<number>>((chain) => stage(chain), source()) as AsyncIterable<number>;
};
const array = () => values;

const cases: Record<string, Chain> = {};
for (const depth of [1, 4, 8]) {
  for (const [name, source] of Object.entries({ array, 'async generator': generated })) {
    cases[`${depth} x map, ${name}`] = stages(source, depth, map(increment));
    cases[`${depth} x async generator, ${name}`] = stages(source, depth, (from) => mapGenerator(from, increment));
  }
}
Object.assign<Record<string, Chain>, Record<string, Chain>>(cases, {
  'for await over the async generator alone': generated,
  'map(async f), array': () => pipe(values, map(incrementLater)),
  'async generator with async f, array': () => mapGenerator(values, incrementLater),
  'map(async f, concurrency 8, ordered), array': () => pipe(values, map(incrementLater, { concurrency: 8 })),
  'map(async f, concurrency 8, unordered), array': () =>
    pipe(values, map(incrementLater, { concurrency: 8, ordered: false })),
  'Readable.map(async f, concurrency 8), array': () => Readable.from(values).map(incrementLater, { concurrency: 8 }),
  'filter half, array': () =>
    pipe(
      values,
      filter((x: number) => x % 2 === 0),
    ),
  'shuffle(1000), array': () => pipe(values, shuffle({ window: 1000, seed: 7 })),
  'batch(32), array': () => pipe(values, batch(32)),
  'async generator that batches, array': () => batchGenerator(values, 32),
  'batch(32), async generator': () => pipe(generated(), batch(32)),
  'batch(32), unbatch, array': () => pipe(values, batch(32), unbatch()),
  'prefetch(4), async generator': () => pipe(generated(), prefetch(4)),
  'take(all), array': () => pipe(values, take(count)),
  'map 8, shuffle, batch 32, prefetch, array': () =>
    pipe(values, map(increment, { concurrency: 8 }), shuffle({ window: 1000, seed: 7 }), batch(32), prefetch(4)),
});

for (const [name, chain] of Object.entries(cases)) {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    const start = process.hrtime.bigint();
    for await (const _ of chain());
    best = Math.min(best, Number(process.hrtime.bigint() - start) / 1000 / count);
  }
  console.log(`${name.padEnd(48)} ${best.toFixed(3)} us a value of the source`);
}
