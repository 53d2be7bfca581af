import assert from 'node:assert/strict';
import { corruptionNames, corruptions } from '../../vision/corruptions.ts';
import * as vision from '../../vision/index.ts';
import { scene } from '../src/pictures.ts';
import { type Picture, played } from './carry.ts';

const picture: Picture = { width: 224, height: 224, data: scene(224, 224, 'corruptions') };
const flat = (level: number, side = 96): Picture => ({
  width: side,
  height: side,
  data: new Uint8Array(side * side * 3).fill(level),
});
type Name = (typeof corruptionNames)[number];
const corrupted = (corruption: Name, severity: number, given = picture, seed = 1) =>
  played(given, [vision.imagenetC({ corruption, severity: [severity, severity] })], seed);
const meanOf = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0) / values.length;
const distance = (data: ArrayLike<number>, to: ArrayLike<number>) =>
  meanOf(Array.from(data, (value, i) => Math.abs(value - to[i]!)));
const deviation = (values: ArrayLike<number>) => {
  const mean = meanOf(values);
  return Math.sqrt(meanOf(Array.from(values, (value) => (value - mean) ** 2)));
};

describe('corruptions of ImageNet-C', () => {
  it('are nineteen', () => assert.equal(corruptionNames.length, 19));

  for (const name of corruptionNames) {
    it(`${name} changes the picture more, the more severe it is, and leaves its size`, () => {
      const each = [1, 2, 3, 4, 5].map((severity) => {
        const made = corrupted(name, severity);
        assert.deepEqual([made.width, made.height], [224, 224]);
        assert.ok(made.data.every((value) => value >= 0 && value <= 255));
        return distance(made.data, picture.data);
      });
      assert.ok(each[0]! > 0.3, `${each}`);
      // The published constants of some do not grow at every step.
      assert.ok(each[4]! > each[0]! * (name === 'elastic' ? 0.2 : 1.02), `${each}`);
    });
  }

  it('noises have the published spread', () => {
    for (const [severity, sigma] of [
      [1, 0.08],
      [2, 0.12],
    ] as const) {
      const { data } = corrupted('gaussianNoise', severity, flat(128));
      assert.ok(Math.abs(deviation(data) - 255 * sigma) < 1, `${deviation(data)}`);
    }
    // Poisson: variance is the mean over the photons of a full scale.
    const shot = corrupted('shotNoise', 1, flat(128)).data;
    assert.ok(Math.abs(deviation(shot) - 255 * Math.sqrt(128 / 255 / 60)) < 1, `${deviation(shot)}`);
    const speckle = corrupted('speckleNoise', 1, flat(128)).data;
    assert.ok(Math.abs(deviation(speckle) - 128 * 0.15) < 1, `${deviation(speckle)}`);
    const impulse = corrupted('impulseNoise', 3, flat(128)).data;
    const hit = impulse.filter((value) => Math.abs(value - 128) > 1).length / impulse.length;
    assert.ok(Math.abs(hit - 0.09) < 0.01, `${hit}`);
  });

  it('contrast, brightness and saturation have closed forms', () => {
    const two: Picture = {
      ...flat(0, 2),
      data: Uint8Array.from([100, 100, 100, 200, 200, 200, 100, 100, 100, 200, 200, 200]),
    };
    const { data } = corrupted('contrast', 1, two);
    assert.ok(Math.abs(data[0]! - (150 - 50 * 0.4)) < 0.01 && Math.abs(data[3]! - (150 + 50 * 0.4)) < 0.01);
    assert.ok(Math.abs(corrupted('brightness', 2, flat(100)).data[0]! - (100 + 255 * 0.2)) < 0.01);
    const red: Picture = { ...flat(0, 1), data: Uint8Array.from([200, 100, 100]) };
    // Saturation 0.5: times 0.3.
    assert.ok(Math.abs(corrupted('saturate', 1, red).data[1]! - 200 * (1 - 0.15)) < 0.5);
    assert.ok(Math.abs(corrupted('saturate', 3, red).data[1]! - 0) < 0.5);
  });

  it('any draws all of them; a severity is drawn within its interval', () => {
    const seen = new Set<string>();
    for (let seed = 0; seed < 250; seed++) {
      const { plan } = played(flat(9, 4), [vision.imagenetC({ severity: [2, 4] })], seed);
      const { corruption, severity } = plan.steps[0]!.drawn as { corruption: string; severity: number };
      seen.add(corruption);
      assert.ok(severity >= 2 && severity <= 4);
    }
    assert.equal(seen.size, 19);
    assert.deepEqual(Object.keys(corruptions), [...corruptionNames]);
  });
});
