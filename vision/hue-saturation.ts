import { interval } from '../transforms/parameters.ts';
import { defineImageTransform } from './image.ts';

/**
 * Turns hue and shifts saturation and value in HSV, as OpenCV defines it. Grey has no hue: it stays grey, where OpenCV
 * would make it reddish. OpenCV counts hue in 2 degrees, so albumentations' 20 is 40 degrees.
 */
export const hueSaturation = defineImageTransform({
  name: 'hueSaturation',
  summary: 'Turn hue, and shift saturation and value.',
  reference: 'albumentations.HueSaturationValue; cv2.COLOR_RGB2HSV',
  equivalents: {
    albumentations:
      'A.HueSaturationValue(hue_shift_limit=(-20, 20), sat_shift_limit=(-30, 30), val_shift_limit=(-20, 20))',
  },
  parameters: {
    hueDegrees: interval({
      default: [-40, 40],
      min: -180,
      max: 180,
      unit: 'degrees',
      help: 'Turn of the colour circle.',
    }),
    saturationShift: interval({
      default: [-30, 30],
      min: -255,
      max: 255,
      unit: 'levels of 255',
      help: 'What is added to saturation: 255 is from grey to a pure colour.',
    }),
    valueShift: interval({
      default: [-20, 20],
      min: -255,
      max: 255,
      unit: 'grey levels',
      help: 'What is added to value, the greatest of red, green and blue.',
    }),
  },
  draw: (draws, { hueDegrees, saturationShift, valueShift }) => ({
    hueDegrees: draws.uniform(hueDegrees),
    saturationShift: draws.uniform(saturationShift),
    valueShift: draws.uniform(valueShift),
  }),
  lower: ({ hueDegrees, saturationShift, valueShift }) => {
    const turns = hueDegrees / 360;
    if (saturationShift !== 0 || valueShift !== 0)
      return [{ kind: 'hueSaturation', turns, saturationShift: saturationShift / 255, valueShift }];
    return turns === 0 ? [] : [{ kind: 'hue', turns }];
  },
});
