import { choice, color, size } from '../transforms/parameters.ts';
import { defineImageTransform, warp } from './image.ts';

/** Cuts `size` out of the middle; where the picture is smaller, the border shows around it. */
export const centerCrop = defineImageTransform({
  name: 'centerCrop',
  summary: 'Cut a size out of the middle of the picture.',
  reference: 'torchvision.transforms.v2.CenterCrop',
  parameters: {
    size: size({ help: '[height, width] of the result.' }),
    border: choice({
      options: ['constant', 'edge', 'reflect', 'wrap'],
      default: 'constant',
      help: 'What shows around a picture that is smaller.',
    }),
    fill: color({ default: [0, 0, 0], help: 'The colour of a constant border.' }),
  },
  draw: () => ({}),
  lower: (_drawn, { size: [height, width], border, fill }, facts) => {
    const left = roundHalfEven((facts.width - width) / 2);
    const top = roundHalfEven((facts.height - height) / 2);
    return [warp(facts, width, height, [1, 0, left, 0, 1, top, 0, 0, 1], { border, fill, interpolation: 'any' })];
  },
});

/** As Python rounds, and so torchvision's crop. */
function roundHalfEven(x: number): number {
  const floor = Math.floor(x);
  return x - floor === 0.5 ? floor + (floor & 1) : Math.round(x);
}
