import { planeAt, type Signal, type SoundMemory } from './memory.ts';

/** The sum over channels of mean squares under the K weighting of BS.1770, without gates: fit to compare a sound with what was made of it. */
export function weightedPower(memory: SoundMemory, signal: Signal): number {
  const mark = memory.mark();
  const filters = memory.allocate(80);
  memory.doubles.set([...shelf(signal.sampleRate), ...highPass(signal.sampleRate)], filters >> 3);
  let sum = 0;
  for (let channel = 0; channel < signal.channels; channel++)
    sum += memory.wasm.weightedEnergy!(planeAt(signal, channel), signal.frames, filters);
  memory.release(mark);
  return sum / Math.max(1, signal.frames);
}

/** tan(pi f / rate); a sound of a very low rate has no such frequencies. */
const warped = (hz: number, rate: number) => Math.tan(Math.PI * Math.min(0.49, hz / rate));

// The analog filters behind BS.1770's tables for 48 kHz (B. De Man, "Evaluation of implementations of the EBU R128
// loudness measurement", 2018), so that they are right at any rate. Each: b0 b1 b2 a1 a2.

function shelf(rate: number): number[] {
  const k = warped(1681.974450955533, rate);
  const q = 0.7071752369554196;
  const high = 10 ** (3.999843853973347 / 20);
  const band = high ** 0.4996667741545416;
  const a0 = 1 + k / q + k * k;
  return [
    high + (band * k) / q + k * k,
    2 * (k * k - high),
    high - (band * k) / q + k * k,
    2 * (k * k - 1),
    1 - k / q + k * k,
  ].map((b) => b / a0);
}

function highPass(rate: number): number[] {
  const k = warped(38.13547087602444, rate);
  const q = 0.5003270373238773;
  const a0 = 1 + k / q + k * k;
  return [1, -2, 1, (2 * (k * k - 1)) / a0, (1 - k / q + k * k) / a0];
}
