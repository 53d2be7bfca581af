/** Fourier transform in place, radix 2; the length must be a power of two. */
export function transform(re: Float64Array, im: Float64Array): void {
  const n = re.length;
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) {
      [re[i], re[j]] = [re[j]!, re[i]!];
      [im[i], im[j]] = [im[j]!, im[i]!];
    }
  }
  for (let half = 1; half < n; half *= 2) {
    for (let k = 0; k < half; k++) {
      const [c, s] = [Math.cos((Math.PI * k) / half), -Math.sin((Math.PI * k) / half)];
      for (let i = k; i < n; i += 2 * half) {
        const j = i + half;
        const [x, y] = [re[j]! * c - im[j]! * s, re[j]! * s + im[j]! * c];
        re[j] = re[i]! - x;
        im[j] = im[i]! - y;
        re[i] = re[i]! + x;
        im[i] = im[i]! + y;
      }
    }
  }
}

/** Power at each frequency of a square picture; white noise of variance 1 has 1 on average. */
export function spectrumOf(values: ArrayLike<number>, side: number): Float64Array {
  const re = Float64Array.from(values);
  const im = new Float64Array(re.length);
  const [lineRe, lineIm] = [new Float64Array(side), new Float64Array(side)];
  for (const [step, next] of [
    [1, side],
    [side, 1],
  ] as const) {
    for (let line = 0; line < side; line++) {
      for (let i = 0; i < side; i++) {
        lineRe[i] = re[line * next + i * step]!;
        lineIm[i] = im[line * next + i * step]!;
      }
      transform(lineRe, lineIm);
      for (let i = 0; i < side; i++) {
        re[line * next + i * step] = lineRe[i]!;
        im[line * next + i * step] = lineIm[i]!;
      }
    }
  }
  return re.map((x, i) => (x * x + im[i]! * im[i]!) / re.length);
}
