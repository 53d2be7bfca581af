// What shifts and distortions cost. usage: node dist/bench/kernels/sound-shape.js [frames of a clip, 3500] [sample rate, 8000]
import {
  aliasing,
  bitCrush,
  clippingDistortion,
  distortion,
  overdrive,
  tanhDistortion,
  timeShift,
} from '../../audio/index.ts';
import { execute, type WorkingOp } from '../../audio/kernels/execute.ts';
import { SoundMemory } from '../../audio/kernels/memory.ts';
import type { AudioOp } from '../../audio/ops/index.ts';
import { type SoundFacts, soundRules } from '../../audio/sound.ts';
import { Draws, drawSample, type Node, rootKey } from '../../transforms/index.ts';

const frames = Number(process.argv[2] ?? 3500);
const sampleRate = Number(process.argv[3] ?? 8000);
const facts: SoundFacts = { channels: 1, frames, sampleRate, bins: 0 };
const noise = new Draws(rootKey('bench'));
const clip = Float32Array.from(
  { length: frames },
  (_, n) => 0.3 * Math.sin(n * 0.11) * Math.sin(n * 0.0013) + 0.05 * noise.normal(),
);

const shapes = ['tanh', 'arctangent', 'cubic', 'hardClip', 'foldback', 'asymmetric', 'rectifier', 'quantize'] as const;
const at = (oversampling: number) =>
  shapes.map((shape): [string, Node] => [`${shape} x${oversampling}`, distortion({ shape, oversampling }) as Node]);
const rows: readonly (readonly [string, Node])[] = [
  ['timeShift', timeShift() as Node],
  ['timeShift crossfade', timeShift({ seam: 'crossfade' }) as Node],
  ['timeShift subframe', timeShift({ subframe: true }) as Node],
  ['timeShift noise', timeShift({ fill: 'noise' }) as Node],
  ['tanhDistortion', tanhDistortion() as Node],
  ['clippingDistortion', clippingDistortion() as Node],
  ['bitCrush', bitCrush() as Node],
  ['overdrive', overdrive() as Node],
  ['aliasing', aliasing({ sampleRateHz: [2000, 6000] }) as Node],
  ['tanh, level none', distortion({ level: 'none' }) as Node],
  ['tanh, level loudness', distortion({ level: 'loudness' }) as Node],
  ['sampleHold', distortion({ shape: 'sampleHold', holdRateHz: [2000, 4000] }) as Node],
  ...[1, 2, 8].flatMap(at),
];

const memory = new SoundMemory();
const source = memory.allocateSignal(facts);
const none = { get: () => ({ name: '', planes: new Float32Array(0), channels: 1, frames: 0 }) };

for (const [name, node] of [['(copy)', undefined] as const, ...rows]) {
  const plans = Array.from({ length: 64 }, (_, i) =>
    node === undefined
      ? []
      : drawSample<SoundFacts, AudioOp>([node] as never, rootKey(i), facts, soundRules).steps.flatMap(
          (step) => step.ops,
        ),
  ) as WorkingOp[][];
  const run = () => {
    for (const ops of plans) {
      const mark = memory.mark();
      memory.plane(source, 0).set(clip);
      execute(memory, source, ops, none);
      memory.release(mark);
    }
  };
  for (let i = 0; i < 20; i++) run();
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 12; round++) {
    const start = process.hrtime.bigint();
    run();
    best = Math.min(best, Number(process.hrtime.bigint() - start) / 64e3);
  }
  console.log(`${name.padEnd(22)} ${best.toFixed(2).padStart(9)} us a clip of ${frames} frames`);
}
