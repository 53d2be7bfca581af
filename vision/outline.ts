// Polygons as x0, y0, x1, y1, ...: in order, not closed; coordinates in pixels from edges.

/** The area inside of an outline, in square pixels. */
export function areaOf(outline: readonly number[]): number {
  let twice = 0;
  const [x0, y0] = [outline[0] ?? 0, outline[1] ?? 0];
  // About the first corner: far from the origin nothing is lost to rounding.
  for (let i = 2; i + 3 < outline.length; i += 2) {
    twice += (outline[i]! - x0) * (outline[i + 3]! - y0) - (outline[i + 2]! - x0) * (outline[i + 1]! - y0);
  }
  return Math.abs(twice) / 2;
}

/** The smallest upright box around an outline: [left, top, right, bottom]. */
export function boundsOf(outline: readonly number[]): readonly [number, number, number, number] {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < outline.length; i += 2) {
    left = Math.min(left, outline[i]!);
    right = Math.max(right, outline[i]!);
    top = Math.min(top, outline[i + 1]!);
    bottom = Math.max(bottom, outline[i + 1]!);
  }
  return [left, top, right, bottom];
}

/** An outline's part within a box (Sutherland-Hodgman): exact, edges included. */
export function clipToBox(
  outline: readonly number[],
  left: number,
  top: number,
  right: number,
  bottom: number,
): readonly number[] {
  let [isInside, clipped] = [true, outline];
  for (let i = 0; i < outline.length && isInside; i += 2) {
    const [x, y] = [outline[i]!, outline[i + 1]!];
    isInside = x >= left && x <= right && y >= top && y <= bottom;
  }
  if (isInside) return outline;
  clipped = clipToSide(clipped, (x) => x - left);
  clipped = clipToSide(clipped, (x) => right - x);
  clipped = clipToSide(clipped, (_, y) => y - top);
  clipped = clipToSide(clipped, (_, y) => bottom - y);
  // What was computed of a crossing may be off by its last bit.
  return clipped.map((value, i) =>
    i % 2 === 0 ? Math.min(Math.max(value, left), right) : Math.min(Math.max(value, top), bottom),
  );
}

/** The part of an outline where `height`, which is linear, is not negative. */
export function clipToSide(outline: readonly number[], height: (x: number, y: number) => number): readonly number[] {
  const kept: number[] = [];
  const count = outline.length / 2;
  for (let i = 0; i < count; i++) {
    const j = (i + 1) % count;
    const [ax, ay, bx, by] = [outline[2 * i]!, outline[2 * i + 1]!, outline[2 * j]!, outline[2 * j + 1]!];
    const [a, b] = [height(ax, ay), height(bx, by)];
    if (a >= 0) kept.push(ax, ay);
    if (a >= 0 === b >= 0) continue;
    const t = a / (a - b);
    kept.push(ax + t * (bx - ax), ay + t * (by - ay));
  }
  return kept;
}

/** The same outline with corners added, so that no side is longer than `longest`. */
export function subdivided(outline: readonly number[], longest: number): readonly number[] {
  const mostPieces = 256;
  const divided: number[] = [];
  const count = outline.length / 2;
  for (let i = 0; i < count; i++) {
    const j = (i + 1) % count;
    const [ax, ay, bx, by] = [outline[2 * i]!, outline[2 * i + 1]!, outline[2 * j]!, outline[2 * j + 1]!];
    const length = Math.sqrt((bx - ax) ** 2 + (by - ay) ** 2);
    const pieces = Math.min(mostPieces, Math.max(1, Math.ceil(length / longest)));
    for (let k = 0; k < pieces; k++) divided.push(ax + ((bx - ax) * k) / pieces, ay + ((by - ay) * k) / pieces);
  }
  return divided;
}
