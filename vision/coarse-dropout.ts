import { choice, interval } from '../transforms/parameters.ts';
import { constrain, erased, fill, pixelsOf, placed, randomColor } from './holes.ts';
import { defineImageTransform } from './image.ts';
import type { Hole } from './ops/index.ts';

/** Drops a few rectangles. Boxes, keypoints and masks stay as they are. */
export const coarseDropout = defineImageTransform({
  name: 'coarseDropout',
  summary: 'Drop a few rectangles.',
  reference: 'albumentations.CoarseDropout; ConstrainedCoarseDropout',
  equivalents: {
    albumentations:
      'A.CoarseDropout(num_holes_range=(1, 2), hole_height_range=(0.1, 0.2), hole_width_range=(0.1, 0.2), fill=0)',
    imgaug: 'iaa.Cutout(nb_iterations=(1, 2), size=0.2, squared=False)',
  },
  parameters: {
    holes: interval({ integer: true, default: [1, 2], min: 0, max: 256, help: 'How many, drawn for each sample.' }),
    heightFraction: interval({
      default: [0.1, 0.2],
      min: 0,
      max: 1,
      unit: 'of the height',
      help: 'Drawn for each of them.',
    }),
    widthFraction: interval({
      default: [0.1, 0.2],
      min: 0,
      max: 1,
      unit: 'of the width',
      help: 'Drawn for each of them.',
    }),
    fillWith: choice({
      options: ['color', 'random', 'randomColor'],
      default: 'color',
      help: 'Put `fill` in their place, random values, or a random colour for each.',
    }),
    fill,
    constrain,
  },
  draw: (draws, { holes, heightFraction, widthFraction, fillWith, constrain }, facts) => {
    const count = draws.integer(holes);
    const boxes: { box: [number, number, number, number]; color: number[] }[] = [];
    for (let i = 0; i < count; i++) {
      const part = [draws.uniform(widthFraction), draws.uniform(heightFraction)] as const;
      const color = randomColor(draws);
      const box = placed(draws, facts, constrain, (width, height) => [
        pixelsOf(part[0], width),
        pixelsOf(part[1], height),
      ]);
      if (box !== undefined) boxes.push({ box: [...box], color: fillWith === 'randomColor' ? [...color] : [] });
    }
    return { boxes, field: draws.field('field') };
  },
  lower: ({ boxes, field }, { fillWith, fill }) =>
    erased(
      field,
      boxes.map(({ box, color }): Hole => {
        if (fillWith === 'random') return { box, fill: 'random' };
        return { box, fill: fillWith === 'color' ? fill : [color[0]!, color[1]!, color[2]!] };
      }),
    ),
});
