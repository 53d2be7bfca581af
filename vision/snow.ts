import { interval } from '../transforms/parameters.ts';
import { defineImageTransform, luma } from './image.ts';
import type { FieldKey, ImageOp } from './ops/index.ts';

const none = [0, 0, 0] as const;
/** No picture needs more, however large it is. */
const most = 20_000;

/** Lets it snow: blurred flakes on a slant, before a picture that is paler for it. */
export const snow = defineImageTransform({
  name: 'snow',
  summary: 'Let it snow: flakes on a slant, and a paler picture behind them.',
  reference: 'Hendrycks and Dietterich 2019 (snow); albumentations.RandomSnow; imgaug.augmenters.Snowflakes',
  equivalents: {
    albumentations: "A.RandomSnow(snow_point_range=(0.1, 0.3), method='texture')",
    kornia: 'K.RandomSnow()',
    imgaug: 'iaa.Snowflakes()',
  },
  parameters: {
    flakesPerMegapixel: interval({
      default: [2000, 9000],
      min: 0,
      max: 20_000,
      unit: 'per million pixels',
      help: 'How many flakes.',
    }),
    sizeFraction: interval({
      default: [0.003, 0.016],
      min: 0.0001,
      max: 0.2,
      unit: 'of the longer side',
      help: 'Their width, from the farthest to the nearest.',
    }),
    streakFraction: interval({
      default: [0, 0.03],
      min: 0,
      max: 1,
      unit: 'of the longer side',
      help: 'How far the nearest flake moves while the picture is taken, drawn for each sample.',
    }),
    angleDegrees: interval({
      default: [-135, -45],
      min: -360,
      max: 360,
      unit: 'degrees',
      help: 'Which way they fall, counter-clockwise from the x axis; -90 is down.',
    }),
    opacity: interval({ default: [0.6, 0.95], min: 0, max: 1, help: 'How much the flakes cover.' }),
    paleness: interval({ default: [0, 0.35], min: 0, max: 1, help: 'How far the picture fades to a pale grey.' }),
  },
  draw: (draws, values) => ({
    flakesPerMegapixel: draws.uniform(values.flakesPerMegapixel),
    streakFraction: draws.uniform(values.streakFraction),
    angleDegrees: draws.uniform(values.angleDegrees),
    opacity: draws.uniform(values.opacity),
    paleness: draws.uniform(values.paleness),
    field: draws.field('field'),
  }),
  lower: (drawn, { sizeFraction }, { width, height }) => {
    const { flakesPerMegapixel, streakFraction, angleDegrees, opacity, paleness, field } = drawn;
    const side = Math.max(width, height);
    const count = Math.min(most, Math.round((flakesPerMegapixel * width * height) / 1e6));
    const ops: ImageOp[] = paleness === 0 ? [] : [{ kind: 'color', matrix: paler(paleness) }];
    if (count === 0 || opacity === 0) return ops;
    ops.push({
      kind: 'light',
      mask: {
        kind: 'streaks',
        key: field as FieldKey,
        count,
        radiusPixels: [(sizeFraction[0] * side) / 2, (sizeFraction[1] * side) / 2],
        lengthPixels: [0, streakFraction * side],
        angleDegrees,
      },
      gain: [1, -opacity],
      offset: [none, [252 * opacity, 253 * opacity, 255 * opacity]],
    });
    return ops;
  },
});

/** Towards half of its grey and half of white. */
function paler(share: number): readonly number[] {
  return [0, 1, 2].flatMap((row) => [
    ...luma.map((weight, column) => (share / 2) * weight + (row === column ? 1 - share : 0)),
    127.5 * share,
  ]);
}
