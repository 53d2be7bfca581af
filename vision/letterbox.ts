import { choice, color, flag, size } from '../transforms/parameters.ts';
import { interpolation } from './geometry.ts';
import { defineImageTransform, scaledTo, warp } from './image.ts';

/** Resizes the picture to fit into `size` with its shape kept, and fills up what is left of it, as detectors want it. */
export const letterbox = defineImageTransform({
  name: 'letterbox',
  summary: 'Resize to fit into a size with the shape kept, and fill up the rest.',
  reference: 'YOLO letterbox; albumentations.LetterBox',
  equivalents: { albumentations: 'A.LetterBox(size=(640, 640), fill=114)' },
  example: { size: [160, 160] },
  parameters: {
    size: size({ help: '[height, width] of the result.' }),
    position: choice({
      options: ['center', 'topLeft'],
      default: 'center',
      help: 'Where the picture stands in the result.',
    }),
    enlarge: flag({ default: true, help: 'Enlarge smaller pictures as well.' }),
    fill: color({ default: [114, 114, 114], help: 'The colour of the rest.' }),
    interpolation,
  },
  draw: () => ({}),
  lower: (_drawn, { size: [height, width], position, enlarge, fill, interpolation }, facts) => {
    const fitting = scaledTo(facts, Math.min(width / facts.width, height / facts.height), enlarge, interpolation, [
      height,
      width,
    ]);
    const inner = fitting[0]?.steps[0] ?? facts;
    const [x, y] = [width - inner.width, height - inner.height];
    if (x === 0 && y === 0) return fitting;
    const [left, top] = position === 'center' ? [x >> 1, y >> 1] : [0, 0];
    const inverse = [1, 0, -left, 0, 1, -top, 0, 0, 1] as const;
    return [...fitting, warp(inner, width, height, inverse, { border: 'constant', fill, interpolation: 'any' })];
  },
});
