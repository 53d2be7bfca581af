import { choice, color } from '../transforms/parameters.ts';
import { multiply3 } from './matrices.ts';
import type { Matrix3 } from './ops/index.ts';

/** What shows where a transform of geometry looks beyond the picture. */
export const border = choice({
  options: ['constant', 'edge', 'reflect', 'wrap'],
  default: 'constant',
  help: 'What shows where there is no picture: `fill`, the outermost pixels, the picture mirrored (without repeating its edge), or the picture over again.',
});
export const fill = color({ default: [0, 0, 0], help: 'The colour of a constant border.' });
export const interpolation = choice({
  options: ['bilinear', 'nearest', 'bicubic'],
  default: 'bilinear',
  help: 'How values between pixels are found.',
});

/** The same where `nearest` is what the original has. */
export const nearestInterpolation = choice({
  options: ['bilinear', 'nearest', 'bicubic'],
  default: 'nearest',
  help: 'How values between pixels are found.',
});

/** Sine and cosine, exact at multiples of 90 degrees, where a turn moves whole pixels. */
export function sineCosineDegrees(degrees: number): readonly [number, number] {
  const quarter = Math.round(degrees / 90);
  const rest = ((degrees - quarter * 90) * Math.PI) / 180;
  const sine = Math.sin(rest);
  const cosine = Math.cos(rest);
  switch (((quarter % 4) + 4) % 4) {
    case 0:
      return [sine, cosine];
    case 1:
      return [cosine, -sine];
    case 2:
      return [-sine, -cosine];
    default:
      return [-cosine, sine];
  }
}

/** The inverse of a turn counter-clockwise about the origin: from the place in the output to that in the input. */
export function turned(angleDegrees: number): Matrix3 {
  const [sine, cosine] = sineCosineDegrees(angleDegrees);
  return [cosine, -sine, 0, sine, cosine, 0, 0, 0, 1];
}

/** Moved by so much: the matrix that takes (x, y) to (x + dx, y + dy). */
export function moved(dx: number, dy: number): Matrix3 {
  return [1, 0, dx, 0, 1, dy, 0, 0, 1];
}

/** An inverse matrix about the middle of the input, which becomes the middle of the output. */
export function centred(
  inverse: Matrix3,
  input: { readonly width: number; readonly height: number },
  output: { readonly width: number; readonly height: number } = input,
): Matrix3 {
  const back = moved(-(output.width - 1) / 2, -(output.height - 1) / 2);
  return multiply3(moved((input.width - 1) / 2, (input.height - 1) / 2), multiply3(inverse, back));
}

/** The size of the box around a picture that was turned; a hair's breadth that rounding adds is no pixel. */
export function turnedSize(width: number, height: number, angleDegrees: number): { width: number; height: number } {
  const [sine, cosine] = sineCosineDegrees(angleDegrees).map(Math.abs) as [number, number];
  const whole = (value: number) => Math.max(1, Math.ceil(value - 1e-6));
  return { width: whole(width * cosine + height * sine), height: whole(width * sine + height * cosine) };
}

/** The largest upright rectangle (in area) within a picture that was turned. */
export function innerSize(width: number, height: number, angleDegrees: number): { width: number; height: number } {
  const [sine, cosine] = sineCosineDegrees(angleDegrees).map(Math.abs) as [number, number];
  const [long, short] = width >= height ? [width, height] : [height, width];
  let [w, h]: [number, number] = [0, 0];
  if (short <= 2 * sine * cosine * long || Math.abs(sine - cosine) < 1e-10) {
    // Two corners touch the longer sides, the other two lie inside.
    const half = short / 2;
    [w, h] = width >= height ? [half / sine, half / cosine] : [half / cosine, half / sine];
  } else {
    const double = cosine * cosine - sine * sine;
    [w, h] = [(width * cosine - height * sine) / double, (height * cosine - width * sine) / double];
  }
  const whole = (value: number) => Math.max(1, Math.floor(value + 1e-6));
  return { width: whole(w), height: whole(h) };
}
