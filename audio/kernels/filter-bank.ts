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
/** Floats of banks that are kept. */
const kept = 2 ** 20;

const banks = new Map<string, FilterBank>();
let held = 0;

/**
 * The filter from one sample rate to another, both whole numbers; kept for the thread, the latest used the longest. `scale`: the sample
 * rate that it must not let through more of than fits, by that of the source; left out: the lower of the two.
 */
export function filterBankOf(
  memory: SoundMemory,
  from: number,
  to: number,
  scale: number = Math.min(1, to / from),
): FilterBank {
  const [step, parts] = reduced(from, to);
  const name = `${step}/${parts}/${scale}`;
  let bank = banks.get(name);
  if (bank === undefined) {
    bank = makeBank(memory, step, parts, scale);
    held += bank.values.length;
  } else {
    banks.delete(name);
  }
  banks.set(name, bank);
  for (const [oldest, { values }] of banks) {
    if (held <= kept || banks.size === 1) break;
    banks.delete(oldest);
    held -= values.length;
  }
  return bank;
}

function makeBank(memory: SoundMemory, step: number, parts: number, scale: number): FilterBank {
  const taps = (2 * Math.ceil(filterReach / scale) + 15) & ~15;
  const isExact = parts * taps <= largest;
  const rows = isExact ? parts : Math.min(parts, Math.max(2, Math.ceil(density * scale)));
  const count = rows === parts ? rows : rows + 1;
  const mark = memory.mark();
  const pointer = memory.allocate(count * taps * 4);
  memory.wasm.fillFilterBank!(pointer, count, rows, taps, scale);
  const values = memory.floats.slice(pointer >> 2, (pointer >> 2) + count * taps);
  memory.release(mark);
  return { parts, step, taps, rows, values };
}
