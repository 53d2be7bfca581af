import { AugmentError } from '../../transforms/errors.ts';
import type { Bytes8, KernelMemory, Planes } from '../kernels/memory.ts';
import type { Rgb } from '../ops/index.ts';
import type { PictureType } from './picture-type.ts';

/** Pixels as numbers, [height, width, channels], of which `range` is black and white. */
export interface DeepPixels {
  readonly values: Uint8Array | Uint16Array | Float32Array;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly range: readonly [number, number];
}

/**
 * Spreads pixels to planes of grey levels, black 0 and white 255 in full precision, with the channels that are wanted: grey is
 * spread to RGB, alpha (of 2 and 4 channels) laid over the background or, where it is wanted and missing, opaque. Throws AugmentError
 * for values that are no finite numbers, and for channels that cannot become those.
 */
export function planesFrom(memory: KernelMemory, pixels: DeepPixels, type: PictureType): Planes {
  const { values, width, height, channels, range } = pixels;
  const wanted = type.channels;
  const count = width * height;
  const planes = memory.allocatePlanes(width, height, wanted);
  const at = planes.pointer >> 2;
  const { floats } = memory;
  const factor = 255 / (range[1] - range[0]);
  const hasAlpha = channels % 2 === 0 && channels <= 4 && (wanted === 3 || wanted === channels - 1);
  const colors = hasAlpha ? channels - 1 : channels;
  const isOpaque = wanted === channels + 1 && wanted % 2 === 0 && wanted <= 4;
  if (!isOpaque && wanted !== colors && !(wanted === 3 && colors === 1)) {
    throw new AugmentError(
      'corrupt',
      `${type.name}: expected ${wanted} channels, as its header says, got ${channels}`,
      {
        file: type.name,
      },
    );
  }
  for (let c = 0; c < colors; c++) {
    const to = at + c * count;
    for (let i = 0, from = c; i < count; i++, from += channels) floats[to + i] = (values[from]! - range[0]) * factor;
  }
  assertFinite(pixels, type.name);
  if (hasAlpha) {
    for (let c = 0; c < colors; c++) {
      const behind = type.background[colors === 1 ? 1 : c]!;
      const to = at + c * count;
      for (let i = 0, from = colors; i < count; i++, from += channels) {
        const alpha = (values[from]! - range[0]) * (factor / 255);
        floats[to + i] = floats[to + i]! * alpha + behind * (1 - alpha);
      }
    }
  }
  if (isOpaque) floats.fill(255, at + channels * count, at + wanted * count);
  else for (let c = colors; c < wanted; c++) floats.copyWithin(at + c * count, at, at + count);
  return planes;
}

function assertFinite({ values, width, channels }: DeepPixels, name: string): void {
  if (!(values instanceof Float32Array)) return;
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  const pixel = Math.floor(at / channels);
  throw new AugmentError(
    'not-finite',
    `${name}: expected finite values, got ${values[at]} at [${Math.floor(pixel / width)}, ${pixel % width}, ${at % channels}] (row, column, channel); mend it or leave it out`,
    { file: name },
  );
}

/** The grey that an RGBX picture of greys holds, as one plane. */
export function greyPlane(memory: KernelMemory, { pointer, width, height, strideBytes }: Bytes8): Planes {
  const planes = memory.allocatePlanes(width, height, 1);
  const { bytes, floats } = memory;
  for (let y = 0, to = planes.pointer >> 2; y < height; y++) {
    for (let x = 0, from = pointer + y * strideBytes; x < width; x++, from += 4) floats[to++] = bytes[from]!;
  }
  return planes;
}

/** 8-bit RGB and alpha over a background, as RGBX. */
export function flattened(
  memory: KernelMemory,
  data: Uint8Array,
  width: number,
  height: number,
  background: Rgb,
): Bytes8 {
  const pointer = memory.allocate(width * height * 4);
  const out = memory.bytes;
  for (let from = 0, to = pointer; from < data.length; from += 4, to += 4) {
    const alpha = data[from + 3]! / 255;
    for (let c = 0; c < 3; c++) out[to + c] = Math.round(data[from + c]! * alpha + background[c]! * (1 - alpha));
    out[to + 3] = 255;
  }
  return { pointer, width, height, strideBytes: width * 4 };
}
