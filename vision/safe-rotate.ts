import { interval } from '../transforms/parameters.ts';
import { border, centred, fill, interpolation, turned, turnedSize } from './geometry.ts';
import { defineImageTransform, multiply3, warp } from './image.ts';

/** Turns the picture about its centre, and makes it as much smaller as it takes for nothing to be cut off; the size stays. */
export const safeRotate = defineImageTransform({
  name: 'safeRotate',
  summary: 'Turn the picture and shrink it so that nothing is cut off; the size stays.',
  reference: 'albumentations.SafeRotate',
  equivalents: { albumentations: 'A.SafeRotate(limit=(-90, 90))' },
  parameters: {
    angleDegrees: interval({
      default: [-90, 90],
      min: -36000,
      max: 36000,
      unit: 'degrees',
      help: 'Angle, counter-clockwise.',
    }),
    border,
    fill,
    interpolation,
  },
  draw: (draws, { angleDegrees }) => ({ angleDegrees: draws.uniform(angleDegrees) }),
  lower: ({ angleDegrees }, { border, fill, interpolation }, facts) => {
    const { width, height } = facts;
    const whole = turnedSize(width, height, angleDegrees);
    const shrink = Math.max(1, whole.width / width, whole.height / height);
    const inverse = multiply3(turned(angleDegrees), [shrink, 0, 0, 0, shrink, 0, 0, 0, 1]);
    return [warp(facts, width, height, centred(inverse, facts), { border, fill, interpolation })];
  },
});
