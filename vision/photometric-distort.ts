import { interval, number } from '../transforms/parameters.ts';
import { defineImageTransform, reordering, saturating, scaling } from './image.ts';
import type { ImageOp } from './ops/index.ts';

const factor = 'factor';

/** Changes brightness, contrast, saturation, hue and the order of channels, each with odds of its own: SSD's distortion. */
export const photometricDistort = defineImageTransform({
  name: 'photometricDistort',
  summary: 'Change brightness, contrast, saturation, hue and the order of channels, each or not.',
  reference: 'torchvision.transforms.v2.RandomPhotometricDistort; Liu et al. 2016 (SSD)',
  equivalents: {
    torchvision:
      'v2.RandomPhotometricDistort(brightness=(0.875, 1.125), contrast=(0.5, 1.5), saturation=(0.5, 1.5), hue=(-0.05, 0.05), p=0.5)',
  },
  parameters: {
    brightness: interval({
      default: [0.875, 1.125],
      min: 0,
      max: 100,
      unit: factor,
      help: '0 is black, 1 unchanged.',
    }),
    contrast: interval({
      default: [0.5, 1.5],
      min: 0,
      max: 100,
      unit: factor,
      help: '0 is the mean grey, 1 unchanged; before saturation and hue or after them, by a coin.',
    }),
    saturation: interval({ default: [0.5, 1.5], min: 0, max: 100, unit: factor, help: '0 is grey, 1 unchanged.' }),
    hueDegrees: interval({
      default: [-18, 18],
      min: -180,
      max: 180,
      unit: 'degrees',
      help: 'Turn of the colour circle.',
    }),
    eachOdds: number({ default: 0.5, min: 0, max: 1, help: 'Odds of each of the five, by itself.' }),
  },
  draw: (draws, { brightness, contrast, saturation, hueDegrees, eachOdds }) => {
    // All is drawn always, so that no coin moves what is drawn after it.
    const all = {
      brightness: draws.uniform(brightness),
      contrast: draws.uniform(contrast),
      saturation: draws.uniform(saturation),
      hueDegrees: draws.uniform(hueDegrees),
      order: draws.permutation(3),
    };
    const isContrastFirst = draws.bernoulli(0.5);
    const parts: string[] = Object.keys(all).filter(() => draws.bernoulli(eachOdds));
    return { ...all, isContrastFirst, parts };
  },
  lower: ({ brightness, contrast, saturation, hueDegrees, order, isContrastFirst, parts }) => {
    const contrasted: ImageOp[] =
      parts.includes('contrast') && contrast !== 1 ? [{ kind: 'contrast', factor: contrast }] : [];
    const ops: ImageOp[] = [];
    if (parts.includes('brightness') && brightness !== 1) ops.push({ kind: 'color', matrix: scaling(brightness) });
    if (isContrastFirst) ops.push(...contrasted);
    if (parts.includes('saturation') && saturation !== 1) ops.push({ kind: 'color', matrix: saturating(saturation) });
    if (parts.includes('hueDegrees') && hueDegrees !== 0) ops.push({ kind: 'hue', turns: hueDegrees / 360 });
    if (!isContrastFirst) ops.push(...contrasted);
    if (parts.includes('order') && order.some((channel, i) => channel !== i))
      ops.push({ kind: 'color', matrix: reordering(order) });
    return ops;
  },
});
