// What features, blended noise and codecs cost for a second of sound at 16 kHz. usage: node dist/bench/kernels/sound-features.js
import * as audio from '../../audio/index.ts';
import { codecTrips } from '../../audio/io/codec-trips.ts';
import { SoundMemory } from '../../audio/kernels/memory.ts';
import { perform } from '../../audio/kernels/perform.ts';
import type { Sounds } from '../../audio/kernels/sounds.ts';
import type { AudioOp } from '../../audio/ops/index.ts';
import { type SoundFacts, soundRules } from '../../audio/sound.ts';
import { childKey, type Node, planner, rootKey } from '../../transforms/index.ts';

const memory = new SoundMemory();
const facts: SoundFacts = { channels: 1, frames: 16_000, sampleRate: 16_000, bins: 0 };
const wave = (frames: number) => Float32Array.from({ length: frames }, (_, i) => ((i * 7919) % 1001) / 2002 - 0.25);
const trips = await codecTrips();
const other = { name: 'other', planes: wave(24_000), channels: 1, frames: 24_000 };
const sounds: Sounds = { get: () => other, codec: (name) => trips[name] };
const input = wave(facts.frames);

const subjects: readonly (readonly [name: string, ...nodes: Node[]])[] = [
  ['gaussianNoise', audio.gaussianNoise()],
  ['coloredNoise', audio.coloredNoise()],
  ['backgroundNoise', audio.backgroundNoise({ folder: 'any' })],
  ['spectrogram', audio.spectrogram()],
  ['logMel', audio.logMel()],
  ['mfcc', audio.mfcc()],
  ['logMel, masked', audio.logMel(), audio.specTimeMask(), audio.specFrequencyMask()],
  ['telephone', audio.telephone()],
  ['mp3Compression', audio.mp3Compression({ bitrateKbps: [32, 32] })],
  ['opusCompression', audio.opusCompression({ bitrateKbps: [24, 24] })],
];

for (const [name, ...nodes] of subjects) {
  const plan = planner<SoundFacts, AudioOp>(nodes as never, soundRules);
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 60; round++) {
    const mark = memory.mark();
    const start = process.hrtime.bigint();
    const signal = memory.allocateSignal(facts);
    memory.plane(signal, 0).set(input);
    const draw = () => plan(childKey(rootKey('bench'), round), facts);
    perform(memory, signal, draw(), draw, sounds);
    best = Math.min(best, Number(process.hrtime.bigint() - start) / 1000);
    memory.release(mark);
  }
  console.log(`${name.padEnd(18)} ${best.toFixed(1).padStart(8)} us`);
}
