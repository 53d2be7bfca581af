import { AugmentError } from '../transforms/errors.ts';
import { choice, integer, number, optional } from '../transforms/parameters.ts';
import type { FeaturesOp, MelBankSpec } from './ops/index.ts';
import type { SoundFacts } from './sound.ts';

/** How a sound is cut into columns: what all features have in common. */
export const columnWords = {
  windowSeconds: number({
    default: 0.025,
    min: 0,
    max: 10,
    positive: true,
    unit: 'seconds',
    help: 'What of the sound a column sees.',
  }),
  hopSeconds: number({
    default: 0.01,
    min: 0,
    max: 10,
    positive: true,
    unit: 'seconds',
    help: 'From one column to the next.',
  }),
  fftFrames: optional(
    integer({
      min: 32,
      max: 65_536,
      unit: 'frames',
      help: 'Size of the transform: a multiple of 32 made of 2, 3 and 5. Left out: the power of two that the window fits in.',
    }),
  ),
  window: choice({
    options: ['hann', 'hamming', 'rectangular'],
    default: 'hann',
    help: 'How a column weighs what it sees.',
  }),
  power: choice({ options: ['2', '1'], default: '2', help: '2: energy; 1: magnitude.' }),
};

/** The triangles of mel features. */
export const melWords = {
  mels: integer({ default: 80, min: 1, max: 1024, help: 'Bands.' }),
  minHz: number({ default: 20, min: 0, max: 500_000, unit: 'Hz', help: 'Where the lowest band begins.' }),
  maxHz: optional(
    number({
      min: 0,
      max: 500_000,
      positive: true,
      unit: 'Hz',
      help: 'Where the highest band ends. Left out, or beyond it: half of the sample rate.',
    }),
  ),
  melScale: choice({ options: ['htk', 'slaney'], default: 'htk', help: 'torchaudio takes htk, librosa slaney.' }),
  melNorm: choice({
    options: ['none', 'slaney'],
    default: 'none',
    help: 'slaney: bands of equal area, as librosa has them; none: of equal height, as torchaudio has them.',
  }),
};

interface ColumnValues {
  readonly windowSeconds: number;
  readonly hopSeconds: number;
  readonly fftFrames: number | undefined;
  readonly window: FeaturesOp['window'];
  readonly power: '1' | '2';
}

interface MelValues {
  readonly mels: number;
  readonly minHz: number;
  readonly maxHz: number | undefined;
  readonly melScale: MelBankSpec['melScale'];
  readonly melNorm: MelBankSpec['norm'];
}

/** Refuses a transform size that there is none of, and bands that end before they begin. */
export function checkColumns(transform: string, { fftFrames, minHz, maxHz }: Partial<ColumnValues & MelValues>): void {
  const fail = (parameter: string, message: string) => {
    throw new AugmentError('bad-parameter', `${transform}.${parameter}: ${message}`, { transform, parameter });
  };
  let rest = fftFrames ?? 32;
  for (const prime of [2, 3, 5]) while (rest % prime === 0) rest /= prime;
  if (fftFrames !== undefined && (fftFrames % 32 !== 0 || rest !== 1)) {
    fail('fftFrames', `expected a multiple of 32 made of 2, 3 and 5, such as 512 or 480, got ${fftFrames}`);
  }
  if (maxHz !== undefined && maxHz <= minHz!) fail('maxHz', `expected more than minHz (${minHz}), got ${maxHz}`);
}

/** Refuses a range of decibels that is none. */
export function checkRange(transform: string, rangeDb: readonly [number, number]): void {
  if (rangeDb[0] < rangeDb[1]) return;
  throw new AugmentError('bad-parameter', `${transform}.rangeDb: expected two different ends, got [${rangeDb}]`, {
    transform,
    parameter: 'rangeDb',
  });
}

/** The op that cuts a sound into columns; of features nothing is made again. */
export function columnsOp(
  { windowSeconds, hopSeconds, fftFrames, window, power }: ColumnValues,
  facts: SoundFacts,
  rest: Pick<FeaturesOp, 'rangeDb' | 'cepstrum'> & { readonly mel?: MelValues },
): readonly FeaturesOp[] {
  if (facts.bins > 0) return [];
  const { sampleRate, frames } = facts;
  const whole = (seconds: number, most: number) => Math.min(most, Math.max(1, Math.round(seconds * sampleRate)));
  const size = fftFrames ?? Math.max(32, 2 ** Math.ceil(Math.log2(whole(windowSeconds, 65_536))));
  const windowFrames = whole(windowSeconds, size);
  const hopFrames = whole(hopSeconds, 2 ** 30);
  const { mel, cepstrum, rangeDb } = rest;
  const bins = cepstrum?.count ?? mel?.mels ?? size / 2 + 1;
  const nyquist = sampleRate / 2;
  return [
    {
      kind: 'features',
      fftFrames: size,
      windowFrames,
      hopFrames,
      window,
      power: power === '1' ? 1 : 2,
      ...(mel === undefined ? {} : { bank: bankOf(mel, nyquist) }),
      ...(rangeDb === undefined ? {} : { rangeDb }),
      ...(cepstrum === undefined ? {} : { cepstrum }),
      makes: {
        bins,
        frames: 1 + Math.floor(frames / hopFrames),
        ...(cepstrum === undefined ? { padValue: -1 } : {}),
      },
      time: [{ from: 0, to: frames, at: 0, rate: 1 / hopFrames }],
    },
  ];
}

function bankOf({ mels, minHz, maxHz, melScale, melNorm }: MelValues, nyquist: number): MelBankSpec {
  const end = maxHz === undefined ? nyquist : Math.min(maxHz, nyquist);
  return { mels, minHz: Math.min(minHz, end / 2), maxHz: end, melScale, norm: melNorm };
}
