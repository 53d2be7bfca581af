import { choice, interval } from '../transforms/parameters.ts';
import { defineImageTransform } from './image.ts';

const ways = ['nearest', 'bilinear'] as const;

/** Scales a picture down and up to its size again, so that it looks as if it had been taken at a lower resolution. */
export const downscale = defineImageTransform({
  name: 'downscale',
  summary: 'Scale down and up again, which loses detail.',
  reference: 'albumentations.Downscale; OpenCV resize',
  equivalents: { albumentations: 'A.Downscale(scale_range=(0.25, 0.25))' },
  parameters: {
    scaleFraction: interval({
      default: [0.25, 0.25],
      min: 0.01,
      max: 1,
      unit: 'fraction of the size',
      help: 'Size in between, at least one pixel; 1 changes nothing.',
    }),
    down: choice({ options: ways, default: 'nearest', help: 'How pixels are found on the way down.' }),
    up: choice({ options: ways, default: 'nearest', help: 'How pixels are found on the way up.' }),
  },
  draw: (draws, { scaleFraction }) => ({ scaleFraction: draws.uniform(scaleFraction) }),
  lower: ({ scaleFraction }, { down, up }, facts) => {
    const width = Math.max(1, Math.round(facts.width * scaleFraction));
    const height = Math.max(1, Math.round(facts.height * scaleFraction));
    if (width === facts.width && height === facts.height) return [];
    return [{ kind: 'downscale', width, height, down, up }];
  },
});
