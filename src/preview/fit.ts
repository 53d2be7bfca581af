import type { Pixels } from '../renderer.ts';

/** The most room that a picture may take, in pixels. */
export interface Room {
  readonly width: number;
  readonly height: number;
}

/** The size at which a picture is shown: whole, undistorted, enlarged by whole factors only. */
export function fittedSize({ width, height }: Room, room: Room): Room {
  const factor = Math.min(room.width / width, room.height / height);
  const shown = factor >= 1 ? Math.floor(factor) : factor;
  return { width: Math.max(1, Math.round(width * shown)), height: Math.max(1, Math.round(height * shown)) };
}

/** The picture at that size: averaged by area where it shrinks, pixels as squares where it grows. */
export function fitTo(picture: Pixels, room: Room): Pixels {
  const { width, height } = fittedSize(picture, room);
  if (width === picture.width && height === picture.height) return picture;
  if (width > picture.width) return enlarge(picture, width, height);
  return shrink(picture, width, height);
}

function enlarge({ width: fromWidth, height: fromHeight, data }: Pixels, width: number, height: number): Pixels {
  const out = new Uint8Array(width * height * 3);
  for (let y = 0, to = 0; y < height; y++) {
    const row = Math.floor((y * fromHeight) / height) * fromWidth;
    for (let x = 0; x < width; x++) {
      const from = (row + Math.floor((x * fromWidth) / width)) * 3;
      for (let c = 0; c < 3; c++) out[to++] = data[from + c]!;
    }
  }
  return { width, height, data: out };
}

function shrink({ width: fromWidth, height: fromHeight, data }: Pixels, width: number, height: number): Pixels {
  const across = new Float64Array(fromHeight * width * 3);
  for (let y = 0; y < fromHeight; y++) {
    average(data, y * fromWidth * 3, 3, fromWidth, across, y * width * 3, 3, width);
  }
  const down = new Float64Array(height * width * 3);
  for (let x = 0; x < width; x++) {
    average(across, x * 3, width * 3, fromHeight, down, x * 3, width * 3, height);
  }
  return { width, height, data: Uint8Array.from(down, (level) => Math.round(level)) };
}

/** One row or column of pixels to `count` pixels, each the mean of what it covers, parts of pixels by their share. */
function average(
  from: ArrayLike<number>,
  fromStart: number,
  fromStep: number,
  fromCount: number,
  to: Float64Array,
  toStart: number,
  toStep: number,
  count: number,
): void {
  const span = fromCount / count;
  for (let i = 0; i < count; i++) {
    const [low, high] = [i * span, Math.min((i + 1) * span, fromCount)];
    for (let at = Math.floor(low); at < high; at++) {
      const share = (Math.min(at + 1, high) - Math.max(at, low)) / (high - low);
      for (let c = 0; c < 3; c++) to[toStart + i * toStep + c]! += from[fromStart + at * fromStep + c]! * share;
    }
  }
}
