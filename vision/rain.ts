import { color, interval } from '../transforms/parameters.ts';
import { defineImageTransform, luma } from './image.ts';
import type { FieldKey, ImageOp } from './ops/index.ts';

const none = [0, 0, 0] as const;
/** No picture needs more, however large it is. */
const most = 20_000;

/** Draws rain: slanting streaks in a dimmer, greyer light. */
export const rain = defineImageTransform({
  name: 'rain',
  summary: 'Draw rain: slanting streaks in a dimmer light.',
  reference: 'albumentations.RandomRain; imgaug.augmenters.Rain',
  equivalents: {
    albumentations: 'A.RandomRain(slant_range=(-10, 10), drop_length=20, brightness_coefficient=0.7)',
    kornia: 'K.RandomRain()',
    imgaug: 'iaa.Rain()',
  },
  parameters: {
    streaksPerMegapixel: interval({
      default: [1500, 5000],
      min: 0,
      max: 20_000,
      unit: 'per million pixels',
      help: 'How many streaks.',
    }),
    lengthFraction: interval({
      default: [0.03, 0.1],
      min: 0.001,
      max: 1,
      unit: 'of the longer side',
      help: 'Lengths, from the farthest to the nearest drop.',
    }),
    widthFraction: interval({
      default: [0.002, 0.005],
      min: 0.0001,
      max: 0.1,
      unit: 'of the longer side',
      help: 'Widths, from the farthest to the nearest drop.',
    }),
    slantDegrees: interval({
      default: [-15, 15],
      min: -80,
      max: 80,
      unit: 'degrees',
      help: 'Away from upright, drawn for each sample; positive: the lower end lies to the right.',
    }),
    opacity: interval({ default: [0.3, 0.6], min: 0, max: 1, help: 'How much the streaks cover.' }),
    brightness: interval({ default: [0.7, 0.95], min: 0, max: 1, unit: 'factor', help: 'The light of a rainy day.' }),
    color: color({ default: [205, 212, 220], help: 'The colour of the streaks.' }),
  },
  draw: (draws, values) => ({
    streaksPerMegapixel: draws.uniform(values.streaksPerMegapixel),
    slantDegrees: draws.uniform(values.slantDegrees),
    opacity: draws.uniform(values.opacity),
    brightness: draws.uniform(values.brightness),
    field: draws.field('field'),
  }),
  lower: (drawn, { lengthFraction, widthFraction, color }, { width, height }) => {
    const { streaksPerMegapixel, slantDegrees, opacity, brightness, field } = drawn;
    const side = Math.max(width, height);
    const count = Math.min(most, Math.round((streaksPerMegapixel * width * height) / 1e6));
    const ops: ImageOp[] = brightness === 1 ? [] : [{ kind: 'color', matrix: dimmed(brightness) }];
    if (count === 0 || opacity === 0) return ops;
    const pixels = ([low, high]: readonly [number, number], scale: number) => [low * scale, high * scale] as const;
    ops.push({
      kind: 'light',
      mask: {
        kind: 'streaks',
        key: field as FieldKey,
        count,
        radiusPixels: pixels(widthFraction, side / 2),
        lengthPixels: pixels(lengthFraction, side),
        angleDegrees: slantDegrees - 90,
      },
      gain: [1, -opacity],
      offset: [none, [color[0] * opacity, color[1] * opacity, color[2] * opacity]],
    });
    return ops;
  },
});

/** Dimmer, and half as much greyer. */
function dimmed(brightness: number): readonly number[] {
  const kept = (1 + brightness) / 2;
  return [0, 1, 2].flatMap((row) => [
    ...luma.map((weight, column) => brightness * ((1 - kept) * weight + (row === column ? kept : 0))),
    0,
  ]);
}
