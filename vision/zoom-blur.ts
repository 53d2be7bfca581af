import { interval } from '../transforms/parameters.ts';
import { defineImageTransform } from './image.ts';

/** Averages the picture enlarged around its middle by 1, 1 + step, ... up to a random factor, as a lens that zooms. */
export const zoomBlur = defineImageTransform({
  name: 'zoomBlur',
  summary: 'Smear away from the middle, as by zooming.',
  reference: 'albumentations.ZoomBlur; imagecorruptions zoom_blur',
  equivalents: { albumentations: 'A.ZoomBlur(max_factor=(1, 1.31), step_factor=(0.01, 0.03))' },
  parameters: {
    factor: interval({
      default: [1, 1.31],
      min: 1,
      max: 2,
      help: 'The largest enlargement; 1 changes nothing.',
    }),
    stepFraction: interval({
      default: [0.01, 0.03],
      min: 0.01,
      max: 1,
      unit: 'fraction of the size',
      help: 'How much larger each picture of the mean is than the one before; more than the factor allows changes nothing.',
    }),
  },
  draw: (draws, { factor, stepFraction }) => ({
    factor: draws.uniform(factor),
    stepFraction: draws.uniform(stepFraction),
  }),
  lower: ({ factor, stepFraction }) =>
    factor - 1 < stepFraction - 1e-9 ? [] : [{ kind: 'zoom', factor, stepFraction }],
});
