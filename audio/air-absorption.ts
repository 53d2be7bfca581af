import { interval } from '../transforms/parameters.ts';
import { defineAudioTransform } from './sound.ts';

/** Dampens the high frequencies as so many metres of air do; how loud a sound is at a distance is another matter (gain). */
export const airAbsorption = defineAudioTransform({
  name: 'airAbsorption',
  summary: 'Dampen the high frequencies as air does over a random distance.',
  reference: 'ISO 9613-1; audiomentations AirAbsorption (a table of six kinds of air)',
  parameters: {
    temperatureCelsius: interval({
      default: [10, 20],
      min: -20,
      max: 50,
      unit: 'degrees Celsius',
      help: 'Temperature of the air, drawn for each sample.',
    }),
    humidityPercent: interval({
      default: [30, 90],
      min: 5,
      max: 100,
      unit: '%',
      help: 'Relative humidity of the air, drawn for each sample.',
    }),
    distanceMeters: interval({
      default: [10, 100],
      min: 0,
      max: 10_000,
      unit: 'm',
      help: 'Way through the air, drawn for each sample.',
    }),
  },
  draw: (draws, { temperatureCelsius, humidityPercent, distanceMeters }) => ({
    temperatureCelsius: draws.uniform(temperatureCelsius),
    humidityPercent: draws.uniform(humidityPercent),
    distanceMeters: draws.uniform(distanceMeters),
  }),
  lower: (drawn) => (drawn.distanceMeters === 0 ? [] : [{ kind: 'airAbsorption', ...drawn }]),
});
