import type { SoundMemory } from './memory.ts';
import { kaiserBeta, kaiserSinc } from './window.ts';

/** The filters that double a rate and halve it again. */
export interface Doubling {
  readonly up: Float64Array;
  readonly down: Float64Array;
}

/** How far what is beyond half of the lower rate is kept out. */
const attenuationDb = 84;

/**
 * Taps for each doubling, the outermost first: it passes up to 0.88 of half the sound's rate and keeps out all from half of it on; the
 * others lie around a sound that is far below half their rate, so that short ones do.
 */
const lengths = [191, 25, 17, 17, 17];
const cutoffs = [0.94, 1, 1, 1, 1];

const made = new Map<string, readonly Doubling[]>();

/**
 * The filters to a power of 2 times a rate, up to 32. `isBetween`: the values at the highest rate lie half a step before their place (averages between
 * neighbours do), which a filter of even length makes up for.
 */
export function doublings(times: number, isBetween: boolean): readonly Doubling[] {
  const name = `${times} ${isBetween}`;
  let found = made.get(name);
  if (found === undefined) {
    const count = Math.log2(times);
    const beta = kaiserBeta(attenuationDb);
    found = Array.from({ length: count }, (_, i) => {
      const cutoff = cutoffs[i]! / 2;
      const up = kaiserSinc(lengths[i]!, cutoff, beta);
      return {
        up: up.map((tap) => tap * 2),
        down: isBetween && i === count - 1 ? kaiserSinc(lengths[i]! - 1, cutoff, beta) : up,
      };
    });
    made.set(name, found);
  }
  return found;
}

/** Runs taps over a stretch beyond whose ends there is nothing: target[n] = sum of taps[j] * source[n + first + j]. */
function filter(memory: SoundMemory, source: number, count: number, taps: readonly number[], first: number): number {
  const target = memory.allocate((count + 16) * 4);
  const before = Math.max(0, -first);
  const room = count + 2 * taps.length + 32;
  const padded = memory.allocate(room * 4);
  const weights = memory.allocate(taps.length * 4);
  const { floats } = memory;
  floats.fill(0, padded >> 2, (padded >> 2) + room);
  floats.copyWithin((padded >> 2) + before, source >> 2, (source >> 2) + count);
  floats.set(taps, weights >> 2);
  memory.wasm.firTo!(padded + Math.max(0, first) * 4, target, count, weights, taps.length);
  return target;
}

/** `count` values to twice as many. Returns where they lie. */
export function doubleTo(memory: SoundMemory, source: number, count: number, { up }: Doubling): number {
  const centre = (up.length - 1) / 2;
  const [even, odd] = [0, 1].map((phase) => {
    // Value 2n + phase has tap phase + centre - 2d of value n + d.
    const first = Math.ceil((phase + centre - up.length + 1) / 2);
    const last = Math.floor((phase + centre) / 2);
    const taps = Array.from({ length: last - first + 1 }, (_, j) => up[phase + centre - 2 * (first + j)]!);
    return filter(memory, source, count, taps, first);
  }) as [number, number];
  const target = memory.allocate((2 * count + 16) * 4);
  memory.wasm.mergeTo!(even, odd, count, target);
  return target;
}

/** Twice `count` values to `count`. Returns where they lie. */
export function halveTo(memory: SoundMemory, source: number, count: number, { down }: Doubling): number {
  const evens = memory.allocate((count + 16) * 4);
  const odds = memory.allocate((count + 16) * 4);
  memory.wasm.splitTo!(source, count, evens, odds);
  // Value n has tap i of value 2n + i - before.
  const before = Math.ceil(down.length / 2) - 1;
  const [fromEven, fromOdd] = [evens, odds].map((values, phase) => {
    const first = (before + phase) % 2;
    const taps = Array.from({ length: Math.ceil((down.length - first) / 2) }, (_, j) => down[first + 2 * j]!);
    return filter(memory, values, count, taps, (first - before - phase) / 2);
  }) as [number, number];
  memory.wasm.addTo!(fromEven, fromOdd, count);
  return fromEven;
}
