/** Rows of a pixel that are looked at. */
const rows = 4;

/**
 * How much of each pixel, 0 to 1, lies within any of the outlines (even-odd), which are fractions of the sides; exact across, four
 * lines to a pixel down.
 */
export function polygonCover(
  cover: Float32Array,
  width: number,
  height: number,
  outlines: readonly (readonly number[])[],
): void {
  cover.fill(0);
  const own = new Float32Array(width);
  for (const outline of outlines) {
    const points = outline.map((value, i) => value * (i % 2 === 0 ? width : height));
    for (let y = 0; y < height; y++) {
      own.fill(0);
      let isTouched = false;
      for (let k = 0; k < rows; k++) {
        const crossings = crossed(points, y + (k + 0.5) / rows);
        for (let i = 0; i + 1 < crossings.length; i += 2) {
          isTouched = true;
          addSpan(own, crossings[i]!, crossings[i + 1]!, 1 / rows);
        }
      }
      if (!isTouched) continue;
      for (let x = 0, at = y * width; x < width; x++, at++) cover[at] = Math.max(cover[at]!, Math.min(1, own[x]!));
    }
  }
}

/** Where a horizontal line meets the outline, from left to right. */
function crossed(points: readonly number[], y: number): number[] {
  const found: number[] = [];
  for (let i = 0; i < points.length; i += 2) {
    const [x0, y0] = [points[i]!, points[i + 1]!];
    const next = (i + 2) % points.length;
    const [x1, y1] = [points[next]!, points[next + 1]!];
    if (y0 <= y !== y1 <= y) found.push(x0 + ((y - y0) / (y1 - y0)) * (x1 - x0));
  }
  return found.sort((a, b) => a - b);
}

function addSpan(row: Float32Array, from: number, to: number, weight: number): void {
  const [low, high] = [Math.max(0, from), Math.min(row.length, to)];
  for (let x = Math.floor(low); x < high; x++) row[x]! += weight * (Math.min(x + 1, high) - Math.max(x, low));
}
