import { flag, interval } from '../transforms/parameters.ts';
import { defineImageTransform } from './image.ts';

/** Stretches levels so that the darkest becomes black and the lightest white. */
export const autoContrast = defineImageTransform({
  name: 'autoContrast',
  summary: 'Stretch levels so that the darkest becomes black and the lightest white.',
  reference: 'PIL.ImageOps.autocontrast; torchvision.transforms.v2.RandomAutocontrast',
  equivalents: { albumentations: "A.AutoContrast(cutoff=0, method='pil')", torchvision: 'v2.RandomAutocontrast(p=1)' },
  parameters: {
    cutoffPercent: interval({
      default: [0, 0],
      min: 0,
      max: 49,
      unit: 'percent of the values',
      help: 'How many of the darkest, and how many of the lightest, are cut off first; drawn for each sample.',
    }),
    perChannel: flag({
      default: true,
      help: 'Each channel by itself; false: one curve for all, found from luma, so that the tone stays.',
    }),
  },
  draw: (draws, { cutoffPercent }) => ({ cutoffPercent: draws.uniform(cutoffPercent) }),
  lower: ({ cutoffPercent }, { perChannel }) => [
    { kind: 'autoContrast', cutoffPercent: [cutoffPercent, cutoffPercent], perChannel },
  ],
});
