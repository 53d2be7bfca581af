import { choice, interval } from '../transforms/parameters.ts';
import { defineAudioTransform, fromDb } from './sound.ts';

/** An overdriven valve amplifier: a cubic about an offset, without its constant part, over the dry sound; cut off at [-1, 1]. */
export const overdrive = defineAudioTransform({
  name: 'overdrive',
  summary: 'Overdrive the sound as a valve amplifier does.',
  reference: 'sox overdrive, torchaudio.functional.overdrive',
  parameters: {
    gainDb: interval({ default: [20, 20], min: 0, max: 100, unit: 'dB', help: 'How hard it is driven.' }),
    colour: interval({ default: [20, 20], min: 0, max: 100, help: 'How many even harmonics it makes.' }),
    start: choice({
      options: ['settled', 'sox'],
      default: 'settled',
      help: 'settled: as if silence came before. sox: with the thump of switching on, which dies away in 1000 frames.',
    }),
  },
  draw: (draws, { gainDb, colour }) => ({ gainDb: draws.uniform(gainDb), colour: draws.uniform(colour) }),
  lower: ({ gainDb, colour }, { start }) => [
    { kind: 'overdrive', factor: fromDb(gainDb), offset: colour / 200, settled: start === 'settled' },
  ],
});
