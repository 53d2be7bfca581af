import type { TrimOp } from '../ops/index.ts';
import { part } from './edit.ts';
import { planeAt, planesOf, type Signal, type SoundMemory } from './memory.ts';

/** What librosa takes for the level of nothing at all. */
const floor = 1e-5;

/** What is kept of a sound: [first frame, frames]. Silence is kept whole. */
export function measureTrim(
  memory: SoundMemory,
  signal: Signal,
  { thresholdDb, windowFrames, hopFrames }: TrimOp,
): readonly [first: number, frames: number] {
  const { frames } = signal;
  const count = 1 + Math.floor(frames / hopFrames);
  const mark = memory.mark();
  const levels = memory.allocate(count * 8);
  memory.doubles.fill(0, levels >> 3, (levels >> 3) + count);
  for (let plane = 0; plane < planesOf(signal); plane++) {
    memory.wasm.windowEnergies!(planeAt(signal, plane), frames, windowFrames, hopFrames, levels, count);
  }
  const energies = memory.doubles.subarray(levels >> 3, (levels >> 3) + count);
  memory.release(mark);
  const least = floor * floor * windowFrames;
  let loudest = least;
  for (let k = 0; k < count; k++) loudest = Math.max(loudest, energies[k]!);
  const threshold = loudest * 10 ** (-thresholdDb / 10);
  const isKept = (k: number) => Math.max(least, energies[k]!) > threshold;
  let low = 0;
  while (low < count && !isKept(low)) low++;
  let high = count;
  while (high > low && !isKept(high - 1)) high--;
  if (low === high) return [0, frames];
  const first = Math.min(frames, low * hopFrames);
  return [first, Math.min(frames, high * hopFrames) - first];
}

/** Keeps what was found. */
export function trim(memory: SoundMemory, signal: Signal, { measures }: TrimOp): Signal {
  const [first, frames] = measures.found!;
  return part(memory, signal, first, frames);
}
