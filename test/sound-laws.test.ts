import assert from 'node:assert/strict';
import { catalogs } from '../src/catalog.ts';
import { drawValues } from '../src/testing/index.ts';
import { Draws, makeTransform, type Node, rootKey } from '../transforms/index.ts';
import { loaded, play, voice } from './audio/play.ts';

/** Speech, stereo, music of six channels, silence, a click, and next to nothing. */
const inputs: readonly (readonly Float32Array[])[] = [
  [voice(4000, 1)],
  [voice(3001, 2), voice(3001, 3)],
  Array.from({ length: 6 }, (_, i) => voice(500, i + 4)),
  [new Float32Array(900)],
  [Float32Array.from({ length: 700 }, (_, i) => (i === 350 ? 1 : 0))],
  [Float32Array.of(0.5)],
  [Float32Array.of(0.5, -0.5), Float32Array.of(0.25, 1)],
  [new Float32Array(0)],
];
const sounds = { get: () => loaded(voice(2500, 'other'), 'other.wav') };
const seeds = Array.from({ length: 12 }, (_, seed) => seed);

/** A transform with random valid values. */
function random(name: string, seed: number): Node {
  const definition = catalogs.audio.get(name)!;
  return makeTransform(definition, drawValues(definition, new Draws(rootKey(`${name} ${seed}`))));
}

/** What only features can follow. */
const before = (name: string): readonly Node[] =>
  catalogs.audio.get(name)!.takes === 'features' ? [makeTransform(catalogs.audio.get('logMel')!, {})] : [];

describe('laws of sound', () => {
  for (const name of [...catalogs.audio.keys()].filter((name) => name !== 'scale')) {
    describe(name, () => {
      const all = seeds.flatMap((seed) => inputs.map((input) => ({ seed, input })));
      const made = ({ seed, input }: (typeof all)[number], fused = true) =>
        play([...before(name), random(name, seed)], input, { key: rootKey(seed), sounds, fused });

      it('makes finite values, and as many as it says', () => {
        for (const one of all) {
          const { planes, facts } = made(one);
          const what = `seed ${one.seed}, ${one.input.length} x ${one.input[0]!.length}`;
          assert.equal(planes.length, facts.channels * Math.max(1, facts.bins), what);
          for (const plane of planes) {
            assert.equal(plane.length, facts.frames, what);
            assert.ok(plane.every(Number.isFinite), `${what}: not all values are finite`);
          }
        }
      });

      it('makes the same bytes of the same key, and leaves its input alone', () => {
        for (const one of all) {
          const kept = one.input.map((plane) => plane.slice());
          assert.deepEqual(made(one), made(one));
          assert.deepEqual(one.input, kept);
        }
      });

      it('makes the same whether its ops are fused or not', () => {
        for (const one of all) {
          const [fused, unfused] = [made(one), made(one, false)];
          for (const [i, plane] of fused.planes.entries())
            for (const [at, value] of plane.entries())
              if (!(Math.abs(value - unfused.planes[i]![at]!) <= 1e-5 * Math.max(1, Math.abs(value))))
                assert.fail(`seed ${one.seed}: ${value} fused, ${unfused.planes[i]![at]} unfused`);
        }
      });
    });
  }

  it('transforms with p 0 change nothing', () => {
    for (const name of catalogs.audio.keys()) {
      const definition = catalogs.audio.get(name)!;
      const given = drawValues(definition, new Draws(rootKey(name)));
      const { planes, ops } = play([makeTransform(definition, { ...given, p: 0 })], inputs[1]!, { sounds });
      assert.deepEqual([planes, ops], [inputs[1], []], name);
    }
  });
});
