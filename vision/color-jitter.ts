import { choice, interval } from '../transforms/parameters.ts';
import { defineImageTransform } from './image.ts';
import type { ColorMatrix, ImageOp } from './ops.ts';

/** Rec. 601 luma, the grey of torchvision, PIL and OpenCV. */
const luma = [0.299, 0.587, 0.114] as const;
const parts = ['brightness', 'contrast', 'saturation', 'hue'] as const;

/**
 * Changes brightness, contrast, saturation and hue by random amounts, in an order drawn for each sample.
 * The formulas are torchvision's; values are clamped once at the end of a run of colour transforms, not after each.
 */
export const colorJitter = defineImageTransform({
  name: 'colorJitter',
  summary: 'Change brightness, contrast, saturation and hue, in a random order.',
  reference: 'torchvision.transforms.v2.ColorJitter',
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
    order: (order === 'random' ? draws.permutation(4) : [0, 1, 2, 3]).map((i) => parts[i]!),
  }),
  lower: (drawn) =>
    drawn.order.flatMap((part): ImageOp[] => {
      if (part === 'hue') return drawn.hueDegrees === 0 ? [] : [{ kind: 'hue', turns: drawn.hueDegrees / 360 }];
      const factor = drawn[part];
      if (factor === 1) return [];
      if (part === 'contrast') return [{ kind: 'contrast', factor }];
      return [{ kind: 'color', matrix: part === 'brightness' ? scaling(factor) : saturating(factor) }];
    }),
});

function scaling(factor: number): ColorMatrix {
  return [factor, 0, 0, 0, 0, factor, 0, 0, 0, 0, factor, 0];
}

function saturating(factor: number): ColorMatrix {
  const [red, green, blue] = luma.map((weight) => weight * (1 - factor)) as [number, number, number];
  return [red + factor, green, blue, 0, red, green + factor, blue, 0, red, green, blue + factor, 0];
}
