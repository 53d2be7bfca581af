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

/** The fraction next to a positive number whose denominator is at most `largest`: within 1 / largest², by its continued fraction. */
export function nearestRatio(value: number, largest: number): readonly [above: number, below: number] {
  let [above, below, earlierAbove, earlierBelow] = [Math.floor(value), 1, 1, 0];
  for (let rest = value - above; rest > 1e-9; ) {
    const inverse = 1 / rest;
    const whole = Math.floor(inverse);
    const next = whole * below + earlierBelow;
    if (next > largest) break;
    [above, earlierAbove] = [whole * above + earlierAbove, above];
    [below, earlierBelow] = [next, below];
    rest = inverse - whole;
  }
  return above === 0 ? [1, Math.min(largest, Math.round(1 / value))] : [above, below];
}
