import { interval, size } from '../transforms/parameters.ts';
import { defineImageTransform } from './image.ts';

/** Equalises the lightness of each part of the picture by itself, and no further than a limit. */
export const clahe = defineImageTransform({
  name: 'clahe',
  summary: 'Equalise the lightness of each part of the picture by itself, up to a limit.',
  reference: 'cv2.createCLAHE on L of CIELAB; albumentations.CLAHE; Zuiderveld 1994',
  equivalents: {
    albumentations: 'A.CLAHE(clip_limit=(1, 4), tile_grid_size=(8, 8))',
    kornia: 'K.augmentation.RandomClahe(clip_limit=(1.0, 4.0), grid_size=(8, 8))',
  },
  parameters: {
    clipLimit: interval({
      default: [1, 4],
      min: 0,
      max: 1000,
      unit: 'times the mean count of a level',
      help: 'No level counts for more than that, drawn for each sample: 1 changes little; 0 sets no limit.',
    }),
    tileGrid: size({ default: [8, 8], max: 64, unit: 'tiles', help: '[rows, columns] of parts.' }),
  },
  draw: (draws, { clipLimit }) => ({ clipLimit: draws.uniform(clipLimit) }),
  lower: ({ clipLimit }, { tileGrid }) => [{ kind: 'clahe', clipLimit, tiles: tileGrid }],
});
