import { flag, interval } from '../transforms/parameters.ts';
import type { AudioOp } from './ops/index.ts';
import { resampledFrames } from './ops/ratio.ts';
import { defineAudioTransform } from './sound.ts';

/** How high a frequency sounds, O'Shaughnessy's mel scale. */
const melOf = (hz: number) => 2595 * Math.log10(1 + hz / 700);
const hzOf = (mel: number) => 700 * (10 ** (mel / 2595) - 1);

/** Takes the sound to another sample rate, as cheap recordings and lines do; by default and back, so that only what is high is lost. */
export const resample = defineAudioTransform({
  name: 'resample',
  summary: 'Take the sound to another sample rate, and back: what is too high for it is lost.',
  reference: 'audiomentations Resample; here the length stays unless `restore` is false',
  parameters: {
    sampleRate: interval({
      default: [8000, 44100],
      min: 100,
      max: 1e6,
      integer: true,
      unit: 'Hz',
      help: 'The other sample rate, drawn for each sample, evenly on the mel scale; one above its own changes nothing where it comes back.',
    }),
    restore: flag({ default: true, help: 'Back to its own sample rate and length.' }),
  },
  draw: (draws, { sampleRate: [low, high] }) => {
    const mel = draws.uniform([melOf(low), melOf(high)]);
    return { sampleRate: Math.min(high, Math.max(low, Math.round(hzOf(mel)))) };
  },
  lower: ({ sampleRate }, { restore }, facts): AudioOp[] => {
    if (sampleRate === facts.sampleRate) return [];
    if (restore) return sampleRate < facts.sampleRate ? [{ kind: 'bandwidth', sampleRate }] : [];
    const frames = resampledFrames(facts.frames, facts.sampleRate, sampleRate);
    const time = [{ from: 0, to: facts.frames, at: 0, rate: sampleRate / facts.sampleRate }];
    return [{ kind: 'resample', sampleRate, makes: { frames, sampleRate }, time }];
  },
});
