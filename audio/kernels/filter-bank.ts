import { reduced } from '../ops/ratio.ts';
import type { SoundMemory } from './memory.ts';

/** Rows of filter taps for a ratio of sample rates: a row for each phase, or a few to interpolate between. */
export interface FilterBank {
  /** A frame that is made lies `step / parts` frames of the source behind the one before: whole numbers without a common divisor. */
  readonly parts: number;
  readonly step: number;
  readonly taps: number;
  /** `parts`: each phase has its row. Otherwise `rows + 1` rows lie evenly from one frame to the next. */
  readonly rows: number;
  readonly values: Float32Array;
}

/** Samples of the lower rate that the filter reaches to either side: HALF in assembly/resample.ts. */
export const filterReach = 56;

/** Rows for each sample of the lower rate to interpolate between: the error is then below -105 dB. */
const density = 512;
/** Floats of a bank up to which each phase has a row of its own. */
const largest = 2 ** 17;
/** Phases up to which a drawn ratio has rows of its own. */
const few = 32;
/** Steps of the pass band's width that drawn ratios share banks by. */
const widths = 64;
/** Floats of banks that are kept. */
const kept = 2 ** 20;

const banks = new Map<string, Float32Array>();
let held = 0;

/** The filter from one sample rate to another, both whole numbers. */
export function filterBankOf(memory: SoundMemory, from: number, to: number): FilterBank {
  const [step, parts] = reduced(from, to);
  const scale = Math.min(1, parts / step);
  const isExact = parts * tapsOf(scale) <= largest;
  return bankOf(memory, step, parts, scale, isExact ? parts : interpolatedRows(parts, scale));
}

/** The same for ratios that are drawn: a pass band narrower by at most 1 in 64, so that few banks do for all. */
export function sharedFilterBankOf(memory: SoundMemory, from: number, to: number): FilterBank {
  const [step, parts] = reduced(from, to);
  const lower = Math.min(1, parts / step);
  // Steps of the octave that it lies in, so that small ones are as near.
  const octave = 2 ** Math.floor(Math.log2(lower));
  const scale = (Math.floor((lower / octave) * widths) / widths) * octave;
  return bankOf(memory, step, parts, scale, parts <= few ? parts : interpolatedRows(parts, scale));
}

/** The filter that lets through what a lower sample rate can hold, `scale` times the sound's own. */
export function lowPassBankOf(memory: SoundMemory, scale: number): FilterBank {
  return bankOf(memory, 1, 1, scale, 1);
}

const tapsOf = (scale: number) => (2 * Math.ceil(filterReach / scale) + 15) & ~15;
const interpolatedRows = (parts: number, scale: number) => Math.min(parts, Math.max(2, Math.ceil(density * scale)));

/** Values are kept for the thread, the latest used the longest. */
function bankOf(memory: SoundMemory, step: number, parts: number, scale: number, rows: number): FilterBank {
  const taps = tapsOf(scale);
  const count = rows === parts ? rows : rows + 1;
  const name = `${count}/${rows}/${scale}`;
  let values = banks.get(name);
  if (values === undefined) {
    values = fill(memory, count, rows, taps, scale);
    held += values.length;
  } else {
    banks.delete(name);
  }
  banks.set(name, values);
  for (const [oldest, { length }] of banks) {
    if (held <= kept || banks.size === 1) break;
    banks.delete(oldest);
    held -= length;
  }
  return { parts, step, taps, rows, values };
}

function fill(memory: SoundMemory, count: number, rows: number, taps: number, scale: number): Float32Array {
  const mark = memory.mark();
  const pointer = memory.allocate(count * taps * 4);
  memory.wasm.fillFilterBank!(pointer, count, rows, taps, scale);
  const values = memory.floats.slice(pointer >> 2, (pointer >> 2) + count * taps);
  memory.release(mark);
  return values;
}
