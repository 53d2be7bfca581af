import assert from 'node:assert/strict';
import * as audio from '../../audio/index.ts';
import type { FilterOp } from '../../audio/ops/index.ts';
import { AugmentError, type Node, rootKey } from '../../transforms/index.ts';
import { play, voice } from './play.ts';

const ops = (node: Node, seed: number) => play([node], [voice(50)], { key: rootKey(seed) }).ops as readonly FilterOp[];
const filters = (node: Node, count = 400) =>
  Array.from({ length: count }, (_, seed) => ops(node, seed)[0]!.filters).flat();
const edged = [audio.lowPass, audio.highPass, audio.bandPass, audio.bandStop];

describe('what filters draw', () => {
  it('is a slope among the multiples of 6 within, of 12 with zeroPhase', () => {
    const orders = (node: Node) => [...new Set(filters(node).map((one) => ('order' in one ? one.order : 0)))].sort();
    for (const make of edged) {
      assert.deepEqual(orders(make()), [2, 3, 4]);
      assert.deepEqual(orders(make({ zeroPhase: true })), [1, 2]);
      assert.deepEqual(orders(make({ rolloffDbPerOctave: [7, 13] })), [2]);
    }
  });

  it('is refused where no slope lies within', () => {
    for (const make of edged) {
      for (const given of [
        { rolloffDbPerOctave: [13, 17] },
        { rolloffDbPerOctave: [18, 18], zeroPhase: true },
      ] as const) {
        assert.throws(
          () => make(given),
          (error: AugmentError) => error instanceof AugmentError && error.parameter === 'rolloffDbPerOctave',
        );
      }
    }
  });

  it('is a frequency that is even on the mel scale', () => {
    const mel = (hz: number) => Math.log10(1 + hz / 700);
    const drawn = filters(audio.lowPass(), 1000).map((one) => ('cutoffHz' in one ? one.cutoffHz : 0));
    const middle = drawn.map((hz) => (mel(hz) - mel(150)) / (mel(7500) - mel(150))).sort((a, b) => a - b);
    for (const part of [0.1, 0.25, 0.5, 0.75, 0.9]) assert.ok(Math.abs(middle[1000 * part]! - part) < 0.05);
  });

  it('is seven bands for the equalizer, in one op', () => {
    const made = ops(audio.parametricEq(), 1);
    assert.equal(made.length, 1);
    const shapes = made[0]!.filters.map(({ shape }) => shape);
    assert.deepEqual(shapes, ['lowShelf', 'peaking', 'peaking', 'peaking', 'peaking', 'peaking', 'highShelf']);
    assert.deepEqual(ops(audio.parametricEq({ gainDb: [0, 0] }), 1), []);
  });
});
