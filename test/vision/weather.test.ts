import assert from 'node:assert/strict';
import * as vision from '../../vision/index.ts';
import { streakCover } from '../../vision/kernels/streaks.ts';
import { type Picture, played } from './carry.ts';

const flat = (level: number, width = 120, height = 90): Picture => ({
  width,
  height,
  data: new Uint8Array(width * height * 3).fill(level),
});
const meanOf = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0) / values.length;
/** How many pixels differ from a level. */
const changed = ({ data }: { readonly data: Float32Array }, level: number) =>
  [...Array(data.length / 3).keys()].filter((i) => Math.abs(data[i * 3]! - level) > 0.5).length;

describe('weather', () => {
  it('streaks lie along their angle, of their length and width', () => {
    const [width, height] = [200, 200];
    const cover = new Float32Array(width * height);
    const one = { kind: 'streaks', key: [9, 8, 7, 6], count: 1 } as const;
    streakCover(cover, width, height, { ...one, radiusPixels: [2, 2], lengthPixels: [40, 40], angleDegrees: 0 });
    const seen = [...cover.keys()].filter((i) => cover[i]! > 0.5);
    const xs = seen.map((i) => i % width);
    const ys = seen.map((i) => Math.floor(i / width));
    const [across, down] = [Math.max(...xs) - Math.min(...xs) + 1, Math.max(...ys) - Math.min(...ys) + 1];
    assert.ok(across <= 45 && down <= 5 && across > 3 * down, `${across} x ${down}`);
    const area = cover.reduce((sum, value) => sum + value, 0);
    if (across > 42) assert.ok(Math.abs(area - (40 * 4 + Math.PI * 4)) < 4, `${area}`);
    streakCover(cover, width, height, { ...one, radiusPixels: [2, 2], lengthPixels: [40, 40], angleDegrees: 90 });
    const upright = [...cover.keys()].filter((i) => cover[i]! > 0.5).map((i) => i % width);
    assert.ok(Math.max(...upright) - Math.min(...upright) <= 4);
  });

  it('rain: more, longer, wider and denser streaks cover more; slant leans them; the light dims', () => {
    const base = {
      streaksPerMegapixel: [3000, 3000],
      brightness: [1, 1],
      opacity: [0.5, 0.5],
      slantDegrees: [0, 0],
    } as const;
    const of = (given: object) => played(flat(60), [vision.rain({ ...base, ...given })], 2);
    const cover = changed(of({}), 60);
    assert.ok(cover > 50);
    assert.ok(changed(of({ streaksPerMegapixel: [12_000, 12_000] }), 60) > 2 * cover);
    assert.ok(changed(of({ lengthFraction: [0.3, 0.3] }), 60) > 2 * cover);
    assert.ok(changed(of({ widthFraction: [0.02, 0.03] }), 60) > 1.5 * cover);
    assert.ok(Math.max(...of({ opacity: [1, 1], color: [250, 250, 250] }).data) > Math.max(...of({}).data));
    assert.equal(changed(of({ opacity: [0, 0] }), 60), 0);
    assert.equal(changed(of({ streaksPerMegapixel: [0, 0], brightness: [0.5, 0.5] }), 30), 0);
    const [op] = of({ slantDegrees: [10, 10] }).plan.steps[0]!.ops as [vision.LightOp];
    assert.equal((op.mask as { angleDegrees: number }).angleDegrees, -80);
  });

  it('snow: flakes are white, paleness lifts what is dark', () => {
    const of = (given: object) => played(flat(40), [vision.snow({ paleness: [0, 0], ...given })], 3);
    assert.ok(Math.max(...of({ opacity: [1, 1] }).data) > 240);
    const few = changed(of({ flakesPerMegapixel: [1000, 1000] }), 40);
    assert.ok(changed(of({ flakesPerMegapixel: [9000, 9000] }), 40) > 3 * few);
    const still = { flakesPerMegapixel: [3000, 3000], streakFraction: [0, 0] };
    assert.ok(changed(of({ ...still, sizeFraction: [0.04, 0.04] }), 40) > 2 * changed(of(still), 40));
    assert.ok(changed(of({ ...still, streakFraction: [0.3, 0.3] }), 40) > 1.3 * changed(of(still), 40));
    const pale = of({ flakesPerMegapixel: [0, 0], paleness: [0.5, 0.5] });
    assert.ok(Math.abs(pale.data[0]! - (40 * 0.75 + 63.75)) < 0.1, `${pale.data[0]}`);
  });

  it('spatter: a lower threshold covers more; mud is dark, water is light', () => {
    const of = (given: object) => played(flat(128), [vision.spatter(given)], 4);
    const covers = [0.4, 0.5, 0.6, 0.75].map((at) => changed(of({ threshold: [at, at] }), 128) / (120 * 90));
    assert.ok(
      covers.every((cover, i) => i === 0 || cover < covers[i - 1]!),
      `${covers}`,
    );
    assert.ok(covers[1]! > 0.3 && covers[1]! < 0.7 && covers[3]! < 0.1, `${covers}`);
    const threshold = [0.5, 0.5];
    assert.ok(meanOf(of({ material: 'mud', threshold }).data) < 110);
    assert.ok(meanOf(of({ material: 'water', threshold }).data) > 140);
    const seen = new Set(
      [...Array(30).keys()].map(
        (seed) => (played(flat(1), [vision.spatter()], seed).plan.steps[0]!.drawn as { material: string }).material,
      ),
    );
    assert.deepEqual([...seen].sort(), ['mud', 'water']);
    const fine = changed(of({ dropFraction: 0.02, threshold }), 128);
    assert.ok(fine > 0);
  });

  it('sunFlare is brightest where the sun stands, and only ever adds light', () => {
    const of = (given: object) =>
      played(flat(50), [vision.sunFlare({ xFraction: [0.25, 0.25], yFraction: [0.5, 0.5], ...given })], 5);
    const { data } = of({ strength: [1, 1] });
    assert.ok(data[(45 * 120 + 30) * 3]! > 250);
    assert.ok(data.every((value) => value >= 50));
    const bare = of({ discs: [0, 0], glowFraction: [0.1, 0.1] });
    assert.ok(changed(bare, 50) < changed(of({ discs: [0, 0], glowFraction: [0.5, 0.5] }), 50));
    assert.ok(changed(of({ discs: [32, 32], glowFraction: [0.1, 0.1] }), 50) > changed(bare, 50));
    assert.equal(of({ strength: [0, 0] }).plan.steps[0]!.ops.length, 0);
    const red = of({ color: [255, 0, 0], strength: [1, 1] });
    assert.ok(red.data[(45 * 120 + 30) * 3]! > 250 && red.data[(45 * 120 + 30) * 3 + 1]! < 51);
  });

  it('goes on pictures of any shape', () => {
    for (const [width, height] of [
      [1, 1],
      [1, 30],
      [7, 2],
    ] as const) {
      for (const node of [vision.rain(), vision.snow(), vision.spatter(), vision.sunFlare()]) {
        const { data } = played(flat(90, width, height), [node], 6);
        assert.ok(data.every((value) => value >= 0 && value <= 255));
      }
    }
  });
});
