import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { catalogs } from '../../src/catalog.ts';
import { dataset, type PictureRecord, pictures } from '../../src/index.ts';
import { drawValues } from '../../src/testing/index.ts';
import { Draws, makeTransform, type Node, rootKey } from '../../transforms/index.ts';
import { gaussianNoise, resize, scale } from '../../vision/index.ts';
import { scene } from './pictures.ts';

const hash = (data: Uint8Array) => createHash('sha256').update(data).digest('hex').slice(0, 32);
const bytesOf = (data: Float32Array | Uint8Array | Uint16Array, from: number, to: number) =>
  Buffer.from(data.slice(from, to).buffer);

/** All-black, all-white, duplicate and ordinary pictures. */
function hardPictures(count: number): PictureRecord[] {
  const [width, height] = [14, 12];
  const raw = { width, height, channels: 3 as const };
  const kinds = [
    new Uint8Array(width * height * 3),
    new Uint8Array(width * height * 3).fill(255),
    scene(width, height, 'twin'),
    scene(width, height, 'twin'),
  ];
  return Array.from({ length: count }, (_, i) => ({ bytes: kinds[i % kinds.length]!, raw }));
}

/** Transforms of random kinds with random valid parameters; files are not made here. */
function randomPlan(seed: number, length: number): Node[] {
  const draws = new Draws(rootKey(seed));
  const known = [...catalogs.image.values()].filter(
    ({ name }) => !['copyPaste', 'maskDropout', 'scale', 'whiten'].includes(name),
  );
  return Array.from({ length }, () => {
    const definition = draws.choice(known);
    return makeTransform(definition as never, {
      ...drawValues(definition as never, draws),
      p: draws.choice([0.5, 1]),
    }) as Node;
  });
}

async function assertNeverRepeats(
  plan: readonly Node[],
  seed: number,
  epochs: number,
  batchSize: number,
): Promise<void> {
  const samples = new Set<string>();
  const batches = new Set<string>();
  let count = 0;
  for await (const { image, ids } of dataset(pictures(hardPictures(6)), { seed })
    .shuffle()
    .augment(...plan)
    .batch(batchSize)
    .repeat(epochs)) {
    const size = image.data.length / ids.length;
    for (const row of ids.keys()) samples.add(hash(bytesOf(image.data, row * size, (row + 1) * size)));
    batches.add(hash(bytesOf(image.data, 0, image.data.length)));
    count += ids.length;
  }
  assert.equal(samples.size, count, 'two samples are equal');
  assert.equal(batches.size, epochs * Math.ceil(6 / batchSize), 'two minibatches are equal');
}

describe('the claim: no two samples repeat', () => {
  it('holds with dither for any plan, seed and picture', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer(),
        fc.integer({ min: 0, max: 4 }),
        fc.integer({ min: 1, max: 4 }),
        async (seed, length, batchSize) => {
          await assertNeverRepeats(
            [...randomPlan(seed, length), resize({ size: [10, 10] }), scale({ dither: true })],
            seed,
            4,
            batchSize,
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  it('holds with noise as the last transform for any plan before it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), fc.integer({ min: 0, max: 3 }), async (seed, length) => {
        await assertNeverRepeats(
          [...randomPlan(seed, length), resize({ size: [10, 10] }), gaussianNoise({ sigma: [0.02, 0.1] })],
          seed,
          4,
          3,
        );
      }),
      { numRuns: 40 },
    );
  });

  it('is not vacuous: without either, a black picture repeats', async () => {
    await assert.rejects(assertNeverRepeats([resize({ size: [10, 10] })], 1, 2, 2), /two samples are equal/);
  });

  it('gives the same key the same bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), fc.integer({ min: 0, max: 4 }), async (seed, length) => {
        const run = async () => {
          const hashes: string[] = [];
          const plan = [...randomPlan(seed, length), resize({ size: [9, 11] })];
          for await (const { image } of dataset(pictures(hardPictures(4)), { seed })
            .shuffle()
            .augment(...plan)
            .batch(2)
            .repeat(2)) {
            hashes.push(hash(bytesOf(image.data, 0, image.data.length)));
          }
          return hashes;
        };
        assert.deepEqual(await run(), await run());
      }),
      { numRuns: 25 },
    );
  });
});
