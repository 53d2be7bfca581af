import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ImageOp } from '../../vision/index.ts';
import * as vision from '../../vision/index.ts';
import { scene } from '../src/pictures.ts';
import { colored, lowered, planar } from './kernels/colored.ts';
import { assertNear } from './kernels/picture.ts';

const [width, height] = [13, 9];
const size = width * height;
const picture = planar(scene(width, height, 'colour'));
const made = (ops: readonly ImageOp[], values: ArrayLike<number> = picture) => colored(width, height, values, ops);
const grey = [0, 1, 2].flatMap(() => Array.from({ length: size }, (_, i) => (i * 255) / (size - 1)));

describe('statistics within a run of colour', () => {
  const equalized: ImageOp = { kind: 'equalize', mode: 'cv', perChannel: true };

  it('are those of what the ops before them made', () => {
    const darker: ImageOp = { kind: 'color', matrix: [0.5, 0, 0, 10, 0, 0.5, 0, 10, 0, 0, 0.5, 10] };
    const first = made([darker]);
    assertNear(made([darker, equalized]), made([equalized], first), 1e-3);
    const stretch: ImageOp = { kind: 'autoContrast', cutoffPercent: [0, 0], perChannel: true };
    const turn: ImageOp = { kind: 'hue', turns: 0.2 };
    assertNear(made([turn, stretch]), made([stretch], made([turn])), 1e-3);
  });

  it('of luma leave hue alone: all three channels move by the same', () => {
    const dull = picture.map((level) => 110 + level / 8);
    const out = made([{ kind: 'equalize', mode: 'pil', perChannel: false }], dull);
    assert.deepEqual([...out], [...Float32Array.from(dull)], 'fewer than 256 pixels stay, as in Pillow');
    const more = made([{ kind: 'equalize', mode: 'cv', perChannel: false }], dull);
    let inside = 0;
    for (let i = 0; i < size; i++) {
      const moved = [0, 1, 2].map((c) => more[i + c * size]! - dull[i + c * size]!);
      if ([0, 1, 2].some((c) => more[i + c * size]! <= 0 || more[i + c * size]! >= 255)) continue;
      inside++;
      assertNear(moved, [moved[0]!, moved[0]!, moved[0]!], 1e-3);
    }
    assert.ok(inside > size / 4);
  });

  it('cut off by percent more as it is told', () => {
    const stretch = (percent: number) =>
      made([{ kind: 'autoContrast', cutoffPercent: [percent, percent], perChannel: false }]);
    const ends = (values: Float32Array) => [...values].filter((level) => level === 0 || level === 255).length;
    assert.ok(ends(stretch(20)) > ends(stretch(0)));
  });
});

describe('curves that follow each other', () => {
  const gamma = (exponent: number) => lowered(vision.gamma, { exponent });

  it('are exact on whole levels, and near in between, in one pass or in several', () => {
    const posterize = lowered(vision.posterize, { bits: 3 });
    const solarize = lowered(vision.solarize, { threshold: 100 });
    const invert = lowered(vision.invert, {});
    fc.assert(
      fc.property(
        fc.shuffledSubarray([gamma(1.3), gamma(0.8), posterize, solarize, invert], { minLength: 2 }),
        fc.boolean(),
        (chain, isWhole) => {
          const values = isWhole ? picture : picture.map((level, i) => Math.min(255, level + (i % 7) / 7));
          let apart: ArrayLike<number> = values;
          for (const ops of chain) apart = made(ops, apart);
          // A step of posterize makes 32 levels of what was rounded off before it.
          const jumps = chain.includes(posterize) || chain.includes(solarize);
          const out = made(chain.flat(), values);
          if (!jumps) return assertNear(out, apart, isWhole ? 1e-3 : 0.25);
          const far = [...out].filter((level, i) => Math.abs(level - apart[i]!) > 0.5).length;
          assert.ok(far <= out.length / 50, `${far} of ${out.length} values differ`);
        },
      ),
      { numRuns: 60, seed: 3 },
    );
  });
});

describe('colour on pictures of any size', () => {
  it('is defined, within black and white, and the same twice', () => {
    const ops: readonly (readonly ImageOp[])[] = [
      lowered(vision.clahe, { clipLimit: 3 }, { tileGrid: [8, 8] }),
      lowered(vision.clahe, { clipLimit: 0 }, { tileGrid: [1, 3] }),
      lowered(vision.equalize, {}, { mode: 'pil', perChannel: true }),
      lowered(vision.equalize, {}, { mode: 'cv', perChannel: false }),
      lowered(vision.autoContrast, { cutoffPercent: 10 }, { perChannel: false }),
      lowered(vision.hueSaturation, { hueDegrees: 100, saturationShift: 200, valueShift: 80 }),
      [{ kind: 'chromaticAberration', red: [1, 1], blue: [-1, -1] }],
    ];
    for (const [w, h] of [
      [1, 1],
      [1, 7],
      [9, 1],
      [3, 5],
      [17, 16],
    ] as const) {
      const values = planar(scene(w, h, 'odd'));
      for (const list of ops) {
        const out = colored(w, h, values, list);
        for (const level of out) assert.ok(level >= 0 && level <= 255, `${list[0]!.kind} of ${w} x ${h}: ${level}`);
        assert.deepEqual(colored(w, h, values, list), out);
      }
    }
  });
});

describe('clahe', () => {
  const run = (clipLimit: number, tileGrid: readonly [number, number], values = picture) =>
    made(lowered(vision.clahe, { clipLimit }, { tileGrid }), values);

  it('keeps grey grey', () => {
    const out = run(3, [2, 2], grey.map(Math.round));
    for (let i = 0; i < size; i++)
      assertNear([out[i]!, out[i + size]!], [out[i + 2 * size]!, out[i + 2 * size]!], 0.02);
  });

  it('does more with a higher limit, and something else with other tiles', () => {
    const dull = picture.map((level) => 110 + level / 12);
    const spread = (values: Float32Array) => Math.max(...values) - Math.min(...values);
    assert.ok(spread(run(40, [1, 1], dull)) > spread(run(1, [1, 1], dull)) + 20);
    assert.notDeepEqual(run(4, [1, 1]), run(4, [3, 3]));
  });
});
