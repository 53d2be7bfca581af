import { defineAudioTransform } from './sound.ts';

/** Plays the sound backwards; labels in time go with it. */
export const reverse = defineAudioTransform({
  name: 'reverse',
  summary: 'Play the sound backwards.',
  reference: 'audiomentations Reverse',
  parameters: {},
  draw: () => ({}),
  lower: (_drawn, _values, { frames }) => [{ kind: 'reverse', time: [{ from: 0, to: frames, at: frames, rate: -1 }] }],
});
