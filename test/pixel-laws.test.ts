import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { catalogs } from '../src/catalog.ts';
import { type Dataset, dataset, fromJSON, type PictureRecord, pictures } from '../src/index.ts';
import { Renderer } from '../src/renderer.ts';
import type { RendererOptions } from '../src/sample-renderer.ts';
import { drawValues } from '../src/testing/index.ts';
import { Draws, makeTransform, type Node, oneOf, parseNode, rootKey, someOf } from '../transforms/index.ts';
import * as vision from '../vision/index.ts';
import { jpeg, scene } from './src/pictures.ts';

/** Textured, flat, grey, with alpha, tall, wide and a single pixel. */
const records: readonly PictureRecord[] = [
  { bytes: scene(24, 20, 'a'), raw: { width: 24, height: 20, channels: 3 } },
  { bytes: scene(31, 47, 'b'), raw: { width: 31, height: 47, channels: 3 } },
  { bytes: new Uint8Array(16 * 9 * 3), raw: { width: 16, height: 9, channels: 3 } },
  { bytes: scene(10, 12, 'c').subarray(0, 120), raw: { width: 10, height: 12, channels: 1 } },
  { bytes: scene(12, 12, 'd').subarray(0, 400), raw: { width: 10, height: 10, channels: 4 } },
  { bytes: new Uint8Array([200, 100, 50]), raw: { width: 1, height: 1, channels: 3 } },
];
const ids = records.map((_, id) => id);

/** Random transforms with random valid values. `scale` comes last of itself; `copyPaste` and `maskDropout` need masks; the fitted ways to whiten need a file. */
function randomPlan(seed: number, length: number): Node[] {
  const draws = new Draws(rootKey(seed));
  const known = [...catalogs.image.values()].filter(
    ({ name }) => !['copyPaste', 'maskDropout', 'scale'].includes(name),
  );
  const one = (): Node => {
    const definition = draws.choice(known);
    const values = drawValues(definition, draws);
    const method = values.method === 'lighting' ? { method: 'lighting', strength: [0.1, 0.5] } : {};
    return makeTransform(definition, definition.name === 'whiten' ? method : { ...values, p: draws.choice([0.5, 1]) });
  };
  const nodes = Array.from({ length }, one);
  if (draws.bernoulli(0.3))
    nodes.push(oneOf([one(), one()]), someOf([one(), one()], { count: [0, 2], order: 'random' }));
  return nodes;
}

/** Samples of one epoch, in the order of `which`, as the network gets them. */
async function render(
  data: Dataset,
  which: readonly number[] = ids,
  options: RendererOptions = {},
  epoch = 0,
): Promise<Float32Array[]> {
  const renderer = await Renderer.open(data.spec, options);
  const samples: Float32Array[] = [];
  try {
    for (const id of which) {
      let [pointer, bytes] = [0, 0];
      await renderer.render(epoch, id, ({ length, valueBytes }) => {
        bytes = length * valueBytes;
        pointer = renderer.reserveRow(bytes);
        return pointer;
      });
      samples[id] = new Float32Array(renderer.copyOut(pointer, bytes).buffer);
    }
  } finally {
    renderer.close();
  }
  return samples;
}

const planned = (plan: readonly Node[], seed: number) => dataset(pictures(records), { seed }).augment(...plan);
const hash = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');
const anyPlan = fc.tuple(fc.integer(), fc.integer({ min: 0, max: 5 }));
const runs = { numRuns: 30 };

describe('laws of pixels, for any plan', () => {
  it('the same key gives the same bytes, whatever was rendered before, by another renderer', async () => {
    await fc.assert(
      fc.asyncProperty(anyPlan, async ([seed, length]) => {
        const data = planned(randomPlan(seed, length), seed);
        assert.deepEqual(await render(data, [...ids].reverse()), await render(data));
      }),
      runs,
    );
  });

  it('a sample does not know its batch', async () => {
    const plan = [...randomPlan(5, 3), vision.resize({ size: [8, 6] }), vision.gaussianNoise()];
    const size = 8 * 6 * 3;
    const samples = async (batch: number) => {
      const found: Float32Array[] = [];
      for await (const { image, ids: rows } of planned(plan, 5).shuffle().batch(batch)) {
        rows.forEach((id, row) => {
          found[id] = image.data.slice(row * size, (row + 1) * size) as Float32Array;
        });
      }
      return found;
    };
    assert.deepEqual(await samples(4), await samples(1));
  });

  it('every value is a number from black to white', async () => {
    await fc.assert(
      fc.asyncProperty(anyPlan, async ([seed, length]) => {
        for (const sample of await render(planned(randomPlan(seed, length), seed))) {
          for (const value of sample) if (!(value >= -1 && value <= 1)) assert.fail(`${value} is not in [-1, 1]`);
        }
      }),
      runs,
    );
  });

  it('transforms with p 0 change no byte', async () => {
    await fc.assert(
      fc.asyncProperty(anyPlan, async ([seed, length]) => {
        const plan = randomPlan(seed, length);
        const never = randomPlan(seed + 1, 4).map((node, i) => oneOf([node], { p: 0, name: `never-${i}` }));
        const woven = plan
          .flatMap((node, i) => [never[i % 4]!, node])
          .filter((node, i, all) => all.indexOf(node) === i);
        assert.deepEqual(await render(planned(woven, seed)), await render(planned(plan, seed)));
      }),
      runs,
    );
  });

  it('a dataset is its JSON', async () => {
    await fc.assert(
      fc.asyncProperty(anyPlan, async ([seed, length]) => {
        const data = planned(randomPlan(seed, length), seed);
        assert.deepEqual(await render(fromJSON(JSON.parse(JSON.stringify(data)))), await render(data));
      }),
      { numRuns: 15 },
    );
  });

  it('the bytes of the source stay as they are', async () => {
    const file = await jpeg(40, 30);
    const all = [...records, { bytes: file, name: 'scene.jpg' }];
    const before = all.map(({ bytes }) => hash(bytes as Uint8Array));
    await fc.assert(
      fc.asyncProperty(anyPlan, async ([seed, length]) => {
        await render(dataset(pictures(all), { seed }).augment(...randomPlan(seed, length)), [...all.keys()]);
        assert.deepEqual(
          all.map(({ bytes }) => hash(bytes as Uint8Array)),
          before,
        );
      }),
      { numRuns: 10 },
    );
  });
});

/** Plans as JSON, so that a failing one can be read. */
const border = fc.constantFrom('constant', 'edge', 'reflect', 'wrap');
const moves = fc.oneof(
  fc.constant({ horizontalFlip: { p: 0.5 } }),
  border.map((kind) => ({ centerCrop: { size: [15, 18], border: kind, fill: [200, 30, 90] } })),
);
const resampling = fc.oneof(
  border.map((kind) => ({ rotate: { border: kind, angleDegrees: [-40, 40], fill: [10, 250, 90] } })),
  fc
    .constantFrom('bilinear', 'nearest', 'bicubic')
    .map((interpolation) => ({ resizedCrop: { size: [16, 16], interpolation } })),
  fc.constant({ resize: { size: [13, 17] } }),
);
const colors = fc.constantFrom(
  { colorJitter: {} },
  { colorJitter: { hueDegrees: [-180, 180], contrast: [0.5, 1.5] } },
  { colorShift: {} },
  { whiten: { method: 'lighting' } },
);
const filters = fc.constantFrom(
  { gaussianBlur: {} },
  { gaussianNoise: {} },
  { gaussianNoise: { perChannel: false } },
  { pixelDropout: { dropFraction: [0, 0.3] } },
  { pixelDropout: { perChannel: true, dropFraction: [0, 0.3] } },
  { pixelDropout: { fillWith: 'random' } },
  { whiten: { method: 'standardize' } },
);
const last = fc.record({ dither: fc.boolean(), layout: fc.constantFrom('NHWC', 'NCHW') }).map((scale) => ({ scale }));

/** Grey levels between the fused and the unfused plan's values, all pictures together, smallest first. */
async function differences(plan: readonly object[], seed: number): Promise<number[]> {
  const textured = ids.slice(0, 2);
  const data = planned(
    plan.map((json) => parseNode(json, catalogs.image, 'plan')),
    seed,
  );
  const [fused, unfused] = [await render(data, textured), await render(data, textured, { fused: false })];
  assert.deepEqual(
    fused.map(({ length }) => length),
    unfused.map(({ length }) => length),
  );
  return fused
    .flatMap((sample, id) => Array.from(sample, (value, i) => Math.abs(value - unfused[id]![i]!) * 127.5))
    .sort((a, b) => a - b);
}

/** Tolerances are tried on the same plans every time: a test of a bound must not depend on luck. */
const fixed = { numRuns: 80, seed: 7 };

describe('the fused plan', () => {
  it('is the unfused one to a hundredth of a grey level, where there is one change of geometry', async () => {
    const plans = fc.tuple(
      fc.array(colors, { maxLength: 3 }),
      resampling,
      fc.array(colors, { maxLength: 3 }),
      fc.array(filters, { maxLength: 3 }),
      last,
    );
    await fc.assert(
      fc.asyncProperty(fc.integer(), plans, async (seed, [before, warp, after, rest, end]) => {
        const greatest = (await differences([...before, warp, ...after, ...rest, end], seed)).at(-1)!;
        assert.ok(greatest < 0.01, `${greatest} grey levels apart`);
      }),
      fixed,
    );
  });

  const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

  it('is within a grey level of the unfused one, all but a few pixels at edges, where whole pixels move besides', async () => {
    const plans = fc.tuple(
      fc.array(moves, { maxLength: 2 }),
      resampling,
      fc.array(moves, { maxLength: 2 }),
      fc.array(colors, { maxLength: 1 }),
      last,
    );
    await fc.assert(
      fc.asyncProperty(fc.integer(), plans, async (seed, [before, warp, after, tint, end]) => {
        const all = await differences([...before, warp, ...after, ...tint, end], seed);
        const [mean, most] = [meanOf(all), all[Math.floor(all.length * 0.95)]!];
        assert.ok(mean < 1 && most < 5, `${mean} grey levels apart on average, ${most} at 19 of 20 values`);
      }),
      fixed,
    );
  });

  it('shows the same as the unfused one where it resamples once for several times', async () => {
    const smooth = resampling.filter((json) => !JSON.stringify(json).includes('nearest'));
    const plans = fc.tuple(fc.array(smooth, { minLength: 2, maxLength: 3 }), last);
    await fc.assert(
      fc.asyncProperty(fc.integer(), plans, async (seed, [warps, end]) => {
        const mean = meanOf(await differences([...warps, end], seed));
        assert.ok(mean < 8, `${mean} grey levels apart on average`);
      }),
      fixed,
    );
  });
});
