import assert from 'node:assert/strict';
import { dataset, type PictureRecord, pictures } from '../../../src/index.ts';
import { Renderer } from '../../../src/renderer.ts';
import { Draws, type Node, rootKey, type Transform } from '../../../transforms/index.ts';
import { fieldOf } from '../../../vision/bends/field.ts';
import * as vision from '../../../vision/index.ts';
import type { Bend, ImageOp, WarpStep } from '../../../vision/ops/index.ts';
import { scene } from '../../src/pictures.ts';

const [width, height] = [32, 24];
const record: PictureRecord = { bytes: scene(width, height, 'bends'), raw: { width, height, channels: 3 } };

async function made(node: Node | undefined, epoch = 0): Promise<Uint8Array> {
  const data = dataset(pictures([record]), { seed: 5 });
  const renderer = await Renderer.open((node === undefined ? data : data.augment(node)).spec);
  try {
    return Uint8Array.from((await renderer.pixels(epoch, 0)).data);
  } finally {
    renderer.close();
  }
}

function stepOf(
  { definition, values }: Transform<vision.ImageFacts, ImageOp>,
  seed = 1,
  facts = { width, height },
): WarpStep | undefined {
  const drawn = definition.draw(new Draws(rootKey(seed)), values as never, facts);
  const [op] = definition.lower(drawn as never, values as never, facts);
  return op?.kind === 'warp' ? op.steps[0] : undefined;
}

function bendOf<K extends Bend['kind']>(
  kind: K,
  transform: Transform<vision.ImageFacts, ImageOp>,
  seed = 1,
): Extract<Bend, { kind: K }> {
  const bend = stepOf(transform, seed)?.bend;
  assert.equal(bend?.kind, kind);
  return bend as Extract<Bend, { kind: K }>;
}

const spread = (values: readonly number[]) => Math.sqrt(values.reduce((sum, v) => sum + v * v, 0) / values.length);

describe('transforms that bend', () => {
  const all = {
    elastic: vision.elastic(),
    gridDistortion: vision.gridDistortion(),
    gridShuffle: vision.gridShuffle(),
    opticalDistortion: vision.opticalDistortion({ distortion: [0.3, 0.3] }),
    piecewiseAffine: vision.piecewiseAffine(),
    thinPlateSpline: vision.thinPlateSpline(),
  };
  for (const [name, node] of Object.entries(all)) {
    it(`${name} changes the picture, alike for one key and otherwise for another`, async () => {
      const once = await made(node);
      assert.deepEqual(await made(node), once);
      assert.notDeepEqual(once, await made(undefined));
      if (name !== 'opticalDistortion') assert.notDeepEqual(once, await made(node, 1));
    });
  }

  it('of no strength leave every byte', async () => {
    const plain = await made(undefined);
    for (const node of [
      vision.elastic({ alpha: [0, 0] }),
      vision.gridDistortion({ distortFraction: [0, 0] }),
      vision.gridShuffle({ rows: 1, columns: 1 }),
      vision.opticalDistortion({ distortion: [0, 0] }),
      vision.piecewiseAffine({ scaleFraction: [0, 0] }),
      vision.thinPlateSpline({ scaleFraction: [0, 0] }),
    ])
      assert.deepEqual(await made(node), plain);
  });

  it('take on border, fill and interpolation', () => {
    const choices = { border: 'reflect', fill: [1, 2, 3], interpolation: 'bicubic' } as const;
    for (const transform of [
      vision.elastic(choices),
      vision.gridDistortion(choices),
      vision.opticalDistortion(choices),
      vision.piecewiseAffine(choices),
      vision.thinPlateSpline(choices),
    ]) {
      const { border, fill, interpolation } = stepOf(transform)!;
      assert.deepEqual({ border, fill, interpolation }, choices);
    }
  });

  it('elastic: torchvision counts half pixels of smoothed noise, albumentations pixels, rms what comes out', () => {
    const rms = (alphaUnit: 'torchvision' | 'albumentations' | 'rms', sigma: number) =>
      bendOf('elastic', vision.elastic({ alpha: [50, 50], sigmaPixels: [sigma, sigma], alphaUnit })).rmsPixels;
    // numpy: gaussian_filter(uniform(-1, 1, (1000, 1000)), 5).std() is 0.0326.
    assert.ok(Math.abs(rms('torchvision', 5) - 25 * 0.0326) < 0.01);
    assert.equal(rms('albumentations', 5), 2 * rms('torchvision', 5));
    assert.ok(Math.abs(rms('torchvision', 10) / rms('torchvision', 5) - 0.5) < 1e-12);
    assert.equal(rms('rms', 5), 50);
    assert.equal(bendOf('elastic', vision.elastic({ sameForBoth: true })).sameForBoth, true);
  });

  it('gridDistortion: normalised, it keeps the rim in place; otherwise it may not; parts by their factors', () => {
    for (let seed = 0; seed < 20; seed++) {
      const { x, y } = bendOf('axes', vision.gridDistortion(), seed);
      assert.equal(x.length, 6);
      assert.deepEqual([x[0], x[5], y[0], y[5]], [0, 0, 0, 0]);
      // What it looks at still comes in order, and within the picture.
      for (let i = 1; i < x.length; i++) assert.ok(x[i]! - x[i - 1]! > -width / 5);
    }
    const wide = bendOf('axes', vision.gridDistortion({ distortFraction: [0.5, 0.5], steps: 4, normalized: false }));
    assert.deepEqual(wide.x, [0, 4, 8, 12, 16]);
    assert.deepEqual(wide.y, [0, 3, 6, 9, 12]);
  });

  it('opticalDistortion: positive looks further out at the corners, negative further in; both models', () => {
    for (const model of ['camera', 'fisheye'] as const) {
      for (const k of [0.3, -0.3]) {
        const bend = bendOf('radial', vision.opticalDistortion({ distortion: [k, k], model }));
        assert.equal(bend.model, model);
        const { nodes } = fieldOf(bend, 100, 80);
        assert.equal(Math.sign(nodes[nodes.length - 1]!), Math.sign(k));
        assert.equal(Math.sign(nodes[0]!), -Math.sign(k));
      }
    }
  });

  it('thinPlateSpline and piecewiseAffine: points by width and height, as far as the fraction says', () => {
    const [across, down, nodes]: [number[], number[], number[]] = [[], [], []];
    for (let seed = 0; seed < 200; seed++) {
      const { points } = bendOf(
        'spline',
        vision.thinPlateSpline({ scaleFraction: [0.5, 0.5], controlPoints: 3 }),
        seed,
      );
      assert.equal(points.length, 18);
      for (const [i, value] of points.entries()) (i % 2 === 0 ? across : down).push(value);
      const net = bendOf(
        'triangles',
        vision.piecewiseAffine({ scaleFraction: [0.04, 0.04], columns: 3, rows: 5 }),
        seed,
      );
      assert.equal(net.points.length, 30);
      // The middle node of the net is far from every side.
      nodes.push(net.points[14]!);
      net.points.forEach((value, i) => {
        const node = i >> 1;
        const place = i % 2 === 0 ? ((node % 3) / 2) * width : (Math.floor(node / 3) / 4) * height;
        const side = i % 2 === 0 ? width : height;
        assert.ok(place + value >= -1e-9 && place + value <= side + 1e-9);
      });
    }
    assert.ok(Math.abs(spread(across) / (0.05 * width) - 1) < 0.06);
    assert.ok(Math.abs(spread(down) / (0.05 * height) - 1) < 0.06);
    assert.ok(Math.abs(spread(nodes) / (0.04 * width) - 1) < 0.2);
  });

  it('gridShuffle: every pixel once, tiles of one size among themselves, on any picture', async () => {
    const pixels = (bytes: Uint8Array) =>
      Array.from({ length: bytes.length / 3 }, (_, i) => bytes.subarray(3 * i, 3 * i + 3).join()).sort();
    // 32 x 24 in 3 x 5: columns of 10 and 11 pixels, rows of 4 and 5.
    const shuffled = await made(vision.gridShuffle({ rows: 5, columns: 3 }));
    assert.deepEqual(pixels(shuffled), pixels(await made(undefined)));
    for (const facts of [
      { width: 1, height: 1 },
      { width: 2, height: 40 },
    ]) {
      const bend = stepOf(vision.gridShuffle({ rows: 16, columns: 16 }), 3, facts)?.bend;
      if (bend?.kind === 'tiles') assert.equal(new Set(bend.order).size, 256);
    }
  });

  it('gridShuffle: each order of tiles alike often', () => {
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 2400; seed++) {
      const bend = stepOf(vision.gridShuffle({ rows: 2, columns: 2 }), seed)?.bend;
      const order = bend?.kind === 'tiles' ? bend.order.join() : 'same';
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    assert.equal(counts.size, 24);
    // 100 each on average; five standard deviations.
    for (const [order, count] of counts) assert.ok(count > 50 && count < 150, `${order}: ${count}`);
  });
});
