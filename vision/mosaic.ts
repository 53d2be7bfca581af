import { choice, interval, size } from '../transforms/parameters.ts';
import { defineImageTransform } from './image.ts';
import { fitting } from './mixing.ts';
import type { Fit, PixelBox } from './ops/index.ts';
import { resize } from './resize.ts';

/** Lays the picture and three others of the dataset out in a grid of two by two; the label's shares are those of the area. */
export const mosaic = defineImageTransform({
  name: 'mosaic',
  summary: 'Lay the picture and three others of the dataset out in a grid of two by two.',
  reference: 'YOLOv4 (Bochkovskiy et al. 2020)',
  equivalents: {
    albumentations: 'A.Mosaic(target_size=(512, 512), center_range=(0.3, 0.7))',
    kornia: 'K.RandomMosaic(output_size=(512, 512), start_ratio_range=(0.3, 0.7))',
  },
  mixes: true,
  example: { size: [180, 240] },
  parameters: {
    size: size({ help: '[height, width] of the whole grid.' }),
    centreFraction: interval({
      default: [0.3, 0.7],
      min: 0,
      max: 1,
      unit: 'of the side',
      help: 'Where the four meet, across and down, each drawn by itself.',
    }),
    fit: choice({
      options: ['cover', 'stretch'],
      default: 'cover',
      help: 'Cut a random part in the shape of the cell out of each, as large as can be, or stretch the whole picture to it.',
    }),
  },
  undrawn: ({ size }) => resize({ size }),
  draw: (draws, { centreFraction }) => ({
    partners: [draws.unit(), draws.unit(), draws.unit()],
    centre: [draws.uniform(centreFraction), draws.uniform(centreFraction)],
    place: draws.integer([0, 3]),
    parts: [0, 1, 2, 3].map(() => [draws.unit(), draws.unit()] as const),
  }),
  lower: ({ partners, centre, place, parts }, { size: [height, width], fit }, facts) => {
    const cells = cellsOf(width, height, Math.round(centre[0]! * width), Math.round(centre[1]! * height), place);
    const fits = cells.map(([, , w, h], i): Fit => {
      return { width: w, height: h, ...(fit === 'cover' ? { cover: parts[i]! } : {}) };
    });
    const own = fitting(facts, fits[0]!);
    const first = own === undefined ? [] : [own];
    const others = cells.length - 1;
    if (others === 0) return first;
    const shares = cells.slice(1).map(([, , w, h]) => (w * h) / (width * height));
    return [
      ...first,
      {
        kind: 'mosaic',
        partners: partners.slice(0, others),
        fits: fits.slice(1),
        shares,
        cells,
        makes: { width, height },
      },
    ];
  },
});

/** The cells that are not empty, beginning with the sample's own. */
function cellsOf(width: number, height: number, x: number, y: number, place: number): readonly PixelBox[] {
  const all: readonly PixelBox[] = [
    [0, 0, x, y],
    [x, 0, width - x, y],
    [0, y, x, height - y],
    [x, y, width - x, height - y],
  ];
  const cells = all.filter(([, , w, h]) => w > 0 && h > 0);
  const own = place % cells.length;
  return [...cells.slice(own), ...cells.slice(0, own)];
}
