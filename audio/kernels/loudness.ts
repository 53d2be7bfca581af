import type { LoudnessOp } from '../ops/index.ts';
import { fromDb } from '../sound.ts';
import { cascade } from './filter.ts';
import type { Section } from './filter-design.ts';
import { gain } from './level.ts';
import { planeAt, type Signal, type SoundMemory } from './memory.ts';

/** What is softer than this counts as silence, and does not count. */
const absoluteGateLufs = -70;
/** What is so much softer than the rest does not count. */
const relativeGateLu = -10;
/** Of a full-scale sine at 1 kHz the weighting makes 0.691 dB more than there is. */
const offset = -0.691;

/**
 * The integrated loudness of a waveform in LUFS by ITU-R BS.1770-4: K-weighted, blocks of 400 ms that overlap by three quarters, both
 * gates. A clip shorter than a block is one block. -Infinity for silence, and for what is softer than -70 LUFS throughout.
 */
export function integratedLoudness(memory: SoundMemory, signal: Signal): number {
  return gated(blockPowers(memory, signal), 1);
}

/** Brings the loudness to the target in place; what has none stays as it is. */
export function loudness(memory: SoundMemory, signal: Signal, { targetLufs }: LoudnessOp): Signal {
  const powers = blockPowers(memory, signal);
  let factor = 1;
  // Another level lets other blocks through the absolute gate; a few rounds settle it.
  for (let round = 0; round < 8; round++) {
    const error = targetLufs - gated(powers, factor * factor);
    if (!Number.isFinite(error)) break;
    factor *= fromDb(error);
    if (Math.abs(error) < 1e-3) break;
  }
  return factor === 1 ? signal : gain(memory, signal, { kind: 'gain', factor });
}

/** Loudness of blocks of these powers, each times `scale`. */
function gated(powers: readonly number[], scale: number): number {
  const audible = powers.map((power) => power * scale).filter((power) => toLufs(power) > absoluteGateLufs);
  const gate = toLufs(mean(audible)) + relativeGateLu;
  return toLufs(mean(audible.filter((power) => toLufs(power) > gate)));
}

const toLufs = (power: number) => offset + 10 * Math.log10(power);
const mean = (values: readonly number[]) =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

/** The weighted sum of the channels' mean squares for each block. */
function blockPowers(memory: SoundMemory, signal: Signal): readonly number[] {
  const { frames, channels, sampleRate } = signal;
  if (frames === 0) return [];
  const hop = Math.max(1, Math.round(sampleRate / 10));
  const isShort = frames < 4 * hop;
  const hops = isShort ? 1 : Math.floor(frames / hop);
  const span = isShort ? frames : hop;
  const sums = new Float64Array(hops);
  const weights = channelWeights(channels);
  const sections = kWeighting(sampleRate);
  const mark = memory.mark();
  const copy = memory.allocateSignal({ ...signal, channels: 1, bins: 0 });
  for (const [channel, weight] of weights.entries()) {
    if (weight === 0) continue;
    const from = planeAt(signal, channel);
    memory.bytes.copyWithin(copy.pointer, from, from + frames * 4);
    cascade(memory, copy, sections);
    for (let i = 0; i < hops; i++) sums[i]! += weight * memory.wasm.sumOfSquares!(copy.pointer + i * span * 4, span);
  }
  memory.release(mark);
  if (isShort) return [sums[0]! / frames];
  return Array.from(
    { length: hops - 3 },
    (_, i) => (sums[i]! + sums[i + 1]! + sums[i + 2]! + sums[i + 3]!) / (4 * hop),
  );
}

/** By the order of channels in WAV files: those at the sides count more, the one for the lowest tones not at all. */
function channelWeights(channels: number): readonly number[] {
  const known: Readonly<Record<number, readonly number[]>> = {
    4: [1, 1, 1.41, 1.41],
    5: [1, 1, 1, 1.41, 1.41],
    6: [1, 1, 1, 0, 1.41, 1.41],
    7: [1, 1, 1, 0, 1, 1.41, 1.41],
    8: [1, 1, 1, 0, 1, 1, 1.41, 1.41],
  };
  return known[channels] ?? Array.from({ length: channels }, () => 1);
}

/** BS.1770's two filters: a shelf for the head, and a high pass. Its tables are these for 48 kHz; other rates by the same analogue one. */
function kWeighting(sampleRate: number): readonly Section[] {
  return [
    weighting(sampleRate, 1681.974450955533, 0.7071752369554196, 3.999843853973347),
    weighting(sampleRate, 38.13547087602444, 0.5003270373238773),
  ];
}

function weighting(sampleRate: number, hz: number, q: number, shelfDb?: number): Section {
  const k = Math.tan(Math.PI * Math.min(hz / sampleRate, 0.49));
  const scale = 1 / (1 + k / q + k * k);
  const a = [2 * (k * k - 1) * scale, (1 - k / q + k * k) * scale] as const;
  // The tables leave the high pass's numerator as it is.
  if (shelfDb === undefined) return { b: [1, -2, 1], a, hold: false };
  const high = fromDb(shelfDb);
  const slope = (high ** 0.4996667741545416 * k) / q;
  const b = [(high + slope + k * k) * scale, 2 * (k * k - high) * scale, (high - slope + k * k) * scale] as const;
  return { b, a, hold: false };
}
