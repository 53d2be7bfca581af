import assert from 'node:assert/strict';
import { mp3Compression, opusCompression, telephone } from '../../audio/index.ts';
import { alawValues, mulawValues } from '../../audio/io/g711.ts';
import { SoundMemory } from '../../audio/kernels/memory.ts';
import { type Node, rootKey } from '../../transforms/index.ts';
import { play, rmsOf, sine, voice } from './play.ts';

/** The delay, within 60 frames either way, at which two sounds are most alike; and how alike they are then. */
function delayOf(a: Float32Array, b: Float32Array): readonly [delay: number, likeness: number] {
  let best: readonly [number, number] = [0, Number.NEGATIVE_INFINITY];
  for (let delay = -60; delay <= 60; delay++) {
    let [product, energyA, energyB] = [0, 0, 0];
    for (let i = 100; i < a.length - 100; i++) {
      const [x, y] = [a[i]!, b[i + delay]!];
      product += x * y;
      energyA += x * x;
      energyB += y * y;
    }
    const likeness = product / Math.sqrt(energyA * energyB || 1);
    if (likeness > best[1]) best = [delay, likeness];
  }
  return best;
}

const codecs: readonly (readonly [name: string, node: Node, likeness: number])[] = [
  ['mp3Compression', mp3Compression({ bitrateKbps: [64, 64] }), 0.97],
  ['opusCompression', opusCompression({ bitrateKbps: [32, 32], lossFraction: [0, 0] }), 0.85],
  ['telephone', telephone(), 0.6],
];

describe('codecs, there and back', () => {
  for (const [name, node, likeness] of codecs) {
    describe(name, () => {
      for (const sampleRate of [8000, 16_000, 22_050, 44_100, 96_000]) {
        it(`is as long as it was, and in step, at ${sampleRate} Hz`, () => {
          const input = voice(sampleRate >> 1, name, sampleRate);
          const [made] = play([node], [input], { sampleRate }).planes;
          assert.equal(made!.length, input.length);
          const [delay, found] = delayOf(input, made!);
          const most = Math.max(1, sampleRate / 4000);
          assert.ok(Math.abs(delay) <= most, `delayed by ${delay} frames`);
          assert.ok(found > likeness, `only ${found} alike`);
        });
      }

      it('changes the sound, but not its level', () => {
        const input = voice(16_000, name);
        const [made] = play([node], [input]).planes;
        assert.notDeepEqual(made, input);
        const change = 20 * Math.log10(rmsOf(made!) / rmsOf(input));
        assert.ok(Math.abs(change) < (name === 'telephone' ? 8 : 1), `${change} dB`);
      });

      it('keeps nothing of the sound before', () => {
        const first = play([node], [voice(5000, 'a')]);
        play([node], [voice(7000, 'b')], { key: rootKey('other') });
        assert.deepEqual(play([node], [voice(5000, 'a')]), first);
      });

      it('leaves silence silent, and takes any length', () => {
        for (const frames of [0, 1, 2, 50, 319, 321]) {
          const [made] = play([node], [new Float32Array(frames)]).planes;
          assert.equal(made!.length, frames);
          assert.ok(made!.every((value) => Math.abs(value) < 2e-3));
          assert.ok(play([node], [sine(frames, 440)]).planes[0]!.every(Number.isFinite));
        }
      });

      it('takes what is beyond full scale, and no number, without harm', () => {
        const wild = Float32Array.from(voice(3000, 3), (x, i) => (i % 500 === 7 ? Number.NaN : x * 20));
        const [made] = play([node], [wild]).planes;
        assert.equal(made!.length, wild.length);
        if (name !== 'telephone') assert.ok(made!.every(Number.isFinite));
      });
    });
  }

  it('lose packets as often as they are told, in bursts', () => {
    const input = sine(16_000 * 20, 300);
    const clean = play([opusCompression({ bitrateKbps: [32, 32], lossFraction: [0, 0] })], [input]).planes[0]!;
    for (const [fraction, burst] of [
      [0.1, 1],
      [0.3, 4],
    ] as const) {
      const node = opusCompression({
        bitrateKbps: [32, 32],
        lossFraction: [fraction, fraction],
        lossBurstPackets: burst,
      });
      const made = play([node], [input]).planes[0]!;
      let lost = 0;
      const packets = input.length / 320;
      for (let i = 0; i < packets; i++) {
        const part = (from: Float32Array) => rmsOf(from.slice(i * 320 + 100, i * 320 + 200));
        if (part(made) < 0.85 * part(clean)) lost++;
      }
      assert.ok(Math.abs(lost / packets - fraction) < 0.5 * fraction, `${lost / packets} of ${fraction}`);
    }
  });

  it('take a higher bitrate for a better sound', () => {
    const input = voice(32_000, 9);
    const error = (node: Node) => {
      const [made] = play([node], [input]).planes;
      return rmsOf(made!.map((value, i) => value - input[i]!)) / rmsOf(input);
    };
    const mp3 = [8, 32, 128].map((rate) => error(mp3Compression({ bitrateKbps: [rate, rate] })));
    assert.ok(mp3[0]! > mp3[1]! && mp3[1]! > mp3[2]!, String(mp3));
  });
});

describe('G.711', () => {
  const memory = new SoundMemory();
  for (const [law, table] of [
    ['muLaw', mulawValues],
    ['aLaw', alawValues],
  ] as const) {
    it(`${law} brings every value to one of its 256, one of the nearest two`, () => {
      const levels = [...new Set(table)].sort((a, b) => a - b);
      const signal = memory.allocateSignal({ channels: 1, frames: 4096, sampleRate: 8000, bins: 0 });
      const plane = memory.plane(signal, 0);
      for (let i = 0; i < 4096; i++) plane[i] = (i - 2048) / 2048;
      const input = plane.slice();
      memory.wasm[law]!(signal.pointer, signal.frames);
      for (const [i, made] of memory.plane(signal, 0).entries()) {
        assert.ok(levels.includes(made), `${input[i]} became ${made}, which is none of its values`);
        const [low, high] = [Math.min(input[i]!, made), Math.max(input[i]!, made)];
        assert.ok(!levels.some((level) => low < level && level < high), `${input[i]} became ${made}`);
      }
    });
  }
});
