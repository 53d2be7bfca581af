import assert from 'node:assert/strict';
import { columnTicks, pitchTicks, timeTicks } from '../../../src/preview/axis.ts';
import { envelope } from '../../../src/preview/envelope.ts';
import { heat } from '../../../src/preview/heat.ts';
import { hzOf, melOf, melPicture, mels } from '../../../src/preview/mel-picture.ts';
import { spansOf } from '../../../src/preview/row-scale.ts';
import { clipOf } from './sound-clips.ts';
import { noise, sine } from './sound-values.ts';

/** A colour's lightness, a and b (Ottosson 2020). */
function oklab(color: readonly number[]): number[] {
  const [r, g, b] = color.map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
  const mix = (x: number, y: number, z: number) => Math.cbrt(x * r! + y * g! + z * b!);
  const l = mix(0.4122214708, 0.5363325363, 0.0514459929);
  const m = mix(0.2119034982, 0.6806995451, 0.1073969566);
  const s = mix(0.0883024619, 0.2817188376, 0.6299787005);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

const decibels = (power: number) => 10 * Math.log10(power);
/** The mel row that a frequency falls into. */
const rowOfHz = (hz: number, highHz: number) => Math.round((melOf(hz) / melOf(highHz)) * (mels + 1)) - 1;

describe('the envelope of a waveform', () => {
  it('of a sine reaches its amplitude in every column, and its rms is that over the root of 2', () => {
    const { low, high, rms, clipped } = envelope(clipOf([sine(16_000, 440, 0.5)]), [0, 1], 200, 80);
    for (let i = 0; i < 200; i++) {
      assert.ok(Math.abs(high[i]! - 0.5) < 0.005 && Math.abs(low[i]! + 0.5) < 0.005, `column ${i}`);
      assert.ok(Math.abs(rms[i]! - 0.5 / Math.SQRT2) < 0.02, `rms ${rms[i]}`);
      assert.equal(clipped[i], 0);
    }
  });

  it('leaves no gap between columns, however few frames there are', () => {
    const values = Float32Array.of(0, 0.9, -0.9, 0.3, 0, 0.5);
    for (const perColumn of [0.01, 0.1, 0.7, 1.5]) {
      const columns = Math.ceil(6 / perColumn);
      const { low, high } = envelope(clipOf([values]), [0, 1], columns, perColumn);
      for (let i = 1; i < columns; i++) {
        assert.ok(low[i]! <= high[i - 1]! + 1e-6 && high[i]! >= low[i - 1]! - 1e-6, `${perColumn}: column ${i}`);
      }
    }
  });

  it('takes every frame in, and the extremes of overlaid channels', () => {
    const spike = new Float32Array(1000);
    spike[777] = -0.8;
    const { low, high } = envelope(clipOf([sine(1000, 440, 0.1), spike]), [0, 2], 100, 10);
    assert.ok(Math.abs(low[77]! + 0.8) < 1e-6);
    assert.ok(Math.max(...high) <= 0.1 + 1e-6);
  });

  it('marks the columns at full scale and those with no number, and only those', () => {
    const values = new Float32Array(1000).fill(0.99);
    values[105] = 1;
    values[205] = -1.5;
    values[305] = Number.NaN;
    values[405] = Number.NEGATIVE_INFINITY;
    values[505] = 32767 / 32768;
    const { clipped, low, high, rms } = envelope(clipOf([values]), [0, 1], 100, 10);
    assert.deepEqual(
      [...clipped.keys()].filter((i) => clipped[i] === 1),
      [10, 20, 30, 40, 50],
    );
    for (const list of [low, high, rms]) assert.ok(list.every(Number.isFinite));
  });
});

describe('the log-mel spectrogram', () => {
  for (const [hz, rate] of [
    [1000, 16_000],
    [250, 16_000],
    [6000, 44_100],
    [200, 1000],
  ] as const) {
    it(`shows ${hz} Hz at a rate of ${rate} in the row of ${hz} Hz, everywhere`, () => {
      const clip = clipOf([sine(rate, hz, 1, rate)], { sampleRate: rate });
      const { levels, columns, loudest } = melPicture(clip, 50, rate / 50, rate / 2);
      for (let column = 3; column < 47; column++) {
        const of = Array.from({ length: mels }, (_, mel) => levels[mel * columns + column]!);
        const brightest = of.indexOf(Math.max(...of));
        assert.ok(Math.abs(brightest - rowOfHz(hz, rate / 2)) <= 1, `column ${column}: row ${brightest}`);
        assert.ok(of[(brightest + mels / 2) % mels]! < of[brightest]! - 50);
      }
      assert.ok(loudest <= 1 && loudest > -12, `${loudest} dB`);
    });
  }

  it('is as much lower as the sound is quieter, and the mean of the channels', () => {
    const loud = melPicture(clipOf([sine(8000, 1000, 0.8)]), 20, 400, 8000).loudest;
    assert.ok(Math.abs(loud - melPicture(clipOf([sine(8000, 1000, 0.08)]), 20, 400, 8000).loudest - 20) < 1e-3);
    const oneOfTwo = clipOf([sine(8000, 1000, 0.8), new Float32Array(8000)]);
    assert.ok(Math.abs(loud - melPicture(oneOfTwo, 20, 400, 8000).loudest - decibels(4)) < 1e-3);
  });

  it('of white noise is flat', () => {
    const { levels, columns } = melPicture(clipOf([noise(32_000)]), 100, 320, 8000);
    const rows = Array.from({ length: mels }, (_, mel) => {
      const row = levels.subarray(mel * columns, (mel + 1) * columns);
      return row.reduce((sum, level) => sum + 10 ** (level / 10), 0) / columns;
    }).slice(4);
    assert.ok(decibels(Math.max(...rows) / Math.min(...rows)) < 4);
  });

  it('has nothing above half the sample rate, and everything below', () => {
    const { levels } = melPicture(clipOf([sine(8000, 1000, 0.5, 8000)], { sampleRate: 8000 }), 10, 800, 8000);
    for (let mel = 0; mel < mels; mel++) {
      const hz = hzOf(((mel + 1) * melOf(8000)) / (mels + 1));
      assert.equal(Number.isNaN(levels[mel * 10 + 5]!), hz > 4000, `${hz} Hz`);
    }
  });

  it('of silence, nothing, and values that are no numbers is dark, not broken', () => {
    assert.equal(melPicture(clipOf([new Float32Array(800)]), 8, 100, 8000).loudest, Number.NEGATIVE_INFINITY);
    assert.equal(melPicture(clipOf([new Float32Array(0)]), 0, 100, 8000).loudest, Number.NEGATIVE_INFINITY);
    const broken = melPicture(clipOf([new Float32Array(800).fill(Number.NaN)]), 8, 100, 8000);
    assert.ok(broken.levels.every((level) => level < -200));
  });
});

describe('the colours of a spectrogram', () => {
  it('only get lighter, by even steps in Oklab, so that equal levels look equally far apart', () => {
    const steps = Array.from({ length: 52 }, (_, i) => oklab(heat(i / 51)));
    const apart = steps.slice(1).map((step, i) => Math.hypot(...step.map((value, axis) => value - steps[i]![axis]!)));
    for (let i = 1; i < steps.length; i++) assert.ok(steps[i]![0]! > steps[i - 1]![0]!, `step ${i}`);
    assert.ok(Math.max(...apart) / Math.min(...apart) < 1.3, `${Math.min(...apart)} to ${Math.max(...apart)}`);
    assert.ok(steps[0]![0]! < 0.2 && steps.at(-1)![0]! > 0.94);
    assert.deepEqual(heat(-3), heat(0));
    assert.deepEqual(heat(9), heat(1));
  });
});

describe('the axes', () => {
  const texts = (seconds: number, most: number) => timeTicks(seconds, most).map(({ text }) => text);

  it('have round times, the last with its unit', () => {
    assert.deepEqual(texts(1.2, 4), ['0', '0.5', '1.0 s']);
    assert.deepEqual(texts(3, 4), ['0', '1', '2', '3 s']);
    assert.deepEqual(texts(0.6, 4), ['0', '200', '400', '600 ms']);
    assert.deepEqual(texts(0.00125, 3), ['0', '0.5', '1.0 ms']);
    assert.deepEqual(texts(600, 4), ['0:00', '5:00', '10:00 min']);
    assert.deepEqual(texts(45, 4), ['0:00', '0:15', '0:30', '0:45 min']);
    assert.deepEqual(texts(0.9, 1), ['0 ms']);
  });

  it('never have more marks than asked for, each where its time is', () => {
    for (const seconds of [1 / 48_000, 0.003, 0.7, 1, 9.99, 11, 59, 61, 599, 4000, 90_000]) {
      for (const most of [1, 2, 4, 9]) {
        const ticks = timeTicks(seconds, most);
        assert.ok(ticks.length >= 1 && ticks.length <= most + 1, `${seconds} s: ${ticks.length}`);
        assert.ok(ticks.every(({ at }) => at >= 0 && at <= 1 + 1e-6));
      }
    }
    assert.equal(timeTicks(1.2, 4)[1]!.at, 0.5 / 1.2);
  });

  it('have columns and octaves', () => {
    assert.deepEqual(
      columnTicks(98, 5).map(({ text }) => text),
      ['0', '20', '40', '60', '80 columns'],
    );
    assert.deepEqual(columnTicks(0, 5), [{ at: 0, text: '0 columns' }]);
    const octaves = pitchTicks(8000, 0.1);
    assert.deepEqual(octaves.map(({ text }) => text).slice(0, 4), ['8k', '4k', '2k', '1k']);
    for (const [i, { at }] of octaves.entries()) assert.ok(i === 0 || octaves[i - 1]!.at - at >= 0.1);
    assert.deepEqual(pitchTicks(50, 0.1), []);
  });
});

describe('segments', () => {
  const span = (startSeconds: number, endSeconds: number) => ({ startSeconds, endSeconds, label: 'x' });

  it('that overlap lie in lanes of their own; those after each other share one', () => {
    const { spans, lanes } = spansOf([span(0, 1), span(1, 2), span(0.5, 1.5), span(2, 3)]);
    assert.equal(lanes, 2);
    assert.deepEqual(
      spans.map(({ startSeconds, lane }) => [startSeconds, lane]),
      [
        [0, 0],
        [0.5, 1],
        [1, 0],
        [2, 0],
      ],
    );
  });

  it('without a place are left out, and so are those beyond three lanes', () => {
    assert.equal(spansOf([span(Number.NaN, 1), span(2, 1), span(-3, -1)]).spans.length, 0);
    const { spans, lanes } = spansOf(Array.from({ length: 50 }, () => span(0, 1)));
    assert.deepEqual([spans.length, lanes], [3, 3]);
  });
});
