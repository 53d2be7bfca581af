import { flag, interval } from '../transforms/parameters.ts';
import { defineImageTransform } from './image.ts';

/**
 * Multiplies levels by 1 plus a random contrast, and adds a random brightness: of full scale, or of the picture's mean.
 * Contrast is about black, as in albumentations; for contrast about the mean grey see `colorJitter`.
 */
export const brightnessContrast = defineImageTransform({
  name: 'brightnessContrast',
  summary: 'Scale all levels and add to them.',
  reference: 'albumentations.RandomBrightnessContrast',
  equivalents: {
    albumentations:
      'A.RandomBrightnessContrast(brightness_limit=(-0.2, 0.2), contrast_limit=(-0.2, 0.2), brightness_by_max=True)',
  },
  parameters: {
    brightness: interval({
      default: [-0.2, 0.2],
      min: -1,
      max: 1,
      unit: 'of full scale, or of the mean',
      help: 'What is added; 0 adds nothing.',
    }),
    contrast: interval({
      default: [-0.2, 0.2],
      min: -1,
      max: 10,
      unit: 'of the level',
      help: 'What levels grow by before that; -1 is black, 0 unchanged.',
    }),
    brightnessByMax: flag({
      default: true,
      help: 'Brightness is a fraction of full scale; false: of the mean of the picture, all channels together.',
    }),
  },
  draw: (draws, { brightness, contrast }) => ({
    brightness: draws.uniform(brightness),
    contrast: draws.uniform(contrast),
  }),
  lower: ({ brightness, contrast }, { brightnessByMax }) => {
    if (brightness === 0 && contrast === 0) return [];
    const gain = 1 + contrast;
    if (!brightnessByMax && brightness !== 0) return [{ kind: 'lift', gain, fraction: brightness }];
    const add = 255 * brightness;
    return [{ kind: 'color', matrix: [gain, 0, 0, add, 0, gain, 0, add, 0, 0, gain, add] }];
  },
});
