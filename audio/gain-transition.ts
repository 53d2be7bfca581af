import { interval, optional } from '../transforms/parameters.ts';
import { defineAudioTransform, type SoundFacts } from './sound.ts';

/** A transition is at least so long. */
const fewestFrames = 3;

/** Fades from one random gain to another, in a straight line of decibels; the fade may begin before the sound, or end behind it. */
export const gainTransition = defineAudioTransform({
  name: 'gainTransition',
  summary: 'Fade from one random gain to another.',
  reference: 'audiomentations GainTransition',
  parameters: {
    gainDb: interval({
      default: [-24, 6],
      min: -120,
      max: 60,
      unit: 'dB',
      help: 'The gains before and behind, both drawn for each sample.',
    }),
    durationSeconds: interval({
      default: [0.2, 6],
      min: 0,
      positive: true,
      max: 3600,
      unit: 's',
      help: 'How long the fade is, drawn for each sample.',
    }),
    durationFraction: optional(
      interval({
        min: 0,
        positive: true,
        max: 10,
        unit: 'of the sound',
        help: 'How long the fade is, as a part of the sound, instead of `durationSeconds`.',
      }),
    ),
  },
  draw: (draws, { gainDb, durationSeconds, durationFraction }, facts) => {
    const [startGainDb, endGainDb] = [draws.uniform(gainDb), draws.uniform(gainDb)];
    const duration =
      durationFraction === undefined
        ? { durationSeconds: draws.uniform(durationSeconds) }
        : { durationFraction: draws.uniform(durationFraction) };
    const earliest = 2 - framesOf(duration, facts);
    return {
      startGainDb,
      endGainDb,
      ...duration,
      startFrame: draws.integer([earliest, Math.max(earliest, facts.frames - 2)]),
    };
  },
  lower: ({ startGainDb, endGainDb, startFrame, ...duration }, _values, facts) => [
    { kind: 'gainTransition', start: startFrame, frames: framesOf(duration, facts), startGainDb, endGainDb },
  ],
});

function framesOf(
  duration: { readonly durationSeconds?: number; readonly durationFraction?: number },
  { frames, sampleRate }: SoundFacts,
): number {
  const { durationSeconds, durationFraction } = duration;
  const length = durationSeconds === undefined ? durationFraction! * frames : durationSeconds * sampleRate;
  return Math.max(fewestFrames, Math.round(length));
}
