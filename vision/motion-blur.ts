import { interval } from '../transforms/parameters.ts';
import { defineImageTransform } from './image.ts';

/** Smears along a straight line of a random angle and length, as a camera does that moves. The picture does not shift. */
export const motionBlur = defineImageTransform({
  name: 'motionBlur',
  summary: 'Smear along a line, as by motion.',
  reference: 'albumentations.MotionBlur; kornia.augmentation.RandomMotionBlur',
  equivalents: { albumentations: 'A.MotionBlur(blur_limit=(3, 7), angle_range=(0, 360), direction_range=(-1, 1))' },
  parameters: {
    lengthPixels: interval({
      default: [3, 7],
      min: 1,
      max: 100,
      unit: 'pixels',
      help: 'Length of the line; 1 changes nothing.',
    }),
    angleDegrees: interval({
      default: [0, 360],
      min: -360,
      max: 360,
      unit: 'degrees',
      help: 'Direction of the line, counter-clockwise from the right.',
    }),
    direction: interval({
      default: [-1, 1],
      min: -1,
      max: 1,
      help: 'Where the smear is strongest: 1 at the end that the angle points to, -1 at the other, 0 alike all along.',
    }),
  },
  draw: (draws, { lengthPixels, angleDegrees, direction }) => ({
    lengthPixels: draws.uniform(lengthPixels),
    angleDegrees: draws.uniform(angleDegrees),
    direction: draws.uniform(direction),
  }),
  lower: ({ lengthPixels, angleDegrees, direction }) => {
    if (lengthPixels === 1) return [];
    const angle = (angleDegrees * Math.PI) / 180;
    // What comes from behind is smeared ahead.
    return [{ kind: 'motion', x: Math.cos(angle), y: -Math.sin(angle), lengthPixels, bias: 0 - direction }];
  },
});
