import type { CodecOp, TelephoneOp } from '../ops/index.ts';
import { filter } from './filter.ts';
import { planeAt, planesOf, type Signal, type SoundMemory } from './memory.ts';
import { resamplePlanes } from './resample.ts';
import type { Sounds } from './sounds.ts';

/** The sample rates that each codec takes. */
const rates: Readonly<Record<CodecOp['codec'], readonly number[]>> = {
  mp3: [8000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000],
  opus: [8000, 12_000, 16_000, 24_000, 48_000],
};

/** Sends each channel through a codec by itself, at the next rate that it takes, and back. */
export function codec(memory: SoundMemory, signal: Signal, op: CodecOp, sounds: Sounds): Signal {
  if (signal.frames === 0) return signal;
  const trip = sounds.codec(op.codec);
  const taken = rates[op.codec];
  const rate = taken.find((known) => known >= signal.sampleRate) ?? taken[taken.length - 1]!;
  return atRate(memory, signal, rate, (there) => {
    for (let plane = 0; plane < planesOf(there); plane++) {
      const values = memory.plane(there, plane);
      values.set(trip(values, rate, op));
    }
    return there;
  });
}

/** A telephone line. */
export function telephone(memory: SoundMemory, signal: Signal, { law }: TelephoneOp): Signal {
  return atRate(memory, signal, 8000, (there) => {
    const band = { shape: 'bandPass', lowHz: 300, highHz: 3400, order: 2 } as const;
    const line = filter(memory, there, { kind: 'filter', filters: [band], zeroPhase: true });
    for (let plane = 0; plane < planesOf(line); plane++) {
      if (law === 'mu') memory.wasm.muLaw!(planeAt(line, plane), line.frames);
      else memory.wasm.aLaw!(planeAt(line, plane), line.frames);
    }
    return line;
  });
}

/** What `make` makes of a sound at another rate, brought back to its own rate and length. */
function atRate(memory: SoundMemory, signal: Signal, rate: number, make: (there: Signal) => Signal): Signal {
  const made = make(resamplePlanes(memory, signal, rate));
  if (rate === signal.sampleRate) return made;
  const back = resamplePlanes(memory, made, signal.sampleRate);
  // There and back rounds up twice: there may be a frame too many.
  return { ...back, frames: signal.frames };
}
