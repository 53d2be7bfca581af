import { flag, interval } from '../transforms/parameters.ts';
import { border, fill, interpolation } from './geometry.ts';
import { defineImageTransform, multiply3, warp } from './image.ts';
import { inverted } from './matrices.ts';
import type { Matrix3 } from './ops/index.ts';

/**
 * Moves each corner of the picture by a random way of its own, up to `distortionScale` of half a side, as if it were seen from
 * aside: inwards, so that all of it stays in view, or (`zoomed`) outwards, so that parts of it are cut off.
 */
export const perspective = defineImageTransform({
  name: 'perspective',
  summary: 'Show the picture as if it were seen from aside.',
  reference: 'torchvision.transforms.v2.RandomPerspective',
  equivalents: {
    albumentations: 'A.Perspective(scale=(0.05, 0.1), keep_size=True)',
    torchvision: 'v2.RandomPerspective(distortion_scale=0.5)',
  },
  parameters: {
    distortionScale: interval({
      default: [0.5, 0.5],
      min: 0,
      max: 0.95,
      unit: 'of half a side',
      help: 'How far a corner may move inwards; each moves by a uniform share of it.',
    }),
    zoomed: flag({
      default: false,
      help: 'Move the corners outwards by as much instead: the picture is seen nearer, and parts of it are cut off.',
    }),
    border,
    fill,
    interpolation,
  },
  draw: (draws, { distortionScale }) => {
    const scale = draws.uniform(distortionScale);
    return { distortionScale: scale, corners: Array.from({ length: 8 }, () => draws.unit() * scale) };
  },
  lower: ({ distortionScale, corners }, { zoomed, border, fill, interpolation }, facts) => {
    if (distortionScale === 0) return [];
    const { width, height } = facts;
    const [right, bottom] = [width - 1, height - 1];
    const sign = zoomed ? -1 : 1;
    const across = (i: number) => (sign * corners[i]! * right) / 2;
    const down = (i: number) => (sign * corners[i]! * bottom) / 2;
    if (right === 0 || bottom === 0) return [];
    const toCorners = squareTo([
      [across(0), down(1)],
      [right - across(2), down(3)],
      [right - across(4), bottom - down(5)],
      [across(6), bottom - down(7)],
    ]);
    const inverse = multiply3([right, 0, 0, 0, bottom, 0, 0, 0, 1], inverted(toCorners));
    return [warp(facts, width, height, unit(inverse), { border, fill, interpolation })];
  },
});

type Corner = readonly [x: number, y: number];

/** The matrix that takes the unit square to four corners: upper left, upper right, lower right, lower left (Heckbert 1989, 2.2.3). */
function squareTo([a, b, c, d]: readonly [Corner, Corner, Corner, Corner]): Matrix3 {
  const [sumX, sumY] = [a[0] - b[0] + c[0] - d[0], a[1] - b[1] + c[1] - d[1]];
  const [x1, y1, x2, y2] = [b[0] - c[0], b[1] - c[1], d[0] - c[0], d[1] - c[1]];
  const whole = x1 * y2 - x2 * y1;
  const g = (sumX * y2 - x2 * sumY) / whole;
  const h = (x1 * sumY - sumX * y1) / whole;
  return [
    b[0] - a[0] + g * b[0],
    d[0] - a[0] + h * d[0],
    a[0],
    b[1] - a[1] + g * b[1],
    d[1] - a[1] + h * d[1],
    a[1],
    g,
    h,
    1,
  ];
}

function unit(m: Matrix3): Matrix3 {
  return m.map((value) => value / m[8]) as unknown as Matrix3;
}
