// What filters, levels and limits cost on a second of 16 kHz sound, one channel. usage: node dist/bench/kernels/sound-filters.js
import { execute, type WorkingOp } from '../../audio/kernels/execute.ts';
import { integratedLoudness } from '../../audio/kernels/loudness.ts';
import { SoundMemory } from '../../audio/kernels/memory.ts';
import type { Filter } from '../../audio/ops/index.ts';

const frames = 16_000;
const memory = new SoundMemory();
const signal = memory.allocateSignal({ channels: 1, frames, sampleRate: 16_000, bins: 0 });
const source = Float32Array.from({ length: frames }, (_, n) => 0.5 * Math.sin(n * 0.1) * Math.sin(n * 0.0013));
const sounds = {
  get: () => {
    throw new TypeError('no sounds');
  },
};

const bell: Filter = { shape: 'peaking', centerHz: 1000, gainDb: 6, q: 1 };
const filter = (filters: readonly Filter[], zeroPhase = false): WorkingOp => ({ kind: 'filter', filters, zeroPhase });
const rows: readonly (readonly [string, WorkingOp])[] = [
  ['preEmphasis', filter([{ shape: 'preEmphasis', coefficient: 0.97, border: 'clamp' }])],
  ['lowPass, order 2', filter([{ shape: 'lowPass', cutoffHz: 1000, order: 2 }])],
  ['lowPass, order 4', filter([{ shape: 'lowPass', cutoffHz: 1000, order: 4 }])],
  ['lowPass, order 2, zeroPhase', filter([{ shape: 'lowPass', cutoffHz: 1000, order: 2 }], true)],
  ['bandPass, order 4', filter([{ shape: 'bandPass', lowHz: 300, highHz: 3000, order: 4 }])],
  ['peaking, shelf', filter([bell])],
  ['parametricEq', filter(Array.from({ length: 7 }, () => bell))],
  ['normalize', { kind: 'normalize', apply: 'all' }],
  ['loudness', { kind: 'loudness', targetLufs: -23 }],
  [
    'limiter',
    { kind: 'limiter', thresholdDb: -12, thresholdMode: 'relativeToPeak', attackSeconds: 0.005, releaseSeconds: 0.2 },
  ],
  ['gainTransition', { kind: 'gainTransition', start: 1000, frames: 12_000, startGainDb: -20, endGainDb: 3 }],
  ['airAbsorption', { kind: 'airAbsorption', temperatureCelsius: 20, humidityPercent: 50, distanceMeters: 50 }],
];

function time(name: string, run: () => void): void {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 40; round++) {
    memory.plane(signal, 0).set(source);
    const start = process.hrtime.bigint();
    for (let i = 0; i < 10; i++) run();
    best = Math.min(best, Number(process.hrtime.bigint() - start) / 10e3);
  }
  console.log(`${name.padEnd(30)} ${best.toFixed(1).padStart(7)} us`);
}

for (const [name, op] of rows) time(name, () => execute(memory, signal, [op], sounds));
time('integratedLoudness', () => integratedLoudness(memory, signal));
