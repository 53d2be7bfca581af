import assert from 'node:assert/strict';
import { attenuation } from '../../audio/kernels/air-absorption.ts';
import type { AirAbsorptionOp } from '../../audio/ops/index.ts';
import { carry, farthest } from './carry.ts';
import { rmsOf, sine, voice } from './play.ts';

const op = (parts: Partial<AirAbsorptionOp>): AirAbsorptionOp => ({
  kind: 'airAbsorption',
  temperatureCelsius: 20,
  humidityPercent: 50,
  distanceMeters: 50,
  ...parts,
});

describe('airAbsorption', () => {
  it('knows the table of ISO 9613-2, in dB per kilometre', () => {
    // Temperature, humidity, then octaves from 63 Hz to 8 kHz at their exact middles.
    const table = [
      [10, 70, 0.1, 0.4, 1.0, 1.9, 3.7, 9.7, 32.8, 117],
      [20, 70, 0.1, 0.3, 1.1, 2.8, 5.0, 9.0, 22.9, 76.6],
      [30, 70, 0.1, 0.3, 1.0, 3.1, 7.4, 12.7, 23.1, 59.3],
      [15, 20, 0.3, 0.6, 1.2, 2.7, 8.2, 28.2, 88.8, 202],
      [15, 50, 0.1, 0.5, 1.2, 2.2, 4.2, 10.8, 36.2, 129],
      [15, 80, 0.1, 0.3, 1.1, 2.4, 4.1, 8.3, 23.7, 82.8],
    ] as const;
    for (const [temperatureCelsius, humidityPercent, ...octaves] of table) {
      for (const [k, expected] of octaves.entries()) {
        const hz = 1000 * 10 ** (0.3 * (k - 4));
        const found = 1000 * attenuation({ temperatureCelsius, humidityPercent })(hz);
        assert.ok(Math.abs(found - expected) <= 0.051 + 0.005 * expected, `${hz} Hz: ${found}, not ${expected}`);
      }
    }
  });

  it('dampens tones by so much, without a delay', () => {
    for (const rate of [8000, 16_000, 44_100]) {
      for (const part of [0.02, 0.1, 0.25, 0.4, 0.48]) {
        for (const distanceMeters of [10, 100]) {
          const input = sine(rate, part * rate, rate);
          const [made] = carry([op({ distanceMeters })], [input], rate);
          const db = -distanceMeters * attenuation(op({}))(part * rate);
          const middle = (plane: Float32Array) => plane.subarray(1000, rate - 1000);
          const gain = 10 ** (db / 20);
          const apart = farthest(
            middle(made!),
            middle(input).map((x) => x * gain),
          );
          assert.ok(apart < 0.004, `${part} of ${rate} Hz over ${distanceMeters} m: off by ${apart}`);
          if (db > -30) assert.ok(Math.abs(20 * Math.log10(rmsOf(middle(made!)) / rmsOf(middle(input))) - db) < 0.2);
        }
      }
    }
  });

  it('leaves low tones and the length as they are, whatever the length', () => {
    const hum = sine(5000, 60);
    const [made] = carry([op({ distanceMeters: 100 })], [hum]);
    assert.ok(farthest(made!.subarray(200, 4800), hum.subarray(200, 4800)) < 0.002);
    for (const frames of [0, 1, 2, 127, 128, 767, 768, 769, 1024, 3000]) {
      const input = [voice(frames, 1), voice(frames, 2)];
      for (const plane of carry([op({})], input)) {
        assert.equal(plane.length, frames);
        assert.ok(plane.every(Number.isFinite));
      }
    }
    assert.ok(carry([op({})], [new Float32Array(2000)])[0]!.every((x) => x === 0));
  });

  it('has no seams: a sound and the same sound later are dampened alike', () => {
    const input = voice(3000);
    const later = new Float32Array(3500);
    later.set(input, 500);
    const [one] = carry([op({})], [input]);
    const [other] = carry([op({})], [later]);
    assert.ok(farthest(one!, other!.subarray(500)) < 1e-6);
  });
});
