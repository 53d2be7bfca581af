import { choice, interval } from '../transforms/parameters.ts';
import { constrain, erased, fill, placed } from './holes.ts';
import { defineImageTransform } from './image.ts';

/** Erases one rectangle of a random area and aspect ratio. Boxes, keypoints and masks stay as they are. */
export const randomErasing = defineImageTransform({
  name: 'randomErasing',
  summary: 'Erase one rectangle of a random area and aspect ratio.',
  reference: 'Zhong et al. 2017; torchvision.transforms.v2.RandomErasing',
  equivalents: {
    albumentations: 'A.Erasing(scale=(0.02, 0.33), ratio=(0.3, 3.3))',
    torchvision: 'v2.RandomErasing(p=1, scale=(0.02, 0.33), ratio=(0.3, 3.3), value=0)',
  },
  parameters: {
    areaFraction: interval({ default: [0.02, 0.33], min: 0, max: 1, unit: 'of the picture', help: 'Its area.' }),
    aspectRatio: interval({
      default: [0.3, 3.3],
      min: 0.01,
      max: 100,
      help: 'Height by width, drawn evenly on a logarithmic scale. Of ten tries the first that fits is taken; else nothing is erased.',
    }),
    fillWith: choice({
      options: ['color', 'random', 'normal'],
      default: 'color',
      help: 'Put `fill` in its place, uniform values, or normal ones about mid grey, of a quarter of full scale.',
    }),
    fill,
    constrain,
  },
  draw: (draws, { areaFraction, aspectRatio, constrain }, facts) => {
    const box = placed(draws, facts, constrain, (width, height) => {
      for (let attempt = 0; attempt < 10; attempt++) {
        const area = draws.uniform(areaFraction) * width * height;
        const ratio = draws.logUniform(aspectRatio);
        const h = Math.round(Math.sqrt(area * ratio));
        const w = Math.round(Math.sqrt(area / ratio));
        if (h > 0 && w > 0 && h < height && w < width) return [w, h];
      }
      return undefined;
    });
    return { box: box === undefined ? null : [...box], field: draws.field('field') };
  },
  lower: ({ box, field }, { fillWith, fill }) => {
    if (box === null) return [];
    const [left, top, width, height] = box as [number, number, number, number];
    return erased(field, [{ box: [left, top, width, height], fill: fillWith === 'color' ? fill : fillWith }]);
  },
});
