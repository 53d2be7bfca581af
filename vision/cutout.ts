import { choice, integer, interval, optional } from '../transforms/parameters.ts';
import { around, constrain, erased, fill, overlap, type Rectangle } from './holes.ts';
import { defineImageTransform } from './image.ts';

/** Drops squares whose centres lie anywhere in the picture: they may hang over its border. Boxes, keypoints and masks stay as they are. */
export const cutout = defineImageTransform({
  name: 'cutout',
  summary: 'Drop squares that may hang over the border.',
  reference: 'DeVries and Taylor 2017',
  equivalents: { imgaug: 'iaa.Cutout(nb_iterations=1, size=0.5, squared=True)' },
  parameters: {
    count: integer({ default: 1, min: 0, max: 256, help: 'How many squares.' }),
    sideFraction: interval({
      default: [0.25, 0.5],
      min: 0,
      max: 2,
      unit: 'of the shorter side',
      help: 'Its side, drawn for each square.',
    }),
    sidePixels: optional(
      interval({ integer: true, min: 0, max: 16384, unit: 'pixels', help: 'Its side, in place of `sideFraction`.' }),
    ),
    fillWith: choice({
      options: ['color', 'random'],
      default: 'color',
      help: 'Put `fill` in their place, or random values.',
    }),
    fill,
    constrain,
  },
  draw: (draws, { count, sideFraction, sidePixels, constrain }, facts) => {
    const squares: [number, number, number, number][] = [];
    for (let i = 0; i < count; i++) {
      const [fraction, pixels] = [draws.uniform(sideFraction), draws.integer(sidePixels ?? [0, 0])];
      const side = (width: number, height: number) =>
        sidePixels === undefined ? Math.round(fraction * Math.min(width, height)) : pixels;
      const all: Rectangle = [0, 0, facts.width, facts.height];
      const boxes = (facts.targets?.boxes ?? []).map((box) => around(box, facts));
      const rooms = boxes.filter(([, , width, height]) => width > 0 && height > 0);
      if (constrain === 'insideBoxes' && rooms.length === 0) continue;
      const room = constrain === 'insideBoxes' ? draws.choice(rooms) : all;
      const taken = constrain === 'outsideBoxes' ? boxes : [];
      for (let attempt = 0; attempt < 50; attempt++) {
        const square = clipped(
          draws.integer(span(room, 0)),
          draws.integer(span(room, 1)),
          side(room[2], room[3]),
          room,
        );
        if (square === undefined || taken.some((box) => overlap(square, box))) continue;
        squares.push([...square]);
        break;
      }
    }
    return { squares, field: draws.field('field') };
  },
  lower: ({ squares, field }, { fillWith, fill }) =>
    erased(
      field,
      squares.map((box) => ({ box, fill: fillWith === 'random' ? fillWith : fill })),
    ),
});

/** Whole pixels along one axis of a room. */
const span = (room: Rectangle, axis: 0 | 1) => [room[axis], room[axis] + room[axis + 2]! - 1] as const;

/** What of a square about a pixel lies in the room. */
function clipped(x: number, y: number, side: number, [left, top, width, height]: Rectangle): Rectangle | undefined {
  const half = Math.floor(side / 2);
  const x0 = Math.max(left, x - half);
  const y0 = Math.max(top, y - half);
  const x1 = Math.min(left + width, x - half + side);
  const y1 = Math.min(top + height, y - half + side);
  return x1 > x0 && y1 > y0 ? [x0, y0, x1 - x0, y1 - y0] : undefined;
}
