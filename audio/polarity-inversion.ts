import { defineAudioTransform } from './sound.ts';

/** Turns the waveform upside down: it sounds the same. */
export const polarityInversion = defineAudioTransform({
  name: 'polarityInversion',
  summary: 'Turn the waveform upside down, which sounds the same.',
  reference: 'audiomentations PolarityInversion',
  parameters: {},
  draw: () => ({}),
  lower: () => [{ kind: 'gain', factor: -1 }],
});
