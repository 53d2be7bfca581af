// Goodness of fit. Tests draw from fixed keys, so a p-value is a constant: it can only change where the code does.

/** Below this a sample does not come from its distribution: once in ten thousand by chance, and the keys are fixed. */
export const leastP = 1e-4;

/** p-value that `samples` come from the distribution `cdf`: Kolmogorov-Smirnov with Stephens' correction. */
export function kolmogorovSmirnovP(samples: readonly number[], cdf: (x: number) => number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const n = sorted.length;
  let distance = 0;
  sorted.forEach((x, i) => {
    const expected = cdf(x);
    distance = Math.max(distance, expected - i / n, (i + 1) / n - expected);
  });
  const lambda = (Math.sqrt(n) + 0.12 + 0.11 / Math.sqrt(n)) * distance;
  if (lambda < 0.2) return 1;
  let p = 0;
  for (let k = 1; k <= 100; k++) p += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * k * k * lambda * lambda);
  return Math.min(1, Math.max(0, p));
}

/** p-value that `counts` follow `shares` (any scale; 0 must never occur): Pearson's chi-square. */
export function chiSquareP(counts: readonly number[], shares: readonly number[] = counts.map(() => 1)): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const whole = shares.reduce((sum, share) => sum + share, 0);
  let statistic = 0;
  let cells = 0;
  for (const [i, share] of shares.entries()) {
    if (share === 0) {
      if (counts[i]! > 0) return 0;
      continue;
    }
    const expected = (total * share) / whole;
    statistic += (counts[i]! - expected) ** 2 / expected;
    cells++;
  }
  return upperGamma((cells - 1) / 2, statistic / 2);
}

/** How often each of 0 .. cells-1 occurs. */
export function countsOf(values: Iterable<number>, cells: number): number[] {
  const counts = new Array<number>(cells).fill(0);
  for (const value of values) counts[value]!++;
  return counts;
}

/** Pearson's correlation of two samples. */
export function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  a.forEach((value, i) => {
    const [da, db] = [value - meanA, b[i]! - meanB];
    ab += da * db;
    aa += da * da;
    bb += db * db;
  });
  return ab / Math.sqrt(aa * bb);
}

/** The standard normal's distribution function; Abramowitz and Stegun 7.1.26, within 1e-7. */
export function normalCdf(x: number): number {
  const z = Math.abs(x) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * z);
  const tail = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const erf = 1 - tail * Math.exp(-z * z);
  return x < 0 ? (1 - erf) / 2 : (1 + erf) / 2;
}

/** Regularised upper incomplete gamma function Q(a, x), by series or continued fraction (Numerical Recipes 6.2). */
function upperGamma(a: number, x: number): number {
  if (x <= 0) return 1;
  const scale = Math.exp(-x + a * Math.log(x) - logGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = a + 1; term > sum * 1e-15; n++) sum += term *= x / n;
    return 1 - sum * scale;
  }
  let b = x + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let h = d;
  for (let i = 1; i < 500; i++) {
    const an = -i * (i - a);
    b += 2;
    d = 1 / (an * d + b);
    c = b + an / c;
    h *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return h * scale;
}

/** Lanczos. */
function logGamma(x: number): number {
  const coefficients = [
    76.18009172947146, -86.50532032941678, 24.01409824083091, -1.231739572450155, 1.208650973866179e-3,
    -5.395239384953e-6,
  ];
  const t = x + 5.5 - (x + 0.5) * Math.log(x + 5.5);
  const series = coefficients.reduce((sum, coefficient, i) => sum + coefficient / (x + 1 + i), 1.000000000190015);
  return -t + Math.log((2.5066282746310007 * series) / x);
}
