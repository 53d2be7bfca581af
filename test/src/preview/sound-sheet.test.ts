import assert from 'node:assert/strict';
import fc from 'fast-check';
import { gain, gaussianNoise, reverse } from '../../../audio/index.ts';
import type { Box, Canvas } from '../../../src/preview/canvas.ts';
import { heat } from '../../../src/preview/heat.ts';
import { melOf } from '../../../src/preview/mel-picture.ts';
import { light } from '../../../src/preview/panel-look.ts';
import { lanesOf, scaleRow } from '../../../src/preview/row-scale.ts';
import { clipsOf, type SoundRow } from '../../../src/preview/sound-clips.ts';
import { drawPanels, panelLayout } from '../../../src/preview/sound-panel.ts';
import { layOutSounds, soundSheet } from '../../../src/preview/sound-sheet.ts';
import { AugmentError } from '../../../transforms/index.ts';
import { play } from '../../audio/play.ts';
import { clipOf, featuresOf, rowOf, sampleSound } from './sound-clips.ts';
import { sine } from './sound-values.ts';

const at = ({ data, width }: Canvas, x: number, y: number) => [
  ...data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3),
];
const overlap = (a: Box, b: Box) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/** The panels of a row, their places, and the columns of pixels of its plots. */
function panelsOf(row: SoundRow, plotWidth = 200) {
  const scaled = scaleRow(row, plotWidth);
  const layouts = clipsOf(row).map((clip) => panelLayout(clip, scaled.scale, plotWidth));
  return { scaled, layouts, panels: drawPanels(row, scaled, plotWidth, light) };
}

/** The rows of a column of pixels in which a colour is. */
function rowsWith(canvas: Canvas, x: number, { y, height }: Box, color: readonly number[]): number[] {
  return Array.from({ length: height }, (_, i) => i).filter((i) => `${at(canvas, x, y + i)}` === `${color}`);
}

const played = (path: string): SoundRow => {
  const { planes, sampleRate } = sampleSound(path);
  const variants = [gain({ gainDb: [6, 6] }), gaussianNoise({ sigma: [0.01, 0.01] }), reverse({})].map((node, i) => {
    const name = `epoch ${i}`;
    return clipOf(play([node], planes, { sampleRate }).planes, { sampleRate, name, caption: [node.definition.name] });
  });
  return rowOf(clipOf(planes, { sampleRate }), variants, path);
};

describe('a panel', () => {
  it('draws a sine as high as it is, its rms within, and nothing beyond', () => {
    const { panels, layouts } = panelsOf(rowOf(clipOf([sine(16_000, 440, 0.5)])));
    const lane = layouts[0]!.lanes[0]!;
    for (const x of [20, 100, 180]) {
      const peaks = rowsWith(panels[0]!, lane.x + x, lane, light.peak);
      const rms = rowsWith(panels[0]!, lane.x + x, lane, light.rms);
      const half = lane.height / 2;
      const high = (half - peaks[0]!) / half;
      assert.ok(Math.abs(high - 0.5 / 1.12) < 0.05, `${high}`);
      assert.ok(Math.abs((half - rms[0]!) / half - 0.5 / Math.SQRT2 / 1.12) < 0.05);
      assert.deepEqual(at(panels[0]!, lane.x + x, lane.y + 9), [...light.ground]);
    }
  });

  it('lights the row of a tone of 1 kHz', () => {
    const { panels, layouts, scaled } = panelsOf(rowOf(clipOf([sine(16_000, 1000, 0.5)])));
    const { x, y, height } = layouts[0]!.picture;
    const brightness = Array.from({ length: height }, (_, i) => at(panels[0]!, x + 100, y + i).reduce((a, b) => a + b));
    const brightest = brightness.indexOf(Math.max(...brightness));
    const expected = height * (1 - melOf(1000) / melOf(scaled.scale.highHz));
    assert.ok(Math.abs(brightest - expected) <= 2, `row ${brightest}, expected ${expected}`);
    assert.ok(brightness[Math.round(height * 0.15)]! < 120);
  });

  it('marks what is clipped, in its columns only', () => {
    const values = sine(1000, 300, 0.4);
    values.fill(1, 500, 505);
    const { panels, layouts } = panelsOf(rowOf(clipOf([values])));
    const lane = layouts[0]!.lanes[0]!;
    const marked = Array.from({ length: lane.width }, (_, x) => x).filter(
      (x) => rowsWith(panels[0]!, lane.x + x, lane, light.warning).length > 0,
    );
    assert.deepEqual(marked, [100]);
  });

  it('shows all clips of a row on one scale: a shorter one ends where its time ends, a quieter one is darker', () => {
    const row = rowOf(clipOf([sine(16_000, 1000, 0.5)]), [clipOf([sine(8000, 1000, 0.05)], { name: 'half' })]);
    const { panels, layouts } = panelsOf(row);
    const [whole, half] = panels as [Canvas, Canvas];
    const { picture, lanes } = layouts[1]!;
    const middle = picture.y + Math.round(picture.height * (1 - melOf(1000) / melOf(8000)));
    assert.deepEqual(at(half, picture.x + 150, middle), [...light.nothing]);
    assert.deepEqual(at(half, picture.x + 150, lanes[0]!.y + 5), [...light.nothing]);
    assert.notDeepEqual(at(half, picture.x + 98, middle), [...light.nothing]);
    const sum = (color: number[]) => color.reduce((a, b) => a + b);
    assert.ok(sum(at(half, picture.x + 50, middle)) < sum(at(whole, picture.x + 50, middle)) - 60);
  });

  it('has a waveform for each of a few channels, one for all of many', () => {
    assert.deepEqual([1, 2, 4, 5, 1000].map(lanesOf), [1, 2, 4, 1, 1]);
    const many = clipOf(Array.from({ length: 1000 }, (_, c) => sine(40, 200 + c, 0.5)));
    assert.equal(panelsOf(rowOf(many)).layouts[0]!.lanes.length, 1);
    const right = clipOf([new Float32Array(4000), sine(4000, 440, 0.9)]);
    const { panels, layouts } = panelsOf(rowOf(right));
    const drawn = layouts[0]!.lanes.map((lane) => rowsWith(panels[0]!, lane.x + 90, lane, light.rms).length);
    assert.ok(drawn[0]! <= 1 && drawn[1]! > 14, `${drawn}`);
  });

  it('draws features as they are, the lowest bin at the bottom, -1 dark and 1 bright', () => {
    const { panels, layouts } = panelsOf(rowOf(featuresOf(40, 30)));
    const { picture, lanes } = layouts[0]!;
    assert.equal(lanes.length, 0);
    assert.deepEqual(at(panels[0]!, picture.x + 5, picture.y + picture.height - 1), [...heat(0)]);
    assert.deepEqual(at(panels[0]!, picture.x + 195, picture.y), [...heat(39 / 40)]);
  });

  it('draws segments beneath the waveform, from their start to their end', () => {
    const segments = [{ startSeconds: 0.25, endSeconds: 0.5, label: 'one' }];
    const { panels, layouts } = panelsOf(rowOf(clipOf([sine(16_000, 440, 0.5)], { segments })));
    const { spans, lanes, picture } = layouts[0]!;
    assert.ok(spans.y >= lanes[0]!.y + lanes[0]!.height && spans.y + spans.height <= picture.y);
    const covered = Array.from({ length: spans.width }, (_, x) => x).filter(
      (x) => `${at(panels[0]!, spans.x + x, spans.y + 1)}` !== `${light.page}`,
    );
    assert.deepEqual([covered[0], covered.at(-1), covered.length], [50, 99, 50]);
  });
});

describe('the sheet of sounds', () => {
  it('has a panel for each clip, at one width and on one line with its like, and draws it there', () => {
    const rows = [played('speech/hello.wav'), played('instruments/guitar.wav')];
    const { rows: placed, width, height } = layOutSounds(rows, { title: 'sounds' });
    const sheet = soundSheet(rows, { title: 'sounds' });
    assert.deepEqual([sheet.width, sheet.height], [width, height]);
    for (const { row, panels, plotWidth, ...scaled } of placed) {
      assert.equal(panels.length, 4);
      assert.equal(new Set(panels.map((box) => `${box.y} ${box.width} ${box.height}`)).size, 1);
      for (const [i, panel] of drawPanels(row, scaled, plotWidth, light).entries()) {
        const { picture } = panelLayout(clipsOf(row)[i]!, scaled.scale, plotWidth);
        const [x, y] = [picture.x + 77, picture.y + 60];
        assert.deepEqual(at(sheet, panels[i]!.x + x, panels[i]!.y + y), at(panel, x, y));
      }
    }
  });

  it('gives the same bytes for the same rows, and changes with every text', () => {
    const row = played('speech/one.wav');
    const bytes = (rows: SoundRow[], title = 'sounds') =>
      Buffer.from(soundSheet(rows, { title }).data).toString('base64');
    const variants = row.variants.map((clip, i) => (i === 1 ? { ...clip, caption: ['other words'] } : clip));
    const all = [bytes([row]), bytes([row], 'sound'), bytes([{ ...row, title: 'two' }]), bytes([{ ...row, variants }])];
    assert.equal(new Set(all).size, 4);
    assert.equal(bytes([row]), bytes([structuredClone(row)]));
  });

  it('lets nothing overlap or leave the page, whatever the clips and the texts', () => {
    const words = fc.string({ maxLength: 120, unit: 'grapheme' });
    const texts = { name: words, caption: fc.array(words, { maxLength: 12 }) };
    const time = fc.double({ min: -1, max: 3 });
    const segments = fc.array(fc.record({ startSeconds: time, endSeconds: time, label: words }), { maxLength: 8 });
    const sound = fc
      .record({ ...texts, segments, frames: fc.integer({ min: 0, max: 40 }), channels: fc.integer({ min: 1, max: 6 }) })
      .chain((clip) =>
        fc
          .record({
            sampleRate: fc.constantFrom(1, 8000, 44_100, 192_000),
            planes: fc.float32Array({ minLength: clip.frames * clip.channels, maxLength: clip.frames * clip.channels }),
          })
          .map((rest) => ({ ...clip, ...rest })),
      );
    const features = fc
      .record({ ...texts, bins: fc.integer({ min: 1, max: 9 }), columns: fc.integer({ min: 0, max: 9 }) })
      .map(({ bins, columns, ...rest }) => featuresOf(bins, columns, rest));
    const clip = fc.oneof(sound, features);
    const rows = fc.array(fc.record({ title: words, original: clip, variants: fc.array(clip, { maxLength: 7 }) }), {
      minLength: 1,
      maxLength: 2,
    });
    fc.assert(
      fc.property(rows, words, (given, title) => {
        const { width, height, texts, rules, swatches, rows: placed } = layOutSounds(given, { title, notes: [title] });
        assert.equal(width, 1440);
        const panels = placed.flatMap((row) => row.panels);
        assert.equal(
          panels.length,
          given.reduce((sum, row) => sum + 1 + row.variants.length, 0),
        );
        const all = [...texts.filter((text) => text.width > 1), ...rules, ...swatches.map(({ box }) => box), ...panels];
        for (const [i, a] of all.entries()) {
          assert.ok(a.x >= 40 && a.x + a.width <= width - 40 + 1, JSON.stringify(a));
          assert.ok(a.y >= 40 && a.y + a.height <= height - 20, JSON.stringify(a));
          for (const b of all.slice(i + 1)) assert.ok(!overlap(a, b), `${JSON.stringify(a)} and ${JSON.stringify(b)}`);
        }
      }),
      { numRuns: 25 },
    );
  });

  it('draws clips of 0 to 10 frames, silence, and values that are no numbers', () => {
    const short = Array.from({ length: 11 }, (_, n) =>
      clipOf([new Float32Array(n).fill(0.5)], { name: `${n} frames` }),
    );
    const bad = clipOf([Float32Array.of(Number.NaN, Number.POSITIVE_INFINITY, -1e38, 3e38)], { name: 'bad' });
    const rows = [
      rowOf(short[0]!, [short[0]!]),
      rowOf(short[1]!, short),
      rowOf(bad, [clipOf([new Float32Array(4000)])]),
      rowOf(short[0]!, [featuresOf(80, 1), featuresOf(1, 0), featuresOf(3, 5000, { hopSeconds: 0.01 })]),
    ];
    const { width, height } = soundSheet(rows, { title: '' });
    assert.ok(width === 1440 && height > 1000);
  });

  it('draws ten minutes in a moment', () => {
    const long = clipOf([sine(600 * 16_000, 300, 0.5)]);
    const started = performance.now();
    soundSheet([rowOf(long)], { title: 'long' });
    assert.ok(performance.now() - started < 5000);
  });

  it('refuses sizes that do not fit, rates that are none, and a sheet too large, with a word', () => {
    const clip = clipOf([new Float32Array(9)]);
    for (const [change, message] of [
      [{ frames: 10 }, /expected 1 x 10 values/],
      [{ channels: 0, planes: new Float32Array(0) }, /expected channels x frames/],
      [{ sampleRate: 0 }, /expected sampleRate above 0, got 0/],
      [{ sampleRate: Number.NaN }, /got NaN/],
    ] as const) {
      assert.throws(
        () => soundSheet([rowOf(clip, [{ ...clip, ...change }])], { title: '' }),
        (error: AugmentError) => error instanceof AugmentError && message.test(error.message),
      );
    }
    const many = Array.from({ length: 1500 }, () => clip);
    assert.throws(() => layOutSounds([rowOf(clip, many)], { title: '' }), /ask for fewer/);
  });
});
