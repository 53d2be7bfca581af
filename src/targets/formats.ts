import { AugmentError, show } from '../../transforms/index.ts';

/**
 * What the four numbers of a box are. `coco`: left, top, width, height, in pixels. `pascal_voc`: left, top, right, bottom, in
 * pixels. `albumentations`: the same as fractions of the picture. `yolo`: centre, width and height, as fractions.
 */
export type BoxFormat = 'coco' | 'pascal_voc' | 'albumentations' | 'yolo';

export const boxFormats = ['coco', 'pascal_voc', 'albumentations', 'yolo'] as const;

export type Edges = readonly [left: number, top: number, right: number, bottom: number];

/** The edges of a box, in pixels, the first of which spans [0, 1]. */
export function edgesOf([a, b, c, d]: Edges, format: BoxFormat, width: number, height: number): Edges {
  switch (format) {
    case 'coco':
      return [a, b, a + c, b + d];
    case 'pascal_voc':
      return [a, b, c, d];
    case 'albumentations':
      return [a * width, b * height, c * width, d * height];
    case 'yolo':
      return [(a - c / 2) * width, (b - d / 2) * height, (a + c / 2) * width, (b + d / 2) * height];
  }
}

/** The inverse of `edgesOf`. */
export function formatted([left, top, right, bottom]: Edges, format: BoxFormat, width: number, height: number): Edges {
  switch (format) {
    case 'coco':
      return [left, top, right - left, bottom - top];
    case 'pascal_voc':
      return [left, top, right, bottom];
    case 'albumentations':
      return [left / width, top / height, right / width, bottom / height];
    case 'yolo':
      return [(left + right) / 2 / width, (top + bottom) / 2 / height, (right - left) / width, (bottom - top) / height];
  }
}

/** Boxes may lie this much outside, or be this much less than nothing, by rounding (of pixels to whole ones, say). */
const slackPixels = 0.5;

/** A source's box as edges within the picture, or nothing where `clip` leaves nothing. Throws AugmentError for what is no box. */
export function checkedEdges(
  box: unknown,
  index: number,
  format: BoxFormat,
  width: number,
  height: number,
  clip: boolean,
): Edges | undefined {
  const isFour = Array.isArray(box) && box.length === 4 && box.every((value) => Number.isFinite(value));
  if (!isFour) throw badBox(index, `four finite numbers (${format})`, box, 'correct it, or drop it from the source');
  const [left, top, right, bottom] = edgesOf(box as unknown as Edges, format, width, height);
  if (right - left < -slackPixels || bottom - top < -slackPixels) {
    throw badBox(index, `a width and a height >= 0 (${format})`, box, 'is it in another format?');
  }
  const isOutside =
    left < -slackPixels || top < -slackPixels || right > width + slackPixels || bottom > height + slackPixels;
  if (isOutside && !clip) {
    const hint = 'is it in another format, or of the picture before its EXIF turn? clip: true cuts such boxes off';
    throw badBox(index, `a box within the picture of ${width} x ${height} (width x height, ${format})`, box, hint);
  }
  if (isOutside && (right <= 0 || bottom <= 0 || left >= width || top >= height)) return undefined;
  const x0 = within(left, width);
  const y0 = within(top, height);
  return [x0, y0, Math.max(x0, within(right, width)), Math.max(y0, within(bottom, height))];
}

const within = (value: number, most: number) => Math.min(Math.max(value, 0), most);

function badBox(index: number, expected: string, got: unknown, hint: string): AugmentError {
  return new AugmentError('bad-targets', `box ${index}: expected ${expected}, got ${show(got)}; ${hint}`);
}
