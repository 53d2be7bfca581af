import type { FilterOp } from '../ops/index.ts';
import { design, type Section } from './filter-design.ts';
import { planeAt, planesOf, type Signal, type SoundMemory } from './memory.ts';

/** Doubles of a section in kernel memory: b0 b1 b2 a1 a2, hold, and its state. */
const sectionDoubles = 10;

/** Filters in place, each channel by itself. */
export function filter(memory: SoundMemory, signal: Signal, { filters, zeroPhase }: FilterOp): Signal {
  const sections = filters.flatMap((one) => design(one, signal.sampleRate));
  if (zeroPhase) bothWays(memory, signal, sections);
  else cascade(memory, signal, sections);
  return signal;
}

/** Sends all channels through the sections, in place. */
export function cascade(memory: SoundMemory, signal: Signal, sections: readonly Section[]): void {
  const mark = memory.mark();
  const at = place(memory, sections);
  for (let plane = 0; plane < planesOf(signal); plane++) {
    memory.wasm.filterPlane!(planeAt(signal, plane), signal.frames, at, sections.length);
  }
  memory.release(mark);
}

/** As scipy's sosfiltfilt, whose padding is as long as the filters' taps three times; for a short sound it is as long as can be. */
function bothWays(memory: SoundMemory, signal: Signal, sections: readonly Section[]): void {
  const { frames } = signal;
  const mark = memory.mark();
  const at = place(memory, sections);
  const firstOrder = sections.filter(({ b, a }) => b[2] === 0 && a[1] === 0).length;
  const edge = Math.max(0, Math.min(3 * (2 * sections.length + 1 - firstOrder), frames - 1));
  const work = memory.allocate((frames + 2 * edge + 4) * 8);
  for (let plane = 0; plane < planesOf(signal); plane++) {
    memory.wasm.filterBothWays!(planeAt(signal, plane), frames, edge, at, sections.length, work);
  }
  memory.release(mark);
}

function place(memory: SoundMemory, sections: readonly Section[]): number {
  const at = memory.allocate(sections.length * sectionDoubles * 8);
  for (const [i, { b, a, hold }] of sections.entries()) {
    memory.doubles.set([...b, ...a, hold ? 1 : 0], (at >> 3) + i * sectionDoubles);
  }
  return at;
}
