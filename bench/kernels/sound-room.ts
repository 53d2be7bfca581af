// What convolution and rooms cost on ten seconds of speech. usage: node dist/bench/kernels/sound-room.js
import { convolve } from '../../audio/kernels/convolve.ts';
import { type Signal, SoundMemory } from '../../audio/kernels/memory.ts';
import { impulseResponse, roomReverb } from '../../audio/kernels/room.ts';
import type { ReverbLevel, Room } from '../../audio/ops/index.ts';

const sampleRate = 16_000;
const memory = new SoundMemory();

function noise(length: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => ((i * 7919) % 1001) / 1001 - 0.5);
}

/** The best of a few runs on a sound of so many seconds, after the kernels and their tables are warm. */
function row(name: string, seconds: number, run: (signal: Signal) => void): void {
  const signal = memory.allocateSignal({ channels: 1, frames: seconds * sampleRate, sampleRate, bins: 0 });
  memory.plane(signal, 0).set(noise(signal.frames));
  const mark = memory.mark();
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 12; round++) {
    const start = process.hrtime.bigint();
    run(signal);
    best = Math.min(best, Number(process.hrtime.bigint() - start) / 1e9);
    memory.release(mark);
  }
  const micros = ((best * 1e6) / seconds).toFixed(0);
  console.log(`${`${name}, ${seconds} s`.padEnd(28)} ${micros.padStart(6)} us a second`);
}

const level: ReverbLevel = 'power';
for (const seconds of [1, 10]) {
  for (const length of [800, 8000, 32_000]) {
    const response = noise(length);
    const sounds = { get: () => ({ name: 'response', planes: response, channels: 1, frames: length }) };
    const op = { level, isAligned: true, wetFraction: 1, sounds: [{ folder: '', pick: 0 }] } as const;
    row(`convolve ${length}`, seconds, (signal) => void convolve(memory, signal, [response], signal.frames));
    row(
      `impulseResponse ${length}`,
      seconds,
      (signal) => void impulseResponse(memory, signal, { kind: 'impulseResponse', ...op }, sounds),
    );
  }
  for (const reverbSeconds of [0.15, 0.8]) {
    const room: Room = { size: [4.6, 3.7, 2.7], source: [1, 1, 1.2], microphone: [2.5, 2, 1.5], reverbSeconds };
    const op = { kind: 'roomReverb', room, key: [1, 2, 3, 4], level, wetFraction: 1 } as const;
    row(`roomReverb ${reverbSeconds}`, seconds, (signal) => void roomReverb(memory, signal, op));
  }
}
