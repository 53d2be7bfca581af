import { interval } from '../transforms/parameters.ts';
import { defineImageTransform } from './image.ts';

/** Compresses as baseline JPEG with chroma at half the size (4:2:0), and decodes again: whole levels, the same on every machine. */
export const jpegCompression = defineImageTransform({
  name: 'jpegCompression',
  summary: 'Compress as JPEG of a random quality, with its artefacts.',
  reference: 'albumentations.ImageCompression; torchvision.transforms.v2.JPEG; Pillow save, libjpeg-turbo',
  equivalents: {
    albumentations: "A.ImageCompression(compression_type='jpeg', quality_range=(50, 100))",
    torchvision: 'v2.JPEG(quality=(50, 100))',
  },
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
  lower: ({ qualityPercent }) => [{ kind: 'compress', format: 'jpeg', qualityPercent }],
});
