import assert from 'node:assert/strict';
import { Draws, rootKey } from '../../transforms/index.ts';
import type { Definition, Json } from '../../transforms/transform.ts';
import type { ImageOp } from '../../vision/index.ts';
import * as vision from '../../vision/index.ts';
import { chromaticAberration } from '../../vision/kernels/aberration.ts';
import { KernelMemory } from '../../vision/kernels/memory.ts';
import { scene } from '../src/pictures.ts';
import { colored, lowered, planar } from './kernels/colored.ts';
import { assertNear } from './kernels/picture.ts';

const [width, height] = [13, 9];
const size = width * height;
const picture = planar(scene(width, height, 'colour'));
const made = (ops: readonly ImageOp[], values: ArrayLike<number> = picture) => colored(width, height, values, ops);
const each = (value: (level: number, channel: number) => number) =>
  picture.map((level, i) => Math.min(255, Math.max(0, value(level, Math.floor(i / size)))));
const grey = [0, 1, 2].flatMap(() => Array.from({ length: size }, (_, i) => (i * 255) / (size - 1)));
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** What a transform draws with the defaults, or with `given`. */
function draws({ definition }: { readonly definition: unknown }, given: object, seed = 1): Json {
  const { draw } = definition as Definition;
  return draw(new Draws(rootKey(seed)), given as never, { width, height }) as Json;
}

describe('brightnessContrast', () => {
  const run = (brightness: number, contrast: number, brightnessByMax = true) =>
    lowered(vision.brightnessContrast, { brightness, contrast }, { brightnessByMax });

  it('brightness adds a fraction of full scale', () => {
    assertNear(
      made(run(0.2, 0)),
      each((level) => level + 51),
      1e-4,
    );
  });

  it('contrast multiplies about black', () => {
    assertNear(
      made(run(0, -0.4)),
      each((level) => level * 0.6),
      1e-4,
    );
  });

  it('brightnessByMax false adds a fraction of the mean of all channels, as it was before the contrast', () => {
    assertNear(
      made(run(0.2, 0.5, false)),
      each((level) => 1.5 * level + 0.2 * mean(picture)),
      1e-3,
    );
  });

  it('the mean is that of the picture as colour ops before it left it', () => {
    const darker: ImageOp = { kind: 'color', matrix: [0.5, 0, 0, 0, 0, 0.5, 0, 0, 0, 0, 0.5, 0] };
    assertNear(
      made([darker, ...run(0.2, 0, false)]),
      each((level) => 0.5 * level + 0.1 * mean(picture)),
      1e-3,
    );
  });

  it('is nothing at 0', () => {
    assert.deepEqual([run(0, 0), run(0, 0, false)], [[], []]);
  });
});

describe('hueSaturation', () => {
  const run = (hueDegrees: number, saturationShift: number, valueShift: number) =>
    lowered(vision.hueSaturation, { hueDegrees, saturationShift, valueShift });

  it('is nothing at 0, and only a turn of hue where nothing is shifted', () => {
    assert.deepEqual(run(0, 0, 0), []);
    assert.deepEqual(run(90, 0, 0), [{ kind: 'hue', turns: 0.25 }]);
  });

  it('keeps grey grey, to the bit, whatever is added to saturation', () => {
    assert.deepEqual([...made(run(70, 200, 0), grey)], [...Float32Array.from(grey)]);
  });

  it('fades where chroma is less than a level, so that rounding is not made a colour', () => {
    const nearly = grey.map((level, i) => Math.min(255, level + (i < size ? 1e-4 : 0)));
    assertNear(made(run(0, 255, 0), nearly), nearly, 0.05);
  });

  it('a positive turn goes from red towards green', () => {
    const red = [255, 0, 0].flatMap((level) => Array(size).fill(level) as number[]);
    const [r, g, b] = [0, 1, 2].map((c) => made(run(60, 0, 0), red)[c * size]!);
    assertNear([r!, g!, b!], [255, 255, 0], 1e-3);
  });

  it('takes all colour away at saturation -255, and leaves the greatest channel', () => {
    const value = Array.from({ length: size }, (_, i) =>
      Math.max(picture[i]!, picture[i + size]!, picture[i + 2 * size]!),
    );
    assertNear(made(run(0, -255, 0)), [...value, ...value, ...value], 1e-3);
  });

  it('shifts the greatest channel by value, all in proportion', () => {
    const out = made(run(0, 0, -40));
    for (let i = 0; i < size; i++) {
      const before = [picture[i]!, picture[i + size]!, picture[i + 2 * size]!];
      const value = Math.max(...before);
      const factor = value === 0 ? 0 : Math.max(0, value - 40) / value;
      assertNear(
        [out[i]!, out[i + size]!, out[i + 2 * size]!],
        before.map((level) => level * factor),
        0.01,
      );
    }
  });
});

describe('toneCurve', () => {
  const defaults = { strength: [0.1, 0.1], perChannel: false, around: 'straight' };

  it('of strength 0 changes nothing around the straight line', () => {
    assert.deepEqual(lowered(vision.toneCurve, draws(vision.toneCurve, { ...defaults, strength: [0, 0] })), []);
  });

  it('of strength 0 around the S is the Bezier curve of albumentations', () => {
    const drawn = draws(vision.toneCurve, { ...defaults, strength: [0, 0], around: 'sCurve' });
    assert.deepEqual(drawn, { controls: [[0.25, 0.75]] });
    const curve = (level: number) => {
      const t = level / 255;
      return 255 * (0.75 * t + 0.75 * t * t - 0.5 * t * t * t);
    };
    assertNear(made(lowered(vision.toneCurve, drawn)), each(curve), 1e-3);
  });

  it('keeps black and white, and draws a curve for each channel if told', () => {
    const drawn = draws(vision.toneCurve, { ...defaults, perChannel: true }) as { controls: number[][] };
    assert.equal(new Set(drawn.controls.map(String)).size, 3);
    const ends = [0, 255, 0, 255, 0, 255];
    assert.deepEqual([...colored(2, 1, ends, lowered(vision.toneCurve, drawn))], ends);
  });

  it('draws heights of the standard deviation that it is told', () => {
    const heights = Array.from({ length: 400 }, (_, seed) => {
      const { controls } = draws(vision.toneCurve, { ...defaults, strength: [0.05, 0.05] }, seed) as {
        controls: number[][];
      };
      return controls[0]![0]! - 1 / 3;
    });
    const spread = Math.sqrt(mean(heights.map((x) => x * x)));
    assert.ok(Math.abs(spread - 0.05) < 0.008, String(spread));
  });
});

describe('channelDropout', () => {
  const dropped = (fill: number, ...channels: number[]) =>
    lowered(vision.channelDropout, { dropped: channels }, { fill });

  it('puts the fill in place of the channels that were drawn', () => {
    assert.deepEqual(
      [...made(dropped(7, 0, 2))],
      each((level, channel) => (channel === 1 ? level : 7)),
    );
  });

  it('drops as many channels as it is told, each as often', () => {
    const counts = [0, 0, 0];
    for (let seed = 0; seed < 600; seed++) {
      const drawn = draws(vision.channelDropout, { dropCount: [2, 2] }, seed) as { dropped: number[] };
      assert.equal(new Set(drawn.dropped).size, 2);
      for (const channel of drawn.dropped) counts[channel]!++;
    }
    for (const count of counts) assert.ok(Math.abs(count - 400) < 50, String(counts));
  });

  it('of none is nothing', () => {
    assert.deepEqual(dropped(0), []);
  });
});

describe('sepia', () => {
  it('is the matrix, in part by its strength', () => {
    const white = Array(3 * size).fill(255) as number[];
    const out = made(lowered(vision.sepia, { strength: 1 }), white);
    assertNear([out[0]!, out[size]!, out[2 * size]!], [255, 255, 255 * 0.937], 1e-3);
    const half = made(lowered(vision.sepia, { strength: 0.5 }));
    const i = 5;
    const [r, g, b] = [picture[i]!, picture[i + size]!, picture[i + 2 * size]!];
    assertNear([half[i + 2 * size]!], [Math.min(255, 0.5 * b + 0.5 * (0.272 * r + 0.534 * g + 0.131 * b))], 1e-3);
    assert.deepEqual(lowered(vision.sepia, { strength: 0 }), []);
  });
});

describe('photometricDistort', () => {
  const defaults = {
    brightness: [0.875, 1.125],
    contrast: [0.5, 1.5],
    saturation: [0.5, 1.5],
    hueDegrees: [-18, 18],
    eachOdds: 0.5,
  };
  type Drawn = { readonly parts: readonly string[]; readonly isContrastFirst: boolean };

  it('takes each of the five by odds of its own', () => {
    const all = Array.from({ length: 400 }, (_, seed) => draws(vision.photometricDistort, defaults, seed) as Drawn);
    for (const part of ['brightness', 'contrast', 'saturation', 'hueDegrees', 'order']) {
      const share = all.filter(({ parts }) => parts.includes(part)).length / all.length;
      assert.ok(Math.abs(share - 0.5) < 0.09, `${part}: ${share}`);
    }
    const never = draws(vision.photometricDistort, { ...defaults, eachOdds: 0 });
    assert.deepEqual(lowered(vision.photometricDistort, never), []);
  });

  it('does contrast before saturation and hue, or after them', () => {
    const drawn = {
      brightness: 1.1,
      contrast: 0.7,
      saturation: 1.2,
      hueDegrees: 10,
      order: [1, 0, 2],
      parts: ['brightness', 'contrast', 'saturation', 'hueDegrees', 'order'],
    };
    const kinds = (isContrastFirst: boolean) =>
      lowered(vision.photometricDistort, { ...drawn, isContrastFirst }).map(({ kind }) => kind);
    assert.deepEqual(kinds(true), ['color', 'contrast', 'color', 'hue', 'color']);
    assert.deepEqual(kinds(false), ['color', 'color', 'hue', 'contrast', 'color']);
  });
});

describe('whiteBalance', () => {
  const gains = (kelvin: number, illuminant: string) => {
    const [op] = lowered(vision.whiteBalance, { kelvin }, { illuminant }) as readonly vision.ColorOp[];
    return [op!.matrix[0]!, op!.matrix[5]!, op!.matrix[10]!] as const;
  };

  it('leaves white as it is under daylight of 6504 K', () => {
    assertNear(gains(6504, 'daylight'), [1, 1, 1], 1e-12);
  });

  it('is orange below and blue above, ever more so, and keeps green', () => {
    for (const illuminant of ['blackbody', 'daylight']) {
      let [red, blue] = [Number.POSITIVE_INFINITY, 0];
      for (let kelvin = 4000; kelvin <= 25000; kelvin += 250) {
        const [r, g, b] = gains(kelvin, illuminant);
        assert.equal(g, 1);
        assert.ok(r < red && b > blue, `${illuminant} ${kelvin}: ${r} ${b}`);
        [red, blue] = [r, b];
      }
    }
  });

  it('comes near the coefficients of Zini et al. (red and blue over green) between 4500 and 10000 K', () => {
    const published = {
      blackbody: { 4500: [1.2616, 0.7077], 6500: [1.046, 1.0387], 10000: [0.8716, 1.3165] },
      daylight: { 4500: [1.2207, 0.6531], 6500: [0.9972, 0.9972], 10000: [0.8153, 1.283] },
    };
    for (const [illuminant, rows] of Object.entries(published)) {
      for (const [kelvin, [red, blue]] of Object.entries(rows)) {
        const [r, , b] = gains(Number(kelvin), illuminant);
        assert.ok(
          Math.abs(r / red! - 1) < 0.13 && Math.abs(b / blue! - 1) < 0.13,
          `${illuminant} ${kelvin}: ${r} ${b}`,
        );
      }
    }
  });

  it('draws from the published temperatures if none are given, and refuses daylight below 4000 K', () => {
    for (let seed = 0; seed < 50; seed++) {
      const { kelvin } = draws(vision.whiteBalance, { illuminant: 'daylight' }, seed) as { kelvin: number };
      assert.ok(kelvin >= 4000 && kelvin <= 15000);
    }
    assert.throws(
      () => vision.whiteBalance({ illuminant: 'daylight', temperatureKelvin: [3000, 5000] }),
      /temperatureKelvin: expected 4000 kelvin or more/,
    );
  });
});

describe('chromaticAberration', () => {
  const drawn = { primary: [0.3, 0.2], secondary: [0.1, -0.05] };

  it('leaves green, and all at coefficients of 0', () => {
    const out = made(lowered(vision.chromaticAberration, { ...drawn, isSameSide: true }));
    assert.deepEqual([...out.subarray(size, 2 * size)], picture.slice(size, 2 * size));
    assert.notDeepEqual([...out.subarray(0, size)], picture.slice(0, size));
    const none = { primary: [0, 0], secondary: [0, 0], isSameSide: true };
    assert.deepEqual(lowered(vision.chromaticAberration, none), []);
  });

  it('is exact to the bit where a channel has coefficients of 0', () => {
    const out = made([{ kind: 'chromaticAberration', red: [0, 0], blue: [0.2, 0] }]);
    assert.deepEqual([...out.subarray(0, size)], picture.slice(0, size));
  });

  it('takes red and blue to the same side or to opposite ones', () => {
    for (const isSameSide of [true, false]) {
      const [op] = lowered(vision.chromaticAberration, {
        ...drawn,
        isSameSide,
      }) as readonly vision.ChromaticAberrationOp[];
      assert.equal(op!.red[0] * op!.blue[0] > 0, isSameSide);
      assert.equal(op!.red[1] * op!.blue[1] > 0, isSameSide);
    }
    const sides = (fringes: string) =>
      new Set(
        Array.from({ length: 40 }, (_, seed) => {
          const given = { primary: [-1, 1], secondary: [-1, 1], fringes };
          return (draws(vision.chromaticAberration, given, seed) as { isSameSide: boolean }).isSameSide;
        }),
      );
    assert.deepEqual([...sides('greenPurple')], [true]);
    assert.deepEqual([...sides('redBlue')], [false]);
    assert.equal(sides('random').size, 2);
  });

  it('above 0 shows a channel smaller: what lay further out comes in', () => {
    const wide = 41;
    const ramp = Array.from({ length: 3 * wide }, (_, i) => Math.abs((i % wide) - 20) * 5);
    const out = colored(wide, 1, ramp, [{ kind: 'chromaticAberration', red: [0.5, 0], blue: [-0.5, 0] }]);
    assert.ok(out[30]! > ramp[30]! && out[2 * wide + 30]! < ramp[30]!);
    assert.equal(out[20], 0);
  });

  it('lets a picture of one channel be', () => {
    const memory = new KernelMemory();
    const planes = memory.allocatePlanes(3, 3, 1);
    memory.floats.set([1, 2, 3, 4, 5, 6, 7, 8, 9], planes.pointer >> 2);
    chromaticAberration(
      memory,
      { planes, mask: undefined },
      { kind: 'chromaticAberration', red: [1, 1], blue: [1, 1] },
    );
    assert.deepEqual(
      [...memory.floats.slice(planes.pointer >> 2, (planes.pointer >> 2) + 9)],
      [1, 2, 3, 4, 5, 6, 7, 8, 9],
    );
  });
});
