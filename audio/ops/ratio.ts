// Ratios of sample rates in whole numbers, so that lengths and places come out the same everywhere.

/** Two whole numbers without their common divisor. */
export function reduced(a: number, b: number): readonly [a: number, b: number] {
  let [divisor, rest] = [a, b];
  while (rest !== 0) [divisor, rest] = [rest, divisor % rest];
  return [a / divisor, b / divisor];
}

/** How many frames a sound of so many has at another sample rate: ceil(frames * to / from). */
export function resampledFrames(frames: number, from: number, to: number): number {
  const [a, b] = reduced(from, to);
  return Math.ceil((frames * b) / a);
}

/** A positive number as a fraction of whole numbers, to five decimals. */
export function ratioOf(value: number): readonly [above: number, below: number] {
  return reduced(Math.max(1, Math.round(value * 1e5)), 1e5);
}
