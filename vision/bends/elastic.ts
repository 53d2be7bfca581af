import { philox4x32 } from '../../transforms/philox.ts';
import type { ElasticBend } from '../ops/index.ts';
import type { BendField } from './field.ts';

// The field is a B-spline whose nodes stand one sigma apart. The spline alone smooths by a variance of 1/3 of a node;
// the Gaussian over the nodes adds the rest, so that together they have the variance asked for.
const reach = 4;
const kernel = gaussian(2 / 3);
// Words are uniform, of a variance of 1/3; what smoothing keeps of it is the energy along each axis.
const amplification = Math.sqrt(3) / energy(kernel) / 2 ** 31;
const noiseStream = 0x62656e64;

/** Nodes with the noise of `key`, the same for every picture as far as they reach. */
export function elasticField(
  { key, sigmaPixels, rmsPixels, sameForBoth }: ElasticBend,
  width: number,
  height: number,
): BendField {
  const spacing = Math.max(1, sigmaPixels);
  const columns = Math.ceil((width - 1) / spacing) + 4;
  const rows = Math.ceil((height - 1) / spacing) + 4;
  const wide = columns + 2 * reach;
  const nodes = new Float32Array(columns * rows * 2);
  // The last rows of noise, smoothed across, in a ring: all that smoothing down needs.
  const window = 2 * reach + 1;
  const ring = new Float64Array(window * columns * 2);
  const noise = new Float64Array((wide + 1) * 2);
  const unit = rmsPixels * amplification;
  for (let row = 0; row < rows + 2 * reach; row++) {
    for (let i = 0; i < wide; i += 2) {
      const words = philox4x32([i >> 1, row, key[2] ^ noiseStream, key[3]], key[0], key[1]);
      for (let k = 0; k < 4; k++) noise[i * 2 + k] = ((words[k]! | 0) + 0.5) * unit;
    }
    smoothAcross(noise, ring, (row % window) * columns * 2, columns * 2);
    if (row < 2 * reach) continue;
    const out = (row - 2 * reach) * columns * 2;
    for (let k = 0; k < window; k++) {
      const start = ((row - 2 * reach + k) % window) * columns * 2;
      const weight = kernel[k]!;
      for (let i = 0; i < columns * 2; i++) nodes[out + i] = nodes[out + i]! + weight * ring[start + i]!;
    }
  }
  if (sameForBoth) for (let i = 0; i < nodes.length; i += 2) nodes[i + 1] = nodes[i]!;
  const place = { left: -spacing, top: -spacing, spacingX: spacing, spacingY: spacing };
  return { shape: 'cubic', width, height, columns, rows, ...place, nodes };
}

function smoothAcross(noise: Float64Array, out: Float64Array, start: number, count: number): void {
  for (let i = 0; i < count; i++) {
    let sum = 0;
    for (let k = 0; k < kernel.length; k++) sum += kernel[k]! * noise[i + 2 * k]!;
    out[start + i] = sum;
  }
}

/** Weights of nodes -reach..reach that sum to 1. */
function gaussian(variance: number): Float64Array {
  const weights = Float64Array.from({ length: 2 * reach + 1 }, (_, k) =>
    Math.exp(-((k - reach) ** 2) / (2 * variance)),
  );
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / sum);
}

/** The integral of the square of the spline with these coefficients: variance that unit noise keeps, for both axes its root. */
function energy(weights: Float64Array): number {
  const spline = [2416 / 5040, 1191 / 5040, 120 / 5040, 1 / 5040];
  let sum = 0;
  for (let i = 0; i < weights.length; i++)
    for (let j = 0; j < weights.length; j++) sum += weights[i]! * weights[j]! * (spline[Math.abs(i - j)] ?? 0);
  return sum;
}
