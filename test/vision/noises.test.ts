import assert from 'node:assert/strict';
import * as vision from '../../vision/index.ts';
import { type Picture, played } from './carry.ts';

const side = 128;
const flat = (level: number, width = side, height = side): Picture => ({
  width,
  height,
  data: new Uint8Array(width * height * 3).fill(level),
});
const meanOf = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0) / values.length;
const varianceOf = (values: ArrayLike<number>) => {
  const mean = meanOf(values);
  return meanOf(Array.from(values, (value) => (value - mean) ** 2));
};
const near = (found: number, wanted: number, slack: number) =>
  assert.ok(Math.abs(found - wanted) <= slack, `${found}, expected ${wanted}`);
/** Channel c of every pixel. */
const channel = (data: Float32Array, c: number) =>
  Float32Array.from({ length: data.length / 3 }, (_, i) => data[i * 3 + c]!);
const differ = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).filter((value, i) => value !== b[i]).length;

describe('noise', () => {
  describe('additiveNoise', () => {
    const of = (given: object, level = 128) =>
      played(flat(level), [vision.additiveNoise({ level: [0.1, 0.1], ...given })]).data;

    it('has the variance of its distribution', () => {
      near(varianceOf(of({ distribution: 'uniform' })), 25.5 ** 2 / 3, 4);
      near(varianceOf(of({ distribution: 'normal' })), 25.5 ** 2, 12);
      near(varianceOf(of({ distribution: 'laplace', level: [0.05, 0.05] })), 2 * 12.75 ** 2, 12);
      assert.ok(of({ distribution: 'uniform' }).every((value) => Math.abs(value - 128) <= 25.6));
    });

    it('has the shape of its distribution: how often it is within half of a deviation', () => {
      const within = (data: Float32Array) => {
        const deviation = Math.sqrt(varianceOf(data));
        return meanOf(Array.from(data, (value) => Number(Math.abs(value - 128) < deviation / 2)));
      };
      near(within(of({ distribution: 'uniform' })), 0.5 / Math.sqrt(3), 0.01);
      near(within(of({ distribution: 'normal' })), 0.3829, 0.01);
      near(within(of({ distribution: 'laplace', level: [0.05, 0.05] })), 1 - Math.exp(-Math.SQRT2 / 2), 0.01);
    });

    it('is of each value, each pixel, or each channel as a whole', () => {
      const shared = of({ spread: 'shared' });
      assert.deepEqual(channel(shared, 0), channel(shared, 2));
      assert.ok(new Set(channel(shared, 0)).size > 1000);
      const each = of({ spread: 'perPixel' });
      assert.ok(differ(channel(each, 0), channel(each, 1)) > 0.99 * side * side);
      const constant = of({ spread: 'constant' });
      assert.equal(new Set(channel(constant, 0)).size, 1);
      assert.ok(new Set(constant).size > 1);
    });

    it('has a mean', () => near(meanOf(of({ mean: 0.2 })), 128 + 51, 0.5));
  });

  it('shotNoise is Poisson: the light keeps its mean, and its variance is the mean times a photon', () => {
    for (const level of [40, 90, 128, 200]) {
      for (const photonFraction of [0.002, 0.02, 0.1]) {
        const light = (value: number) => (value / 255) ** 2.2;
        const node = vision.shotNoise({ photonFraction: [photonFraction, photonFraction] });
        const seen = Array.from(played(flat(level), [node]).data, light);
        const mean = light(level);
        // White ends what is counted: only means that lie well below it are compared.
        if (mean + 5 * Math.sqrt(mean * photonFraction) > 1) continue;
        const count = side * side * 3;
        near(meanOf(seen), mean, 5 * Math.sqrt((mean * photonFraction) / count) + 1e-4);
        near(varianceOf(seen) / (mean * photonFraction), 1, 0.05);
      }
    }
    assert.equal(played(flat(9), [vision.shotNoise({ photonFraction: [0, 0] })]).plan.steps[0]!.ops.length, 0);
    assert.ok(played(flat(0), [vision.shotNoise()]).data.every((value) => value === 0));
  });

  it('isoNoise changes lightness and hue, more with its intensity', () => {
    const picture: Picture = {
      ...flat(0),
      data: Uint8Array.from({ length: side * side * 3 }, (_, i) => (i % 3 === 0 ? 180 : 60 + ((i >> 4) % 90))),
    };
    const change = (given: object) => {
      const { data } = played(picture, [vision.isoNoise(given)]);
      return meanOf(Array.from(data, (value, i) => Math.abs(value - picture.data[i]!)));
    };
    const still = change({ intensity: [0, 0] });
    near(still, 0, 0.01);
    const weak = change({ intensity: [0.1, 0.1], hueDegrees: [0, 0] });
    assert.ok(change({ intensity: [0.6, 0.6], hueDegrees: [0, 0] }) > 2 * weak && weak > 0.1);
    assert.ok(change({ intensity: [0.1, 0.1], hueDegrees: [90, 90] }) > weak + 0.2);
  });

  it('saltAndPepper: so many of the pixels, so many of those white', () => {
    const of = (given: object) => played(flat(128), [vision.saltAndPepper(given)]).data;
    const data = of({ amountFraction: [0.1, 0.1], saltFraction: [0.3, 0.3] });
    const red = channel(data, 0);
    near(meanOf(Array.from(red, (value) => Number(value === 255))), 0.03, 0.005);
    near(meanOf(Array.from(red, (value) => Number(value === 0))), 0.07, 0.007);
    assert.deepEqual(red, channel(data, 1));
    const each = of({ amountFraction: [0.1, 0.1], perChannel: true });
    assert.ok(differ(channel(each, 0), channel(each, 1)) > 0.1 * side * side);
    assert.equal(differ(of({ amountFraction: [0, 0] }), new Float32Array(side * side * 3).fill(128)), 0);
    assert.ok(of({ amountFraction: [1, 1], saltFraction: [1, 1] }).every((value) => value === 255));
  });

  it('multiplicativeNoise: one factor, one for each channel, pixel or value', () => {
    const of = (given: object) =>
      played(flat(100), [vision.multiplicativeNoise({ factor: [0.5, 1.5], ...given })]).data;
    assert.equal(new Set(of({})).size, 1);
    assert.equal(new Set(of({ perChannel: true })).size, 3);
    const pixels = of({ elementwise: true });
    assert.deepEqual(channel(pixels, 0), channel(pixels, 1));
    near(meanOf(pixels), 100, 0.6);
    near(varianceOf(pixels), (100 * 100) / 12, 15);
    const values = of({ elementwise: true, perChannel: true });
    assert.ok(differ(channel(values, 0), channel(values, 1)) > 0.9 * side * side);
    assert.ok(values.every((value) => value >= 49.9 && value <= 150.1));
  });

  it('filmGrain is smooth, strongest at mid grey, nothing in black and white', () => {
    const of = (given: object, level = 128) =>
      played(flat(level), [vision.filmGrain({ sigma: [0.05, 0.05], ...given })]).data;
    near(Math.sqrt(varianceOf(of({}))), 12.75, 1.5);
    assert.ok(varianceOf(of({}, 20)) < 0.5 * varianceOf(of({})));
    for (const level of [0, 255]) assert.ok(of({}, level).every((value) => Math.abs(value - level) < 0.01));
    const neighbours = (data: Float32Array) => {
      const red = channel(data, 0);
      const mean = meanOf(red);
      const products = [...Array(side * (side - 1)).keys()].map((i) => (red[i]! - mean) * (red[i + 1]! - mean));
      return meanOf(products) / varianceOf(red);
    };
    const fine = neighbours(of({ grainPixels: [1, 1] }));
    const coarse = neighbours(of({ grainPixels: [4, 4] }));
    assert.ok(coarse > 0.8 && coarse > fine + 0.1, `${fine}, ${coarse}`);
    const grey = of({});
    assert.deepEqual(channel(grey, 0), channel(grey, 1));
    const colour = of({ perChannel: true });
    assert.ok(differ(channel(colour, 0), channel(colour, 1)) > 0.9 * side * side);
  });

  it('is the same for the same seed, another for another, on any size, and within black and white', () => {
    const all = [
      vision.additiveNoise(),
      vision.shotNoise(),
      vision.isoNoise(),
      vision.saltAndPepper({ amountFraction: [0.5, 0.5] }),
      vision.multiplicativeNoise({ elementwise: true }),
      vision.filmGrain(),
    ];
    for (const node of all) {
      const { name } = node.definition;
      const textured: Picture = {
        ...flat(0),
        data: Uint8Array.from({ length: side * side * 3 }, (_, i) => (i * 7) % 256),
      };
      assert.deepEqual(played(textured, [node], 3).data, played(textured, [node], 3).data, name);
      assert.ok(differ(played(textured, [node], 3).data, played(textured, [node], 4).data) > 0, name);
      for (const [width, height] of [
        [1, 1],
        [1, 40],
        [3, 5],
        [257, 2],
      ] as const) {
        const { data } = played(flat(250, width, height), [node]);
        assert.ok(
          data.every((value) => value >= 0 && value <= 255),
          name,
        );
      }
    }
  });
});
