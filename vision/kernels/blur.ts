import type { KernelMemory, Planes } from './memory.ts';

/** A kernel whose second weight is below this changes no value by 0.06 grey levels, and is skipped (sigma below 0.233). */
const leastSideWeight = 1e-4;

/**
 * Blurs in place by a separable Gaussian of radius `max(1, ceil(3 sigma))` pixels with weights that sum to 1; borders are
 * reflected without repeating the edge (101), as often as it takes. Scratch memory is taken and given back.
 */
export function gaussianBlur(memory: KernelMemory, planes: Planes, sigmaPixels: number): void {
  const weights = gaussianWeights(sigmaPixels);
  if (!(weights[1]! >= leastSideWeight)) return;
  const radius = weights.length - 1;
  const { width, height } = planes;
  const mark = memory.mark();
  const weightsAt = memory.allocate(weights.length * 4);
  const ring = memory.allocate((Math.min(radius, height) + 1) * (width + 8) * 4);
  const padded = memory.allocate((width + 2 * radius + 32) * 4);
  const pairs = memory.allocate(weights.length * 8);
  memory.floats.set(weights, weightsAt >> 2);
  for (let c = 0; c < planes.channels; c++) {
    const plane = planes.pointer + c * width * height * 4;
    memory.wasm.blurPlane!(plane, width, height, radius, weightsAt, ring, padded, pairs);
  }
  memory.release(mark);
}

/**
 * The middle weight and those on one side of it: exp(-k^2 / (2 sigma^2)), normalised over both sides. Only sums and
 * products, so that they are the same on every machine.
 */
function gaussianWeights(sigma: number): number[] {
  const radius = Math.max(1, Math.ceil(3 * sigma));
  const first = exponential(-1 / (2 * sigma * sigma));
  const weights = [1];
  // exp(-(k + 1)^2 a) = exp(-k^2 a) exp(-(2 k + 1) a)
  let ratio = first;
  for (let k = 1; k <= radius; k++) {
    weights.push(weights[k - 1]! * ratio);
    ratio *= first * first;
  }
  const whole = 2 * weights.reduce((sum, weight) => sum + weight, 0) - 1;
  return weights.map((weight) => weight / whole);
}

/** e^x for x <= 0: Taylor's series of x / 2^n, squared n times. */
export function exponential(x: number): number {
  if (!(x > -700)) return 0;
  let halvings = 0;
  while (x < -0.5) {
    x /= 2;
    halvings++;
  }
  let sum = 1;
  for (let n = 18; n > 0; n--) sum = 1 + (sum * x) / n;
  for (; halvings > 0; halvings--) sum *= sum;
  return sum;
}
