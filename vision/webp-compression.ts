import { interval } from '../transforms/parameters.ts';
import { defineImageTransform } from './image.ts';

/** Compresses as lossy WebP, and decodes again: whole levels. Which ones is up to the version of sharp that is installed. */
export const webpCompression = defineImageTransform({
  name: 'webpCompression',
  summary: 'Compress as WebP of a random quality, with its artefacts.',
  reference: 'albumentations.ImageCompression',
  equivalents: { albumentations: "A.ImageCompression(compression_type='webp', quality_range=(50, 100))" },
  parameters: {
    qualityPercent: interval({
      integer: true,
      default: [50, 100],
      min: 1,
      max: 100,
      unit: 'percent',
      help: 'Quality as the format counts it; 100 still rounds.',
    }),
  },
  draw: (draws, { qualityPercent }) => ({ qualityPercent: draws.integer(qualityPercent) }),
  lower: ({ qualityPercent }) => [{ kind: 'compress', format: 'webp', qualityPercent }],
});
