import { choice, interval } from '../transforms/parameters.ts';
import { defineImageTransform, saturating, scaling } from './image.ts';
import type { ImageOp } from './ops/index.ts';

const parts = ['brightness', 'contrast', 'saturation', 'hue'] as const;

/**
 * Changes brightness, contrast, saturation and hue by random amounts, in an order drawn for each sample.
 * The formulas are torchvision's; values are clamped once at the end of a run of colour transforms, not after each.
 */
export const colorJitter = defineImageTransform({
  name: 'colorJitter',
  summary: 'Change brightness, contrast, saturation and hue, in a random order.',
  reference: 'torchvision.transforms.v2.ColorJitter',
  equivalents: {
    albumentations:
      'A.ColorJitter(brightness=(0.8, 1.2), contrast=(0.8, 1.2), saturation=(0.8, 1.2), hue=(-0.05, 0.05))',
    torchvision: 'v2.ColorJitter(brightness=0.2, contrast=0.2, saturation=0.2, hue=0.05)',
  },
  parameters: {
    brightness: interval({ default: [0.8, 1.2], min: 0, unit: 'factor', help: '0 is black, 1 unchanged.' }),
    contrast: interval({ default: [0.8, 1.2], min: 0, unit: 'factor', help: '0 is the mean grey, 1 unchanged.' }),
    saturation: interval({ default: [0.8, 1.2], min: 0, unit: 'factor', help: '0 is grey, 1 unchanged.' }),
    hueDegrees: interval({
      default: [-18, 18],
      min: -180,
      max: 180,
      unit: 'degrees',
      help: 'Turn of the colour circle.',
    }),
    order: choice({
      options: ['random', 'listed'],
      default: 'random',
      help: 'Order of the four: drawn for each sample, or as listed here.',
    }),
  },
  draw: (draws, { brightness, contrast, saturation, hueDegrees, order }) => ({
    brightness: draws.uniform(brightness),
    contrast: draws.uniform(contrast),
    saturation: draws.uniform(saturation),
    hueDegrees: draws.uniform(hueDegrees),
    order: order === 'random' ? draws.permutation(4).map((i) => parts[i]!) : [...parts],
  }),
  lower: (drawn) => {
    const ops: ImageOp[] = [];
    for (const part of drawn.order) {
      if (part === 'hue') {
        if (drawn.hueDegrees !== 0) ops.push({ kind: 'hue', turns: drawn.hueDegrees / 360 });
        continue;
      }
      const factor = drawn[part];
      if (factor === 1) continue;
      if (part === 'contrast') ops.push({ kind: 'contrast', factor });
      else ops.push({ kind: 'color', matrix: part === 'brightness' ? scaling(factor) : saturating(factor) });
    }
    return ops;
  },
});
