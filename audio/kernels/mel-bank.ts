import type { MelBankSpec } from '../ops/index.ts';

/** Triangles as the weights that are not 0: those of band m from `starts[m]` on, for the bins from `first[m]` on. */
export interface MelBank {
  readonly mels: number;
  readonly first: Int32Array;
  readonly starts: Int32Array;
  readonly weights: Float64Array;
}

const breakHz = 1000;
const linearHz = 200 / 3;
const logStep = Math.log(6.4) / 27;

/** Hz to mel: HTK's formula, or the one of Slaney's Auditory Toolbox, as librosa has both. */
export function melOf(hz: number, melScale: MelBankSpec['melScale']): number {
  if (melScale === 'htk') return 2595 * Math.log10(1 + hz / 700);
  return hz < breakHz ? hz / linearHz : breakHz / linearHz + Math.log(hz / breakHz) / logStep;
}

/** The inverse of `melOf`. */
export function hzOf(mel: number, melScale: MelBankSpec['melScale']): number {
  if (melScale === 'htk') return 700 * (10 ** (mel / 2595) - 1);
  const above = mel - breakHz / linearHz;
  return above < 0 ? mel * linearHz : breakHz * Math.exp(logStep * above);
}

/** The triangles of librosa.filters.mel and torchaudio.functional.melscale_fbanks. */
export function melBank(
  { mels, minHz, maxHz, melScale, norm }: MelBankSpec,
  fftFrames: number,
  sampleRate: number,
): MelBank {
  const [low, high] = [melOf(minHz, melScale), melOf(Math.max(minHz, maxHz), melScale)];
  const edges = Array.from({ length: mels + 2 }, (_, i) => hzOf(low + ((high - low) * i) / (mels + 1), melScale));
  const first = new Int32Array(mels);
  const starts = new Int32Array(mels + 1);
  const weights: number[] = [];
  for (let mel = 0; mel < mels; mel++) {
    const [left, centre, right] = [edges[mel]!, edges[mel + 1]!, edges[mel + 2]!];
    const height = norm === 'slaney' ? 2 / (right - left) : 1;
    const from = Math.max(0, Math.ceil((left * fftFrames) / sampleRate));
    const to = Math.min(fftFrames / 2, Math.floor((right * fftFrames) / sampleRate));
    first[mel] = from;
    for (let bin = from; bin <= to; bin++) {
      const hz = (bin * sampleRate) / fftFrames;
      const weight = Math.min((hz - left) / (centre - left), (right - hz) / (right - centre));
      weights.push(weight > 0 ? weight * height : 0);
    }
    starts[mel + 1] = weights.length;
  }
  return { mels, first, starts, weights: Float64Array.from(weights) };
}
