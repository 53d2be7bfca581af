import { asymmetricScale, type Drawn, shapePlane, stepRange } from './curves.ts';
import { doubleTo, doublings, halveTo } from './doubling.ts';
import { planeAt, planesOf, type Signal, type SoundMemory } from './memory.ts';

/** Frames that are worked on at a time, so that neither a long clip nor the cache is a matter. A multiple of 16, as is the margin. */
const block = 4096;
/** What the filters see beyond a block. */
const filterMargin = 160;

const averaged = {
  tanh: 0,
  arctangent: 1,
  cubic: 2,
  hardClip: 3,
  foldback: 4,
  asymmetric: 5,
  rectifier: 6,
  quantize: 7,
};

/**
 * Drives a sound through a curve at `asked` times its rate (at 8: or more, where it is driven hard), into a sound made anew that is in line with it. Beyond its ends the sound is
 * taken to stay as it is there. `peak`: the sound's.
 */
export function oversampled(memory: SoundMemory, signal: Signal, drawn: Drawn, asked: 2 | 4 | 8, peak: number): Signal {
  const result = memory.allocateSignal(signal);
  const mark = memory.mark();
  const { curve } = drawn;
  const times = asked === 8 ? asked * moreFor(drawn, peak) : asked;
  const held = curve.shape === 'sampleHold' ? Math.ceil(signal.sampleRate / curve.rateHz) : 0;
  const margin = filterMargin + ((held + 15) & ~15);
  const isAveraged = canAverage(drawn, peak);
  const stages = doublings(times, isAveraged);
  for (let plane = 0; plane < planesOf(signal); plane++) {
    for (let first = 0; first < signal.frames; first += block) {
      const frames = Math.min(block, signal.frames - first);
      const wide = frames + 2 * margin;
      let at = memory.allocate((wide + 16) * 4);
      window(memory, planeAt(signal, plane), signal.frames, first - margin, wide, at);
      for (const [i, stage] of stages.entries()) at = doubleTo(memory, at, wide << i, stage);
      const count = wide * times;
      if (isAveraged) at = average(memory, at, count, drawn);
      else {
        const rate = signal.sampleRate * times;
        shapePlane(
          memory,
          at,
          { frames: count, rate, stream: plane, first: first * times, lead: margin * times },
          drawn,
        );
      }
      for (let i = stages.length - 1; i >= 0; i--) at = halveTo(memory, at, wide << i, stages[i]!);
      const from = (at >> 2) + margin;
      memory.floats.copyWithin((planeAt(result, plane) >> 2) + first, from, from + frames);
      memory.release(mark);
    }
  }
  return result;
}

/** What 8 is not enough for, by how far values go beyond where the curve bends; folding makes ever higher frequencies. */
function moreFor({ curve, factor }: Drawn, peak: number): number {
  const beyond = factor * peak;
  if (curve.shape === 'foldback') return beyond > 12 ? 8 : beyond > 4 ? 4 : beyond > 1.5 ? 2 : 1;
  return curve.shape === 'rectifier' || curve.shape === 'sampleHold' || beyond <= 2 ? 1 : 2;
}

/** Curves with corners and steps always; smooth ones where they are driven so hard that they become steps. */
function canAverage({ curve, factor }: Drawn, peak: number): boolean {
  if (curve.shape === 'sampleHold' || (curve.shape === 'quantize' && curve.dither !== undefined)) return false;
  // The arctangent bends far longer than tanh: harmonics come sooner.
  if (curve.shape === 'arctangent') return factor * peak > 3;
  return (curve.shape !== 'tanh' && curve.shape !== 'asymmetric') || factor * peak > 8;
}

function average(memory: SoundMemory, source: number, count: number, { curve, factor }: Drawn): number {
  const target = memory.allocate((count + 16) * 4);
  const shape = averaged[curve.shape as keyof typeof averaged];
  memory.wasm.averagesTo!(source, target, count, factor, shape, ...curveParameters(curve));
  return target;
}

function curveParameters(curve: Drawn['curve']): readonly [number, number, number] {
  if (curve.shape === 'asymmetric') return [curve.bias, Math.tanh(curve.bias), asymmetricScale(curve.bias)];
  if (curve.shape === 'rectifier') return [curve.rectified, 0, 0];
  return curve.shape === 'quantize' ? [curve.steps, ...stepRange(curve)] : [0, 0, 0];
}

/** Copies `count` frames from frame `first` on; beyond the ends, the outermost. */
function window({ floats }: SoundMemory, plane: number, frames: number, first: number, count: number, target: number) {
  const [from, to] = [plane >> 2, target >> 2];
  const before = Math.min(count, Math.max(0, -first));
  const inside = Math.max(0, Math.min(frames - Math.max(0, first), count - before));
  floats.fill(floats[from]!, to, to + before);
  floats.copyWithin(to + before, from + Math.max(0, first), from + Math.max(0, first) + inside);
  floats.fill(floats[from + frames - 1]!, to + before + inside, to + count);
}
