import type { GainTransitionOp, LimiterOp, NormalizeOp } from '../ops/index.ts';
import { fromDb } from '../sound.ts';
import { peak } from './level.ts';
import { planeAt, planesOf, type Signal, type SoundMemory } from './memory.ts';

/** Divides by the peak in place. */
export function normalize(memory: SoundMemory, signal: Signal, { apply }: NormalizeOp): Signal {
  const most = peak(memory, signal);
  if (most === 0 || (apply === 'onlyTooLoud' && most <= 1)) return signal;
  for (let plane = 0; plane < planesOf(signal); plane++) {
    memory.wasm.divide!(planeAt(signal, plane), signal.frames, most);
  }
  return signal;
}

/** How much of the way is left once an attack or a release is over: -60 dB, as audiomentations (and rooms) have it. */
const leftOver = 0.001;

/** Limits in place, all channels alike. */
export function limiter(memory: SoundMemory, signal: Signal, op: LimiterOp): Signal {
  const { frames, sampleRate } = signal;
  const most = peak(memory, signal);
  const threshold = fromDb(op.thresholdDb) * (op.thresholdMode === 'relativeToPeak' ? most : 1);
  if (most <= threshold) return signal;
  const perFrame = (seconds: number) => leftOver ** (1 / Math.max(1, seconds * sampleRate));
  const mark = memory.mark();
  const reduction = memory.allocate(signal.stride * 4);
  memory.floats.fill(0, reduction >> 2, (reduction >> 2) + signal.stride);
  for (let plane = 0; plane < planesOf(signal); plane++) {
    memory.wasm.gatherPeaks!(planeAt(signal, plane), frames, reduction);
  }
  memory.wasm.planReduction!(reduction, frames, threshold, perFrame(op.attackSeconds), perFrame(op.releaseSeconds));
  for (let plane = 0; plane < planesOf(signal); plane++) {
    memory.wasm.reduce!(planeAt(signal, plane), frames, reduction);
  }
  memory.release(mark);
  return signal;
}

/** Multiplies in place: by the first gain before the transition, by the last one behind it. */
export function gainTransition(memory: SoundMemory, signal: Signal, op: GainTransitionOp): Signal {
  const { frames } = signal;
  const first = Math.min(frames, Math.max(0, op.start));
  const last = Math.max(first, Math.min(frames, op.start + op.frames));
  const stepDb = (op.endGainDb - op.startGainDb) / (op.frames - 1);
  const firstGain = fromDb(op.startGainDb + (first - op.start) * stepDb);
  for (let plane = 0; plane < planesOf(signal); plane++) {
    const at = planeAt(signal, plane);
    const ramp = memory.wasm.multiplyByPowers!;
    ramp(at, first, fromDb(op.startGainDb), 1);
    ramp(at + first * 4, last - first, firstGain, fromDb(stepDb));
    ramp(at + last * 4, frames - last, fromDb(op.endGainDb), 1);
  }
  return signal;
}
