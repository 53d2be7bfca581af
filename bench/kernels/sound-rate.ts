// What resampling, stretching and shifting cost on ten seconds. usage: node dist/bench/kernels/sound-rate.js
import { type Signal, SoundMemory } from '../../audio/kernels/memory.ts';
import { bandwidth, resamplePlanes, speed } from '../../audio/kernels/resample.ts';
import { pitchShift, stretch } from '../../audio/kernels/stretch.ts';
import { ratioOf, resampledFrames } from '../../audio/ops/ratio.ts';

const seconds = 10;
const memory = new SoundMemory();

function noise(sampleRate: number): Signal {
  const signal = memory.allocateSignal({ channels: 1, frames: seconds * sampleRate, sampleRate, bins: 0 });
  for (let i = 0; i < signal.frames; i++) memory.plane(signal, 0)[i] = ((i * 7919) % 1001) / 1001 - 0.5;
  return signal;
}

/** The best of a few runs, after the kernels and their tables are warm. */
function row(name: string, run: () => void): void {
  const mark = memory.mark();
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 8; round++) {
    const start = process.hrtime.bigint();
    run();
    best = Math.min(best, Number(process.hrtime.bigint() - start) / 1e9);
    memory.release(mark);
  }
  const micros = ((best * 1e6) / seconds).toFixed(0);
  console.log(
    `${name.padEnd(24)} ${micros.padStart(6)} us a second ${(seconds / best).toFixed(0).padStart(6)} x real time`,
  );
}

const speech = noise(16_000);
for (const [from, to] of [
  [44_100, 16_000],
  [48_000, 16_000],
  [16_000, 44_100],
  [8000, 16_000],
  [44_100, 48_000],
  [16_000, 12_347],
] as const) {
  const signal = noise(from);
  row(`resample ${from} ${to}`, () => void resamplePlanes(memory, signal, to));
}
const music = noise(44_100);
row('bandwidth 16000 11000', () => void bandwidth(memory, speech, { kind: 'bandwidth', sampleRate: 11_000 }));
row('bandwidth 44100 8000', () => void bandwidth(memory, music, { kind: 'bandwidth', sampleRate: 8000 }));
for (const factor of [0.9, 0.937, 1.063]) {
  const ratio = ratioOf(factor);
  const frames = resampledFrames(speech.frames, ratio[0], ratio[1]);
  row(`speed ${factor}`, () => void speed(memory, speech, { kind: 'speed', ratio, frames }));
}
for (const rate of [0.8, 1.25]) {
  const frames = Math.ceil(speech.frames / rate);
  row(`timeStretch ${rate}`, () => void stretch(memory, speech, { kind: 'stretch', rate, frames }));
}
for (const semitones of [-4, -1, 1, 4]) {
  const ratio = ratioOf(2 ** (semitones / 12));
  row(`pitchShift ${semitones}`, () => void pitchShift(memory, speech, { kind: 'pitchShift', ratio }));
}
