/** The weights of a Gaussian at -radius .. radius. */
export function weightsOf(sigma: number): number[] {
  const radius = Math.max(1, Math.ceil(3 * sigma));
  const raw = Array.from({ length: 2 * radius + 1 }, (_, i) => Math.exp(-((i - radius) ** 2) / (2 * sigma ** 2)));
  const whole = raw.reduce((sum, weight) => sum + weight, 0);
  return raw.map((weight) => weight / whole);
}

/** numpy's `reflect`: step by step, turning at each end. */
export function reflected(i: number, size: number): number {
  if (size === 1) return 0;
  let at = i;
  while (at < 0 || at >= size) at = at < 0 ? -at : 2 * (size - 1) - at;
  return at;
}

/** One plane, by the full square of weights, in double precision. */
export function blurOracle(plane: readonly number[], width: number, height: number, sigma: number): number[] {
  const weights = weightsOf(sigma);
  const radius = (weights.length - 1) / 2;
  return plane.map((_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    let sum = 0;
    for (let dy = -radius; dy <= radius; dy++) {
      const row = reflected(y + dy, height) * width;
      for (let dx = -radius; dx <= radius; dx++) {
        sum += weights[dy + radius]! * weights[dx + radius]! * plane[row + reflected(x + dx, width)]!;
      }
    }
    return sum;
  });
}
