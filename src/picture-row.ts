import { AugmentError } from '../transforms/index.ts';
import type { ImageFacts } from '../vision/image.ts';
import type { ScaleOp } from '../vision/index.ts';
import { packPair, type RowShape } from './workers/row-form.ts';

/** A picture as a row: one plane of all of its values. */
export function shapeOf({ width, height }: ImageFacts, { dtype }: ScaleOp): RowShape {
  if (width > 0xffff || height > 0xffff) {
    throw new AugmentError(
      'too-large',
      `expected samples of at most 65535 x 65535 pixels, got ${height} x ${width} (height x width)`,
    );
  }
  return {
    code: packPair(width, height),
    planes: 1,
    length: width * height * 3,
    valueBytes: { float32: 4, uint16: 2, uint8: 1 }[dtype],
    isRagged: false,
    padValue: 0,
    sampleRate: 0,
  };
}
