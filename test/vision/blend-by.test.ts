import assert from 'node:assert/strict';
import { type BlendMaskSpec, blendBy, type Dataset, dataset, fromJSON, oneOf, pictures } from '../../src/index.ts';
import { Renderer } from '../../src/renderer.ts';
import type { Node } from '../../transforms/index.ts';
import {
  colorJitter,
  gamma,
  gaussianBlur,
  gaussianNoise,
  horizontalFlip,
  invert,
  mixUp,
  posterize,
  resize,
} from '../../vision/index.ts';
import { blendMask } from '../../vision/kernels/blend-mask.ts';
import { KernelMemory } from '../../vision/kernels/memory.ts';
import type { BlendMask } from '../../vision/ops/index.ts';
import { scene } from '../src/pictures.ts';

const [width, height] = [23, 17];
const raw = { width, height, channels: 3 as const };
const picture = scene(width, height);

async function pixelsOf(data: Dataset, epoch = 0): Promise<Uint8Array> {
  const renderer = await Renderer.open(data.spec);
  try {
    return (await renderer.pixels(epoch, 0)).data;
  } finally {
    renderer.close();
  }
}
const rendered = (nodes: readonly Node[], bytes = picture, seed = 3) =>
  pixelsOf(dataset(pictures([{ bytes, raw }]), { seed }).augment(...nodes));

function maskOf(mask: BlendMask, w = width, h = height): Float32Array {
  const memory = new KernelMemory();
  const at = blendMask(memory, mask, w, h) >> 2;
  return memory.floats.slice(at, at + w * h);
}

const masks: readonly BlendMaskSpec[] = [
  { kind: 'uniform' },
  { kind: 'noise' },
  { kind: 'gradient' },
  { kind: 'checkerboard' },
  { kind: 'grid' },
];

describe('blendBy', () => {
  it('lays two branches together by weight', async () => {
    const flat = new Uint8Array(picture.length).fill(40);
    const made = await rendered([blendBy({ kind: 'uniform', weight: [0.25, 0.25] }, invert())], flat);
    assert.ok(made.every((value) => value === Math.round(0.25 * 215 + 0.75 * 40)));
  });

  for (const mask of masks) {
    it(`${mask.kind}: equal branches give what one of them does`, async () => {
      const both = await rendered([blendBy(mask, [gamma({ exponent: [1.5, 1.5] })], gamma({ exponent: [1.5, 1.5] }))]);
      assert.deepEqual(both, await rendered([gamma({ exponent: [1.5, 1.5] })]));
    });

    it(`${mask.kind}: all values lie between those of its branches, and some are from each`, async () => {
      const one = await rendered([posterize({ bits: [1, 1] })]);
      const made = await rendered([blendBy(mask, posterize({ bits: [1, 1] }))]);
      const isBetween = (value: number, i: number) =>
        value >= Math.min(picture[i]!, one[i]!) - 1 && value <= Math.max(picture[i]!, one[i]!) + 1;
      assert.ok(made.every(isBetween));
      assert.notDeepEqual(made, one);
      assert.notDeepEqual(made, picture);
    });

    it(`${mask.kind}: is its JSON, the same for the same key, and another for another`, async () => {
      const data = dataset(pictures([{ bytes: picture, raw }]), { seed: 1 }).augment(
        blendBy(mask, [colorJitter(), gaussianNoise()], gaussianBlur(), { p: 0.9, name: 'mine' }),
      );
      const again = fromJSON(JSON.parse(JSON.stringify(data)));
      assert.deepEqual(again.toJSON(), data.toJSON());
      assert.deepEqual(await pixelsOf(again), await pixelsOf(data));
      assert.notDeepEqual(await pixelsOf(data, 1), await pixelsOf(data));
    });
  }

  it('goes where groups go, and in groups', async () => {
    const inner = blendBy({ kind: 'grid' }, invert());
    const outer = blendBy({ kind: 'noise' }, [inner, gaussianBlur()], oneOf([invert(), gamma()]));
    assert.notDeepEqual(await rendered([outer]), picture);
  });

  it('lists what its branches drew', async () => {
    const data = dataset(pictures([{ bytes: picture, raw }])).augment(blendBy({ kind: 'uniform' }, gaussianBlur()));
    const renderer = await Renderer.open(data.spec);
    const { plan, fused } = await renderer.explain(0, 0);
    assert.deepEqual(plan.steps.map(({ path }) => path).slice(0, 2), ['blendBy/gaussianBlur', 'blendBy']);
    assert.deepEqual(
      fused.map(({ kind }) => kind),
      ['branches', 'epilogue'],
    );
    renderer.close();
  });

  it('refuses geometry, other samples, wrong masks and too many branches', () => {
    const kind = 'noise';
    const augment = (node: Node) => dataset(pictures([{ bytes: picture, raw }])).augment(node);
    assert.throws(() => augment(blendBy({ kind }, [invert(), horizontalFlip({ p: 0.01 })])), /got horizontalFlip/);
    assert.throws(() => augment(blendBy({ kind }, invert(), oneOf([gamma(), resize({ size: [3, 3] })]))), /got resize/);
    assert.throws(() => blendBy({ kind }, mixUp()), /mixes samples/);
    assert.throws(() => blendBy({ kind }, []), /at least one transform/);
    assert.throws(() => blendBy({ kind: 'nois' } as never, invert()), /blendBy\.mask\.kind: expected "uniform"/);
    assert.throws(() => blendBy({ kind, cell: 3 } as never, invert()), /unknown parameter "cell"; .*cells/);
    assert.throws(() => blendBy({ kind, cells: [0, 3] }, invert()), /blendBy\.mask\.cells/);
    const json = { blendBy: ['invert', 'gamma', 'gamma'], mask: { kind } };
    const config = { source: { imageFolder: { path: 'x' } }, augment: [json] };
    assert.throws(() => fromJSON(config), /one or two branches, got 3/);
  });
});

describe('masks of blendBy', () => {
  it('checkerboard: neighbours differ, cells are even', () => {
    const mask = maskOf({ kind: 'checkerboard', rows: 2, columns: 4, isFlipped: false }, 8, 4);
    assert.deepEqual([...mask.slice(0, 8)], [1, 1, 0, 0, 1, 1, 0, 0]);
    assert.deepEqual([...mask.slice(16, 24)], [0, 0, 1, 1, 0, 0, 1, 1]);
    const other = maskOf({ kind: 'checkerboard', rows: 2, columns: 4, isFlipped: true }, 8, 4);
    assert.deepEqual(
      [...other],
      [...mask].map((value) => 1 - value),
    );
  });

  it('gradient: from one weight to the other along its axis, straight in between', () => {
    const ends = { from: 0.2, to: 0.8, start: 0.25, end: 0.75 } as const;
    const across = maskOf({ kind: 'gradient', axis: 'horizontal', ...ends }, 8, 2);
    const expected = [0.2, 0.2, 0.275, 0.425, 0.575, 0.725, 0.8, 0.8];
    for (let i = 0; i < 16; i++) assert.ok(Math.abs(across[i]! - expected[i % 8]!) < 1e-6);
    const down = maskOf({ kind: 'gradient', axis: 'vertical', ...ends }, 3, 8);
    for (let i = 0; i < 24; i++) assert.ok(Math.abs(down[i]! - expected[Math.floor(i / 3)]!) < 1e-6);
    assert.deepEqual(
      [...maskOf({ kind: 'gradient', axis: 'vertical', from: 0, to: 1, start: 0.6, end: 0.2 }, 1, 4)],
      [0, 0, 1, 1],
    );
  });

  it('grid: so many cells of one weight each, within the interval', () => {
    const mask = maskOf({ kind: 'grid', key: [1, 2, 3, 4], rows: 2, columns: 3, weight: [0.5, 0.7] }, 6, 4);
    assert.equal(new Set(mask).size, 6);
    assert.ok(mask.every((value) => value >= 0.5 && value <= 0.7));
    assert.equal(mask[0], mask[7]);
  });

  const noise = { kind: 'noise', key: [5, 6, 7, 8], cells: 8, octaves: 1, sharpness: 1 } as const;

  it('noise: within 0 to 1, half of it on average, smooth, and another for another key', () => {
    const mask = maskOf(noise, 256, 256);
    const mean = mask.reduce((sum, value) => sum + value, 0) / mask.length;
    assert.ok(mask.every((value) => value >= 0 && value <= 1));
    assert.ok(Math.abs(mean - 0.5) < 0.06, String(mean));
    // Perlin's fade is at its steepest 1.875; a cell is 32 pixels.
    for (let i = 1; i < 256; i++) assert.ok(Math.abs(mask[i]! - mask[i - 1]!) <= 1.876 / 32);
    const spread = Math.sqrt(mask.reduce((sum, value) => sum + (value - mean) ** 2, 0) / mask.length);
    assert.ok(spread > 0.1 && spread < 0.3, String(spread));
    assert.notDeepEqual(maskOf({ ...noise, key: [5, 6, 7, 9] }, 256, 256), mask);
    assert.deepEqual(maskOf(noise, 256, 256), mask);
  });

  it('noise: octaves add detail, sharpness makes it one or the other', () => {
    const rough = (octaves: number) => {
      const mask = maskOf({ ...noise, octaves }, 256, 256);
      let sum = 0;
      for (let i = 1; i < 256; i++) sum += Math.abs(mask[i]! - mask[i - 1]!);
      return sum;
    };
    assert.ok(rough(4) > 1.2 * rough(1));
    const hard = maskOf({ ...noise, sharpness: 1000 }, 256, 256);
    assert.ok(hard.filter((value) => value === 0 || value === 1).length > 0.98 * hard.length);
  });

  it('noise: has values for pictures of any size', () => {
    for (const [w, h] of [
      [1, 1],
      [1, 9],
      [7, 1],
      [3, 5],
    ] as const)
      for (const cells of [1, 64])
        assert.ok(maskOf({ ...noise, cells, octaves: 4 }, w, h).every((value) => value >= 0 && value <= 1));
  });
});
