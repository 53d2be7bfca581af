import { choice, flag } from '../transforms/parameters.ts';
import { defineImageTransform } from './image.ts';

/** Spreads levels so that all are about as frequent, by the picture's own histogram. */
export const equalize = defineImageTransform({
  name: 'equalize',
  summary: 'Spread levels so that all are about as frequent.',
  reference: 'PIL.ImageOps.equalize; cv2.equalizeHist',
  equivalents: { albumentations: "A.Equalize(mode='pil', by_channels=True)", torchvision: 'v2.RandomEqualize(p=1)' },
  parameters: {
    mode: choice({
      options: ['pil', 'cv'],
      default: 'pil',
      help: 'As Pillow, which leaves pictures of fewer than 256 pixels alone, or as OpenCV.',
    }),
    perChannel: flag({ default: true, help: 'Each channel by itself; false: luma, so that hues stay.' }),
  },
  draw: () => ({}),
  lower: (_drawn, { mode, perChannel }) => [{ kind: 'equalize', mode, perChannel }],
});
