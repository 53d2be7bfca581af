import { choice, interval, number } from '../transforms/parameters.ts';
import { defineAudioTransform } from './sound.ts';

/** Silences a random stretch of the sound, which fades out and in again at equal gain; labels stay where they are. */
export const timeMask = defineAudioTransform({
  name: 'timeMask',
  summary: 'Silence a random stretch of the sound.',
  reference: 'audiomentations TimeMask; Park et al., "SpecAugment", 2019',
  parameters: {
    bandFraction: interval({
      default: [0.01, 0.2],
      min: 0,
      max: 1,
      unit: 'of the length',
      help: 'How long the stretch is, fades included; drawn for each sample.',
    }),
    fadeSeconds: number({
      default: 0.005,
      min: 0,
      max: 10,
      unit: 'seconds',
      help: 'How long each fade is; at most half of the stretch.',
    }),
    location: choice({
      options: ['random', 'start', 'end'],
      default: 'random',
      help: 'Where the stretch is; one that begins or ends with the sound has no fade there.',
    }),
  },
  draw: (draws, { bandFraction, location }, { frames }) => {
    const fraction = draws.uniform(bandFraction);
    const spare = frames - Math.round(fraction * frames);
    return {
      bandFraction: fraction,
      first: location === 'random' ? draws.integer([0, spare]) : location === 'start' ? 0 : spare,
    };
  },
  lower: ({ bandFraction, first }, { fadeSeconds }, { frames, sampleRate }) => {
    const band = Math.round(bandFraction * frames);
    if (band === 0) return [];
    const fade = Math.min(Math.floor(fadeSeconds * sampleRate), Math.floor(band / 2));
    const to = first + band;
    return [{ kind: 'mask', from: first, to, fadeOut: first === 0 ? 0 : fade, fadeIn: to === frames ? 0 : fade }];
  },
});
