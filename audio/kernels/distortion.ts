import type { AliasOp, ClipPercentilesOp, DistortOp, LevelMatch, OverdriveOp } from '../ops/index.ts';
import { type Drawn, shapePlane } from './curves.ts';
import { gain, peak } from './level.ts';
import { weightedPower } from './loudness-weight.ts';
import { planeAt, planesOf, type Signal, type SoundMemory } from './memory.ts';
import { oversampled } from './oversampling.ts';
import { percentiles } from './percentile.ts';

/** Drives all values through a curve: in place, or at a higher rate into a sound made anew. */
export function distort(memory: SoundMemory, signal: Signal, op: DistortOp): Signal {
  const { curve, level, oversampling } = op;
  if (signal.frames === 0) return signal;
  const before = levelOf(memory, signal, level);
  const shaped: Drawn = { curve, factor: factorOf(memory, signal, op) };
  let result = signal;
  if (oversampling !== 1) result = oversampled(memory, signal, shaped, oversampling, peak(memory, signal));
  else {
    for (let plane = 0; plane < planesOf(signal); plane++) {
      const at = planeAt(signal, plane);
      shapePlane(
        memory,
        at,
        { frames: signal.frames, rate: signal.sampleRate, stream: plane, first: 0, lead: 0 },
        shaped,
      );
    }
  }
  // As quiet as this is silence: what little there is of it is not blown up.
  if (!(before > 1e-9)) return result;
  const after = levelOf(memory, result, level);
  return after > 0 ? gain(memory, result, { kind: 'gain', factor: before / after }) : result;
}

function factorOf(memory: SoundMemory, signal: Signal, { drive }: DistortOp): number {
  if ('factor' in drive) return drive.factor;
  return drive.to / (percentiles(memory, signal, [drive.percentile], true)[0]! + 1e-6);
}

function levelOf(memory: SoundMemory, signal: Signal, level: LevelMatch): number {
  if (level === 'none') return 0;
  if (level === 'peak') return peak(memory, signal);
  if (level === 'loudness') return Math.sqrt(weightedPower(memory, signal));
  let sum = 0;
  for (let plane = 0; plane < planesOf(signal); plane++)
    sum += Math.sqrt(memory.wasm.sumOfSquares!(planeAt(signal, plane), signal.frames) / signal.frames);
  return sum / planesOf(signal);
}

/** Cuts off at two percentiles of all channels together; in place. */
export function clipPercentiles(memory: SoundMemory, signal: Signal, { low, high }: ClipPercentilesOp): Signal {
  if (signal.frames === 0) return signal;
  const [least, most] = percentiles(memory, signal, [low, high], false) as [number, number];
  for (let plane = 0; plane < planesOf(signal); plane++)
    memory.wasm.clipBetween!(planeAt(signal, plane), signal.frames, least, most);
  return signal;
}

/** In place. */
export function overdrive(memory: SoundMemory, signal: Signal, { factor, offset, settled }: OverdriveOp): Signal {
  for (let plane = 0; plane < planesOf(signal); plane++)
    memory.wasm.overdriven!(planeAt(signal, plane), signal.frames, factor, offset, settled ? 1 : 0);
  return signal;
}

/** To another number of frames and back, in place. */
export function alias(memory: SoundMemory, signal: Signal, { frames }: AliasOp): Signal {
  if (signal.frames === 0) return signal;
  const mark = memory.mark();
  const fewer = memory.allocate(frames * 4);
  for (let plane = 0; plane < planesOf(signal); plane++) {
    memory.wasm.stretchTo!(planeAt(signal, plane), signal.frames, fewer, frames);
    memory.wasm.stretchTo!(fewer, frames, planeAt(signal, plane), signal.frames);
  }
  memory.release(mark);
  return signal;
}
