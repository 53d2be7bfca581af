import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as vision from '../../../vision/index.ts';
import { tapsOfLine } from '../../../vision/kernels/taps.ts';
import type { GlassOp, ImageOp, MotionOp } from '../../../vision/ops/index.ts';
import { assertNear } from '../kernels/picture.ts';
import { carry, noisy } from './carry.ts';

const facts = { width: 31, height: 23 };
const [width, height] = [facts.width, facts.height];
const key = [1, 2, 3, 4] as const;

/** What a transform makes with these values drawn. */
function opOf(transform: { definition: object }, drawn: object, values: object = {}): ImageOp {
  const { lower } = transform.definition as { lower: (...all: object[]) => readonly ImageOp[] };
  return lower(drawn, values, facts)[0]!;
}

const motionOf = (angleDegrees: number, lengthPixels: number, direction = 0) =>
  opOf(vision.motionBlur, { angleDegrees, lengthPixels, direction }) as MotionOp;

const glass: GlassOp = { kind: 'glass', key, sigmaPixels: 0, reachPixels: 2, passes: 1 };

const means: readonly ImageOp[] = [
  { kind: 'box', radiusPixels: 2 },
  { kind: 'box', radiusPixels: 40 },
  { kind: 'median', radiusPixels: 1 },
  { kind: 'median', radiusPixels: 2 },
  { kind: 'median', radiusPixels: 30 },
  { kind: 'defocus', radiusPixels: 4, aliasSigmaPixels: 0.4 },
  { kind: 'defocus', radiusPixels: 60, aliasSigmaPixels: 3 },
  motionOf(37, 9.5, 0.4),
  motionOf(90, 60, -1),
  { kind: 'zoom', factor: 1.4, stepFraction: 0.02 },
  { ...glass, sigmaPixels: 0.7, reachPixels: 4, passes: 2 },
  { kind: 'unsharp', sigmaPixels: 1, amount: 0.5, threshold: 10 },
  { kind: 'sharpness', factor: 2 },
  { kind: 'downscale', width: 5, height: 3, down: 'bilinear', up: 'bilinear' },
  opOf(vision.sharpen, { alphaFraction: 0.4, lightness: 1 }),
  opOf(vision.emboss, { alphaFraction: 0.4, strength: 0.6 }),
];

/** A bright point on black, and where its light went: [dx, dy] to levels of the green channel. */
async function point(op: ImageOp): Promise<(dx: number, dy: number) => number> {
  const pixels = Array(width * height * 3).fill(0);
  for (let c = 0; c < 3; c++) pixels[(11 * width + 15) * 3 + c] = 255;
  const made = await carry(pixels, width, height, [op]);
  return (dx, dy) => made[((11 + dy) * width + 15 + dx) * 3 + 1]!;
}

describe('filters of pictures', () => {
  for (const op of means) {
    it(`leave a constant as it is, and stay within black and white at any size: ${op.kind}`, async () => {
      assertNear(
        await carry(Array(width * height * 3).fill(201), width, height, [op]),
        Array(width * height * 3).fill(201),
        0.01,
      );
      const side = fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 50 }));
      await fc.assert(
        fc.asyncProperty(side, side, fc.nat(999), async (w, h, seed) => {
          const fitting = op.kind === 'downscale' ? { ...op, width: Math.min(w, 5), height: Math.min(h, 3) } : op;
          const pixels = noisy(w * h * 3, seed);
          const made = await carry(pixels, w, h, [fitting]);
          assert.ok(made.every((value) => value >= 0 && value <= 255));
          assert.deepEqual(await carry(pixels, w, h, [fitting]), made);
        }),
        { numRuns: 15 },
      );
    });
  }

  it('median: the middle of all, for any radius and size, by sorting', async () => {
    const side = fc.integer({ min: 1, max: 24 });
    await fc.assert(
      fc.asyncProperty(side, side, fc.integer({ min: 1, max: 9 }), fc.nat(99), async (w, h, r, seed) => {
        const pixels = noisy(w * h * 3, seed);
        const made = await carry(pixels, w, h, [{ kind: 'median', radiusPixels: r }]);
        const fold = (i: number, size: number): number =>
          size === 1 ? 0 : Math.abs(((((i + size - 1) % (2 * size - 2)) + 2 * size - 2) % (2 * size - 2)) - size + 1);
        for (let at = 0; at < w * h; at += 1 + (seed % 5)) {
          const seen: number[] = [];
          for (let dy = -r; dy <= r; dy++)
            for (let dx = -r; dx <= r; dx++)
              seen.push(pixels[(fold(Math.floor(at / w) + dy, h) * w + fold((at % w) + dx, w)) * 3]!);
          seen.sort((a, b) => a - b);
          assert.equal(made[at * 3], seen[(seen.length - 1) / 2], `${w} x ${h}, radius ${r}, pixel ${at}`);
        }
      }),
      { numRuns: 25 },
    );
  });

  it('motionBlur: a line of even weights and of the length that it says, at its middle', async () => {
    const across = await point(motionOf(0, 5));
    for (let dx = -4; dx <= 4; dx++) assertNear([across(dx, 0)], [Math.abs(dx) <= 2 ? 51 : 0], 1e-3);
    assert.equal(across(0, 1), 0);
    const even = await point(motionOf(0, 4));
    assertNear(
      [even(-2, 0), even(-1, 0), even(0, 0), even(1, 0), even(2, 0)],
      [0.125, 0.25, 0.25, 0.25, 0.125].map((w) => w * 255),
      1e-3,
    );
    const down = await point(motionOf(90, 3));
    assertNear([down(0, -1), down(0, 0), down(0, 1), down(1, 0)], [85, 85, 85, 0], 1e-3);
  });

  it('motionBlur: angles go counter-clockwise, and direction 1 smears to where the angle points', async () => {
    const slanted = await point(motionOf(45, 5));
    assert.ok(slanted(1, -1) > 20 && slanted(-1, 1) > 20);
    assert.equal(slanted(1, 1), 0);
    const up = await point(motionOf(90, 5, 1));
    assert.ok(up(0, -2) > up(0, 0) && up(0, 0) > up(0, 2));
    const back = await point(motionOf(0, 5, -1));
    assert.ok(back(-2, 0) > back(0, 0) && back(0, 0) > back(2, 0));
  });

  it('motionBlur: weights sum to 1, and their middle lies in the pixel where the direction is 0', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1.001, max: 100, noNaN: true }),
        fc.double({ min: -360, max: 360, noNaN: true }),
        fc.double({ min: -1, max: 1, noNaN: true }),
        (length, angle, direction) => {
          const sumOf = (taps: readonly (readonly [number, number, number])[], of: 0 | 1 | 2) =>
            taps.reduce((sum, tap) => sum + (of === 2 ? 1 : tap[of]) * tap[2], 0);
          assertNear([sumOf(tapsOfLine(motionOf(angle, length, direction)), 2)], [1], 1e-12);
          const middle = tapsOfLine(motionOf(angle, length, 0));
          assertNear([sumOf(middle, 0), sumOf(middle, 1)], [0, 0], 1e-9);
        },
      ),
    );
  });

  it('defocus and boxBlur make of a point a disc and a square', async () => {
    const disc = await point({ kind: 'defocus', radiusPixels: 3, aliasSigmaPixels: 0 });
    const square = await point({ kind: 'box', radiusPixels: 3 });
    for (let dy = -5; dy <= 5; dy++) {
      for (let dx = -5; dx <= 5; dx++) {
        assertNear([disc(dx, dy)], [dx * dx + dy * dy <= 9 ? 255 / 29 : 0], 1e-3);
        assertNear([square(dx, dy)], [Math.max(Math.abs(dx), Math.abs(dy)) <= 3 ? 255 / 49 : 0], 1e-3);
      }
    }
    const soft = await point({ kind: 'defocus', radiusPixels: 3, aliasSigmaPixels: 0.5 });
    assert.ok(soft(4, 0) > 0 && soft(3, 0) < disc(3, 0));
  });

  it('zoomBlur leaves the middle, and smears outwards from it', async () => {
    const pixels = Array(width * height * 3).fill(0);
    for (let c = 0; c < 3; c++) pixels[(11 * width + 20) * 3 + c] = pixels[(11 * width + 15) * 3 + c] = 255;
    const made = await carry(pixels, width, height, [{ kind: 'zoom', factor: 1.3, stepFraction: 0.1 }]);
    const at = (x: number) => made[(11 * width + x) * 3]!;
    assert.ok(at(15) > 200);
    assert.ok(at(21) > 20 && at(19) < 20, `${at(19)} ${at(21)}`);
    assert.equal(at(8), 0);
    const whole = await carry(pixels, width, height, [{ kind: 'zoom', factor: 1.3, stepFraction: 0.3 }]);
    // Two pictures: the second one's point lies at 15 + 5 * 1.3 = 21.5.
    assertNear([whole[(11 * width + 20) * 3]!], [127.5], 1e-3);
  });

  it('glassBlur without its blur only moves pixels, all channels alike, each key its own way', async () => {
    const pixels = Array.from(
      { length: width * height * 3 },
      (_, i) => (i % 3 === 0 ? Math.floor(i / 3) % width : i % 3 === 1 ? Math.floor(i / 3 / width) : 7) * 8,
    );
    const made = await carry(pixels, width, height, [glass]);
    let moved = 0;
    const seen = new Set<string>();
    for (let i = 0; i < width * height; i++) {
      const [x, y] = [made[i * 3]! / 8, made[i * 3 + 1]! / 8];
      seen.add(`${x} ${y}`);
      if (x !== i % width || y !== Math.floor(i / width)) moved++;
    }
    assert.equal(seen.size, width * height);
    assert.ok(moved > 0.7 * width * height);
    assert.notDeepEqual(await carry(pixels, width, height, [{ ...glass, key: [9, 2, 3, 4] }]), made);
    const twice = await carry(pixels, width, height, [{ ...glass, passes: 2 }]);
    assert.notDeepEqual(twice, made);
    const still = await carry(pixels, width, height, [{ ...glass, reachPixels: 0 }]);
    assert.deepEqual([...still], pixels);
  });

  it('unsharpMask leaves what differs by less than its threshold, sharpens edges', async () => {
    const step = Array.from({ length: width * height * 3 }, (_, i) => (Math.floor(i / 3) % width < 15 ? 100 : 108));
    const op = { kind: 'unsharp', sigmaPixels: 1, amount: 0.5, threshold: 5 } as const;
    assert.deepEqual([...(await carry(step, width, height, [op]))], step);
    const made = await carry(step, width, height, [{ ...op, threshold: 1 }]);
    assert.ok(made[15 * 3]! > 108 && made[14 * 3]! < 100);
  });

  it('downscale makes blocks, or smooth slopes on the way up', async () => {
    const pixels = noisy(32 * 32 * 3, 8);
    const op = { kind: 'downscale', width: 8, height: 8, down: 'nearest', up: 'nearest' } as const;
    const blocks = await carry(pixels, 32, 32, [op]);
    for (let i = 0; i < 32 * 32; i++) {
      const source = (Math.floor(i / 128) * 4 * 32 + Math.floor((i % 32) / 4) * 4) * 3;
      assert.equal(blocks[i * 3], pixels[source]);
    }
    const smooth = await carry(pixels, 32, 32, [{ ...op, up: 'bilinear' }]);
    assert.notDeepEqual(smooth, blocks);
  });
});

describe('filters of pictures make no op where they would change nothing', () => {
  const neutral: readonly (readonly [{ definition: object }, object, object?])[] = [
    [vision.boxBlur, { radiusPixels: 0 }],
    [vision.medianBlur, { radiusPixels: 0 }],
    [vision.motionBlur, { lengthPixels: 1, angleDegrees: 3, direction: 1 }],
    [vision.zoomBlur, { factor: 1, stepFraction: 0.01 }],
    [vision.glassBlur, { sigmaPixels: 0, maxDeltaPixels: 0, field: key }, { iterations: 2 }],
    [vision.sharpen, { alphaFraction: 0, lightness: 1 }],
    [vision.emboss, { alphaFraction: 0, strength: 1 }],
    [vision.unsharpMask, { sigmaPixels: 1, alpha: 0 }, { threshold: 1 }],
    [vision.downscale, { scaleFraction: 1 }, { down: 'nearest', up: 'nearest' }],
  ];
  for (const [transform, drawn, values] of neutral) {
    it(`${(transform.definition as { name: string }).name}`, () => {
      assert.equal(opOf(transform, drawn, values), undefined);
    });
  }
});
