import { AugmentError } from '../transforms/index.ts';
import type { ImageFacts } from '../vision/image.ts';
import type { ScaleOp } from '../vision/index.ts';
import { pixelBytes } from '../vision/io/raw.ts';
import { packPair, type RowShape } from './workers/row-form.ts';

/** A picture as a row: one plane of all of its values. */
export function shapeOf({ width, height, channels = 3 }: ImageFacts, { dtype, multiply }: ScaleOp): RowShape {
  if (width > 0xffff || height > 0xffff) {
    throw new AugmentError(
      'too-large',
      `expected samples of at most 65535 x 65535 pixels, got ${height} x ${width} (height x width)`,
    );
  }
  assertScale(multiply.length, channels);
  return {
    code: packPair(width, height),
    planes: 1,
    length: width * height * channels,
    valueBytes: pixelBytes[dtype],
    isRagged: false,
    padValue: 0,
    trait: channels,
  };
}

function assertScale(numbers: number, channels: number): void {
  if (numbers === 1 || numbers === channels) return;
  throw new AugmentError(
    'bad-parameter',
    `scale.mean: expected one number, or one for each of ${channels} channels, got ${numbers}`,
    { transform: 'scale', parameter: 'mean' },
  );
}

/** Of pixels with any number of channels, what can be seen. */
export function visibleOf(pixels: Uint8Array, channels: number): Uint8Array {
  if (channels === 3) return pixels;
  const count = pixels.length / channels;
  const visible = new Uint8Array(count * 3);
  for (let i = 0; i < count; i++)
    for (let c = 0; c < 3; c++) visible[i * 3 + c] = pixels[i * channels + (channels > 3 ? c : 0)]!;
  return visible;
}
