import { planeAt, planesOf, type Signal, type SoundMemory } from './memory.ts';

/** Percentiles of all values of a sound together, by numpy's linear interpolation. What is no number counts as 0; of nothing, 0. */
export function percentiles(
  memory: SoundMemory,
  signal: Signal,
  ranks: readonly number[],
  isAbsolute: boolean,
): readonly number[] {
  const planes = planesOf(signal);
  const count = planes * signal.frames;
  if (count === 0) return ranks.map(() => 0);
  const mark = memory.mark();
  const values = memory.allocate((count + 16) * 4);
  const other = memory.allocate((count + 16) * 4);
  const { wasm } = memory;
  const found = ranks.map((percent) => {
    for (let plane = 0; plane < planes; plane++)
      wasm.gather!(planeAt(signal, plane), signal.frames, values + plane * signal.frames * 4, isAbsolute ? 1 : 0);
    const place = Math.max(0, Math.min(1, percent / 100)) * (count - 1);
    const rank = Math.floor(place);
    return wasm.valueAt!(values, count, rank, place - rank, other);
  });
  memory.release(mark);
  return found;
}
