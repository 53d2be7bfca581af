import type { Draws, Interval } from '../transforms/draws.ts';
import { choice, folder, interval, number } from '../transforms/parameters.ts';
import { defineAudioTransform, fromDb, type SoundFacts } from './sound.ts';

/** Noises that one sound gets at most: where pauses are next to nothing there would be no end of them. */
const mostEvents = 128;

interface Drawing {
  readonly level: 'relativeToWhole' | 'relative' | 'absolute';
  readonly snrDb: Interval;
  readonly absoluteRmsDb: Interval;
  readonly pauseSeconds: Interval;
  readonly burstProbability: number;
  readonly burstPauseFactor: Interval;
  readonly fadeInSeconds: Interval;
  readonly fadeOutSeconds: Interval;
}

/** As many noises as there could be, were they of no length; how long they are is not known yet. */
function drawEvents(draws: Draws, values: Drawing, { frames, sampleRate }: SoundFacts) {
  const seconds = frames / sampleRate;
  const longest = values.pauseSeconds[1];
  const events = [];
  let wait: { readonly pauseSeconds: number } | { readonly burstPauseFactor: number } = {
    pauseSeconds: draws.uniform([-longest, longest]),
  };
  for (let time = 0; events.length < mostEvents; ) {
    if ('pauseSeconds' in wait) time += wait.pauseSeconds;
    if (time >= seconds) break;
    events.push({
      ...wait,
      pick: draws.unit(),
      levelDb: draws.uniform(values.level === 'absolute' ? values.absoluteRmsDb : values.snrDb),
      fadeInSeconds: draws.uniform(values.fadeInSeconds),
      fadeOutSeconds: draws.uniform(values.fadeOutSeconds),
    });
    wait = draws.bernoulli(values.burstProbability)
      ? { burstPauseFactor: draws.uniform(values.burstPauseFactor) }
      : { pauseSeconds: draws.uniform(values.pauseSeconds) };
  }
  return events;
}

/** Adds short noises of a folder one after the other, with pauses between and now and then a burst of them that overlap; 128 at most. */
export const shortNoises = defineAudioTransform({
  name: 'shortNoises',
  summary: 'Add short sounds from a folder here and there, with pauses and in bursts.',
  reference: 'audiomentations AddShortNoises',
  example: { folder: 'samples/background' },
  parameters: {
    folder: folder({ help: 'The folder of sounds, with all folders in it.' }),
    level: choice({
      options: ['relativeToWhole', 'relative', 'absolute'],
      default: 'relativeToWhole',
      help: 'How loud each noise is: `snrDb` below all of the sound, or below the part under the noise, or `absoluteRmsDb`.',
    }),
    snrDb: interval({
      default: [-6, 18],
      min: -60,
      max: 120,
      unit: 'dB',
      help: 'relativeToWhole, relative: how far the sound is above a noise (both by their rms), drawn for each.',
    }),
    absoluteRmsDb: interval({
      default: [-50, -20],
      min: -120,
      max: 20,
      unit: 'dB of full scale',
      help: 'absolute: rms of a noise, drawn for each.',
    }),
    pauseSeconds: interval({
      default: [2, 8],
      min: 0,
      max: 3600,
      unit: 's',
      help: 'From the end of a noise to the next; the first one comes between the longest pause before the start and as long after it.',
    }),
    burstProbability: number({
      default: 0.22,
      min: 0,
      max: 1,
      help: 'Odds that the next noise does not wait for the end.',
    }),
    burstPauseFactor: interval({
      default: [0.1, 1.1],
      min: 0,
      max: 10,
      unit: 'of the length',
      help: 'How far into a noise the next one of a burst starts.',
    }),
    fadeInSeconds: interval({ default: [0.005, 0.08], min: 0, max: 60, unit: 's', help: 'How long a noise fades in.' }),
    fadeOutSeconds: interval({ default: [0.01, 0.1], min: 0, max: 60, unit: 's', help: 'How long a noise fades out.' }),
    signalGainDb: interval({
      default: [0, 0],
      min: -120,
      max: 20,
      unit: 'dB',
      help: 'Gain of the sound itself while there is a noise, as a loud noise makes a microphone turn down.',
    }),
  },
  draw: (draws, values, facts) => ({
    signalGainDb: draws.uniform(values.signalGainDb),
    events: drawEvents(draws, values, facts),
  }),
  lower: ({ signalGainDb, events }, { folder, level }, { sampleRate }) => {
    if (events.length === 0) return [];
    const frames = (seconds: number) => Math.round(seconds * sampleRate);
    return [
      {
        kind: 'shortNoises',
        sounds: events.map(({ pick }) => ({ folder, pick })),
        events: events.map((event) => ({
          wait: 'pauseSeconds' in event ? { frames: frames(event.pauseSeconds) } : { fraction: event.burstPauseFactor },
          level: level === 'absolute' ? { rmsDb: event.levelDb } : { snrDb: event.levelDb },
          fadeIn: frames(event.fadeInSeconds),
          fadeOut: frames(event.fadeOutSeconds),
        })),
        against: level === 'relative' ? 'part' : 'whole',
        signalFactor: fromDb(signalGainDb),
      },
    ];
  },
});
