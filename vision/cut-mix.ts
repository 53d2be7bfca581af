import { number } from '../transforms/parameters.ts';
import { defineImageTransform } from './image.ts';
import type { PixelBox } from './ops/index.ts';

/** Puts a box of another picture of the dataset over the picture; the label's shares are those of the area, to the pixel. */
export const cutMix = defineImageTransform({
  name: 'cutMix',
  summary: 'Put a box of another picture of the dataset over the picture, and share the label by area.',
  reference: 'CutMix: Regularization Strategy to Train Strong Classifiers with Localizable Features (Yun et al. 2019)',
  equivalents: { torchvision: 'v2.CutMix(alpha=1.0, num_classes=...)', kornia: 'K.RandomCutMixV2()' },
  mixes: true,
  parameters: {
    alpha: number({
      default: 1,
      min: 0,
      positive: true,
      max: 1000,
      help: "Of Beta(alpha, alpha), from which the share of the area that stays the picture's own is drawn, before the box is cut off at the edges.",
    }),
  },
  draw: (draws, { alpha }) => ({
    partner: draws.unit(),
    centre: [draws.unit(), draws.unit()],
    lambda: draws.beta(alpha, alpha),
  }),
  lower: ({ partner, centre, lambda }, _values, { width, height }) => {
    const half = 0.5 * Math.sqrt(1 - lambda);
    const [left, right] = spanOf(centre[0]!, half, width);
    const [top, bottom] = spanOf(centre[1]!, half, height);
    const box: PixelBox = [left, top, right - left, bottom - top];
    const share = (box[2] * box[3]) / (width * height);
    if (share === 0) return [];
    return [{ kind: 'cutMix', partners: [partner], fits: [{ width, height }], shares: [share], box }];
  },
});

/** Whole pixels from `centre` less `half` to `centre` plus `half`, which are fractions of the side. */
function spanOf(centre: number, half: number, side: number): readonly [number, number] {
  const low = Math.round((centre - half) * side);
  const high = Math.round((centre + half) * side);
  return [Math.max(0, low), Math.min(side, high)];
}
