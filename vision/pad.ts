import { AugmentError } from '../transforms/errors.ts';
import { choice, integer, optional, size } from '../transforms/parameters.ts';
import type { Transform } from '../transforms/transform.ts';
import { border, fill } from './geometry.ts';
import { defineImageTransform, type ImageFacts, warp } from './image.ts';
import type { ImageOp } from './ops/index.ts';

/** Puts a border around the picture until it is as large as `leastSize`, or its sides are multiples of `divisor`, or both. */
export const pad = defineImageTransform({
  name: 'pad',
  summary: 'Put a border around the picture, up to a least size or to multiples of a number.',
  reference: 'albumentations.PadIfNeeded; torchvision.transforms.v2.Pad',
  equivalents: {
    albumentations: 'A.PadIfNeeded(min_height=1024, min_width=1024, border_mode=cv2.BORDER_CONSTANT)',
    torchvision: 'v2.Pad(padding, fill=0)',
  },
  example: { leastSize: [260, 260] },
  parameters: {
    leastSize: optional(size({ help: '[height, width] that the result has at least.' })),
    divisor: optional(
      integer({ min: 1, max: 1024, unit: 'pixels', help: 'Sides become multiples of it (32 for many networks).' }),
    ),
    position: choice({
      options: ['center', 'topLeft', 'topRight', 'bottomLeft', 'bottomRight', 'random'],
      default: 'center',
      help: 'Where the picture stands in the result.',
    }),
    border,
    fill,
  },
  validate: ({ leastSize, divisor }) => {
    if (leastSize !== undefined || divisor !== undefined) return;
    throw new AugmentError('bad-parameter', 'pad.leastSize: expected leastSize or divisor, got neither', {
      transform: 'pad',
      parameter: 'leastSize',
    });
  },
  undrawn: (values): Transform<ImageFacts, ImageOp> =>
    pad({ ...values, position: values.position === 'random' ? 'center' : values.position } as never),
  draw: (draws, { position, leastSize, divisor }, facts) => {
    const { width, height } = paddedSize(facts, leastSize, divisor);
    const [x, y] = [width - facts.width, height - facts.height];
    if (position === 'random') return { left: draws.integer([0, x]), top: draws.integer([0, y]) };
    if (position === 'center') return { left: x >> 1, top: y >> 1 };
    return { left: position.endsWith('Left') ? 0 : x, top: position.startsWith('top') ? 0 : y };
  },
  lower: ({ left, top }, { leastSize, divisor, border, fill }, facts) => {
    const { width, height } = paddedSize(facts, leastSize, divisor);
    if (width === facts.width && height === facts.height) return [];
    return [warp(facts, width, height, [1, 0, -left, 0, 1, -top, 0, 0, 1], { border, fill, interpolation: 'any' })];
  },
});

function paddedSize(
  { width, height }: { readonly width: number; readonly height: number },
  least: readonly [number, number] = [1, 1],
  divisor = 1,
): { width: number; height: number } {
  const up = (side: number, to: number) => Math.ceil(Math.max(side, to) / divisor) * divisor;
  return { width: up(width, least[1]), height: up(height, least[0]) };
}
