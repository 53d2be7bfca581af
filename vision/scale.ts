import { AugmentError } from '../transforms/errors.ts';
import { choice, flag, interval, optional, perChannel } from '../transforms/parameters.ts';
import type { Transform } from '../transforms/transform.ts';
import { defineImageTransform, type ImageFacts } from './image.ts';
import type { FieldKey, ImageOp, ScaleOp } from './ops/index.ts';

/** Turns grey levels into what the network gets: [-1, 1] float32 NHWC unless told otherwise. Always the last step. */
export const scale = defineImageTransform({
  name: 'scale',
  summary: 'Squeeze grey levels into the range, type and layout that the network gets; always the last step.',
  reference:
    'Keras Rescaling(1/127.5, -1); torchvision.transforms.v2.Normalize; dither: Theis et al. 2016, uniform dequantisation',
  equivalents: {
    albumentations: 'A.Normalize(mean=(0.5, 0.5, 0.5), std=(0.5, 0.5, 0.5))',
    torchvision: 'v2.ToDtype(torch.float32, scale=True), v2.Normalize([0.5] * 3, [0.5] * 3)',
  },
  parameters: {
    range: interval({ default: [-1, 1], help: 'What black and white become.' }),
    mean: optional(
      perChannel({
        unit: 'of full scale',
        help: 'Mean to take off, instead of `range`, of all channels or of each; goes with `std`.',
      }),
    ),
    std: optional(
      perChannel({
        min: 0,
        positive: true,
        unit: 'of full scale',
        help: 'Standard deviation to divide by, of all channels or of each; goes with `mean`.',
      }),
    ),
    dtype: choice({
      options: ['float32', 'uint8', 'uint16'],
      default: 'float32',
      help: 'uint8: rounded grey levels, 0 to 255, for scaling on the device; uint16: 0 to 65535, 257 a grey level.',
    }),
    layout: choice({
      options: ['NHWC', 'NCHW'],
      default: 'NHWC',
      help: 'Channels last (tfjs, Keras, JAX) or first (PyTorch).',
    }),
    dither: flag({
      default: false,
      help: 'Add uniform noise below one grey level, so that no float sample ever repeats; uint8 and uint16 are rounded at random.',
    }),
  },
  validate: ({ range, mean, std, dtype }) => {
    const fail = (parameter: string, message: string) => {
      throw new AugmentError('bad-parameter', `scale.${parameter}: ${message}`, { transform: 'scale', parameter });
    };
    if ((mean === undefined) !== (std === undefined)) {
      fail(mean === undefined ? 'mean' : 'std', 'expected mean and std together, got one of them');
    }
    if (mean?.length !== std?.length) {
      fail('std', `expected as many numbers as mean has, ${mean?.length}, got ${std?.length}`);
    }
    const ranged = range[0] !== -1 || range[1] !== 1;
    if (ranged && mean !== undefined) fail('range', 'expected either range or mean and std, got both');
    if (dtype !== 'float32' && (ranged || mean !== undefined))
      fail(
        'dtype',
        `expected float32 with range, mean or std; ${dtype} is always 0 to ${dtype === 'uint8' ? 255 : 65535}`,
      );
    if (range[0] === range[1]) fail('range', `expected two different ends, got [${range}]`);
  },
  undrawn: (values): Transform<ImageFacts, ImageOp> => scale({ ...(values as object), dither: false }),
  draw: (draws, { dither }) => (dither ? { field: draws.field('field') } : {}),
  lower: (drawn, { range, mean, std, dtype, layout }, { channels = 3 }) => {
    const map = affine(range[0], range[1], mean, std, dtype, channels);
    const op: ScaleOp = { kind: 'scale', multiply: map[0], add: map[1], layout, dtype };
    return ['field' in drawn ? { ...op, dither: drawn.field as unknown as FieldKey } : op];
  },
});

function affine(
  low: number,
  high: number,
  mean: readonly number[] | undefined,
  std: readonly number[] | undefined,
  dtype: string,
  channels: number,
): readonly [multiply: readonly number[], add: readonly number[]] {
  const all = (value: number) => (channels === 3 ? [value, value, value] : [value]);
  if (dtype !== 'float32') {
    const factor = dtype === 'uint8' ? 1 : 257;
    return [all(factor), all(0)];
  }
  if (mean !== undefined && std !== undefined) {
    return [std.map((s) => 1 / (255 * s)), mean.map((m, c) => -m / std[c]!)];
  }
  const factor = (high - low) / 255;
  return [all(factor), all(low)];
}
