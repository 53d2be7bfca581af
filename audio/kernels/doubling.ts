import type { SoundMemory } from './memory.ts';
import { kaiserBeta, kaiserSinc } from './window.ts';

/** target[n] = the sum over j of taps[j] * source[n + first + j]. */
interface Taps {
  readonly taps: Float64Array;
  readonly first: number;
}

/** The filters that double a rate and halve it again: for even and for odd values of the higher one. */
export interface Doubling {
  readonly up: readonly [even: Taps, odd: Taps];
  readonly down: readonly [even: Taps, odd: Taps];
}

/** How far what is beyond half of the lower rate is kept out: a drive of 40 dB makes so much more of what is left of it. */
const attenuationDb = 108;

/**
 * Taps for each doubling, the outermost first: it passes up to 0.88 of half the sound's rate and keeps out all from half of it on; the
 * others lie around a sound that is far below half their rate, so that short ones do.
 */
const lengths = [239, 29, 21, 21, 21, 21];
const cutoffs = [0.94, 1, 1, 1, 1, 1];

const made = new Map<string, readonly Doubling[]>();

/**
 * The filters to a power of 2 times a rate, up to 64. `isBetween`: the values at the highest rate lie half a step before their place (averages between
 * neighbours do), which a filter of even length makes up for.
 */
export function doublings(times: number, isBetween: boolean): readonly Doubling[] {
  const name = `${times} ${isBetween}`;
  let found = made.get(name);
  if (found === undefined) {
    const count = Math.log2(times);
    const beta = kaiserBeta(attenuationDb);
    found = Array.from({ length: count }, (_, i) => {
      const low = (length: number) => kaiserSinc(length, cutoffs[i]! / 2, beta);
      const up = low(lengths[i]!);
      const down = isBetween && i === count - 1 ? low(lengths[i]! - 1) : up;
      return { up: [upTaps(up, 0), upTaps(up, 1)], down: [downTaps(down, 0), downTaps(down, 1)] };
    });
    made.set(name, found);
  }
  return found;
}

/** Value 2n + phase has tap phase + centre - 2d of value n + d; twice, as every other value in between is nothing. */
function upTaps(filter: Float64Array, phase: number): Taps {
  const centre = (filter.length - 1) / 2;
  const first = Math.ceil((phase + centre - filter.length + 1) / 2);
  const last = Math.floor((phase + centre) / 2);
  const taps = Float64Array.from({ length: last - first + 1 }, (_, j) => 2 * filter[phase + centre - 2 * (first + j)]!);
  return { taps, first };
}

/** Value n has tap i of value 2n + i - before; those of one phase are every other one. */
function downTaps(filter: Float64Array, phase: number): Taps {
  const before = Math.ceil(filter.length / 2) - 1;
  const start = (before + phase) % 2;
  const taps = filter.filter((_, i) => i % 2 === start);
  return { taps, first: (start - before - phase) / 2 };
}

/** Beyond the ends there is nothing. Returns where the result lies. */
function filter(memory: SoundMemory, source: number, count: number, { taps, first }: Taps): number {
  const target = memory.allocate((count + 16) * 4);
  const before = Math.max(0, -first);
  const room = count + 2 * taps.length + 32;
  const padded = memory.allocate(room * 4);
  const weights = memory.allocate(taps.length * 4);
  const { floats } = memory;
  floats.fill(0, padded >> 2, (padded >> 2) + before);
  floats.copyWithin((padded >> 2) + before, source >> 2, (source >> 2) + count);
  floats.fill(0, (padded >> 2) + before + count, (padded >> 2) + room);
  floats.set(taps, weights >> 2);
  memory.wasm.firTo!(padded + Math.max(0, first) * 4, target, count, weights, taps.length);
  return target;
}

/** `count` values to twice as many. Returns where they lie. */
export function doubleTo(memory: SoundMemory, source: number, count: number, { up }: Doubling): number {
  const even = filter(memory, source, count, up[0]);
  const odd = filter(memory, source, count, up[1]);
  const target = memory.allocate((2 * count + 16) * 4);
  memory.wasm.mergeTo!(even, odd, count, target);
  return target;
}

/** Twice `count` values to `count`. Returns where they lie. */
export function halveTo(memory: SoundMemory, source: number, count: number, { down }: Doubling): number {
  const evens = memory.allocate((count + 16) * 4);
  const odds = memory.allocate((count + 16) * 4);
  memory.wasm.splitTo!(source, count, evens, odds);
  const sum = filter(memory, evens, count, down[0]);
  memory.wasm.addTo!(filter(memory, odds, count, down[1]), count, sum);
  return sum;
}
