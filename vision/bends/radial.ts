import type { RadialBend } from '../ops/index.ts';
import type { BendField } from './field.ts';
import { smoothField } from './smooth.ts';

/**
 * `camera`: OpenCV's radial model with k1 = k2 = distortion and focal lengths of the picture's width and height.
 * `fisheye`: the angle theta = atan(r) to a place becomes theta (1 + k theta^2), r in halves of the longer side.
 */
export function radialField({ model, distortion }: RadialBend, width: number, height: number): BendField {
  const middleX = (width - 1) / 2;
  const middleY = (height - 1) / 2;
  if (model === 'camera') {
    return smoothField(width, height, (x, y) => {
      const u = (x - middleX) / width;
      const v = (y - middleY) / height;
      const square = u * u + v * v;
      const growth = distortion * square * (1 + square);
      return [(x - middleX) * growth, (y - middleY) * growth];
    });
  }
  const half = Math.max(width, height) / 2;
  return smoothField(width, height, (x, y) => {
    const u = (x - middleX) / half;
    const v = (y - middleY) / half;
    const r = Math.sqrt(u * u + v * v);
    const angle = Math.atan(r);
    const bent = Math.min(angle * (1 + distortion * angle * angle), 1.5);
    const growth = r < 1e-6 ? 0 : Math.tan(bent) / r - 1;
    return [(x - middleX) * growth, (y - middleY) * growth];
  });
}
