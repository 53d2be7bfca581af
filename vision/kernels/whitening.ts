import { AugmentError } from '../../transforms/errors.ts';
import type { ColorMatrix, WhitenOp } from '../ops/index.ts';
import type { Canvas, Materials } from './canvas.ts';
import { colorPass } from './color.ts';
import type { KernelMemory, Planes } from './memory.ts';

/**
 * What was fitted over a dataset: mean and principal components of its values, in grey levels / 255 (0..1).
 * D features: the 3 colours of a pixel (`color`), or all values of a picture, [channel, y, x] (`pixels`).
 */
export interface Whitening {
  readonly scope: 'color' | 'pixels';
  /** The size of the pictures it was fitted over; for `color` it may be applied to any other. */
  readonly width: number;
  readonly height: number;
  /** How many vectors it was fitted over: pictures, or, for `color`, pixels. */
  readonly samples: number;
  /** [D] */
  readonly mean: Float64Array;
  /** [k <= D], of the population covariance (divided by `samples`), largest first, all above 0. */
  readonly eigenvalues: Float64Array;
  /** [k, D]: a component a row, of length 1, its largest entry positive. */
  readonly eigenvectors: Float32Array;
}

/** A fitted basis in kernel memory: rows padded with zeros to multiples of 4 floats, and of 4 rows. */
interface Basis {
  readonly pointer: number;
  /** The mean in grey levels, padded like a row. */
  readonly mean: number;
  readonly stride: number;
  readonly rows: number;
}

const bases = new WeakMap<KernelMemory, WeakMap<Whitening, Basis>>();

const padded = (count: number) => (count + 3) & ~3;

/**
 * Copies what `whitenPlanes` needs of a fit into kernel memory, once for each memory, to stay. Call it before the mark
 * is taken to which memory is released after a picture. Without it `whitenPlanes` makes a copy for every picture.
 */
export function prepareWhitening(memory: KernelMemory, _op: WhitenOp, whitening: Whitening): void {
  if (whitening.scope === 'color') return;
  const known = bases.get(memory) ?? new WeakMap<Whitening, Basis>();
  bases.set(memory, known);
  if (!known.has(whitening)) known.set(whitening, copyBasis(memory, whitening));
}

function copyBasis(memory: KernelMemory, { mean, eigenvalues, eigenvectors }: Whitening): Basis {
  const features = mean.length;
  const stride = padded(features);
  const rows = padded(eigenvalues.length);
  const pointer = memory.allocate((rows + 1) * stride * 4);
  const floats = memory.floats.subarray(pointer / 4, pointer / 4 + (rows + 1) * stride).fill(0);
  for (let r = 0; r < eigenvalues.length; r++) {
    floats.set(eigenvectors.subarray(r * features, (r + 1) * features), r * stride);
  }
  for (let i = 0; i < features; i++) floats[rows * stride + i] = 255 * mean[i]!;
  return { pointer, mean: pointer + rows * stride * 4, stride, rows };
}

/**
 * Whitens in place: z = W (x / 255 - mean), then grey levels 127.5 + z * 127.5 / clipSigma, not clamped.
 * With U the components as rows and G their gains (1 / standard deviation, with epsilon): W = U^T G U for ZCA, G U for
 * PCA, whose components take the places of the features, first component first; places left over become mid grey.
 * Throws AugmentError if a fit over whole pictures meets one of another size.
 */
export function whitenPlanes(memory: KernelMemory, planes: Planes, op: WhitenOp, whitening: Whitening): void {
  const gains = whitening.eigenvalues.map((value) => gain(value, whitening.samples, op));
  if (whitening.scope === 'color') {
    colorPass(memory, planes, { kind: 'colorPass', pre: colorMatrix(op, whitening, gains), clamp: false });
    return;
  }
  if (planes.width !== whitening.width || planes.height !== whitening.height) throw wrongSize(planes, op, whitening);
  const mark = memory.mark();
  const basis = bases.get(memory)?.get(whitening) ?? copyBasis(memory, whitening);
  const { stride, rows } = basis;
  const features = whitening.mean.length;
  const [vector, target, scales] = [stride, stride, rows].map((count) => memory.allocate(count * 4)) as [
    number,
    number,
    number,
  ];
  const floats = memory.floats;
  floats.fill(0, scales / 4, scales / 4 + rows).set(gains, scales / 4);
  floats.fill(127.5, target / 4, target / 4 + stride);
  const [values, mean, centred] = [planes.pointer / 4, basis.mean / 4, vector / 4];
  for (let i = 0; i < features; i++) floats[centred + i] = floats[values + i]! - floats[mean + i]!;
  floats.fill(0, centred + features, centred + stride);
  memory.wasm.applyBasis!(basis.pointer, stride, rows, scales, vector, target, op.method === 'zca' ? 1 : 0);
  floats.copyWithin(values, target / 4, target / 4 + features);
  memory.release(mark);
}

/** Grey levels out per grey level in, along a component of this variance. */
function gain(eigenvalue: number, samples: number, { epsilon, epsilonMode, clipSigma }: WhitenOp): number {
  const whitened =
    epsilonMode === 'insideRoot'
      ? 1 / Math.sqrt(eigenvalue + epsilon)
      : Math.sqrt(samples) / (Math.sqrt(samples * eigenvalue) + epsilon);
  return (whitened * 0.5) / clipSigma;
}

function colorMatrix(op: WhitenOp, { mean, eigenvectors: u }: Whitening, gains: Float64Array): ColorMatrix {
  const matrix: number[] = [];
  for (let row = 0; row < 3; row++) {
    let offset = 127.5;
    for (let column = 0; column < 3; column++) {
      const weight =
        op.method === 'zca'
          ? gains.reduce((sum, g, k) => sum + u[k * 3 + row]! * g * u[k * 3 + column]!, 0)
          : (gains[row] ?? 0) * (u[row * 3 + column] ?? 0);
      matrix.push(weight);
      offset -= weight * 255 * mean[column]!;
    }
    matrix.push(offset);
  }
  return matrix;
}

function wrongSize(planes: Planes, { file }: WhitenOp, { width, height }: Whitening): AugmentError {
  const size = `[${height}, ${width}]`;
  return new AugmentError(
    'wrong-size',
    `whiten: expected a picture of ${height}x${width} (height x width), the size ${file} was fitted over, ` +
      `got ${planes.height}x${planes.width}; put resize({ size: ${size} }) before whiten, or fit with --size ${planes.height}x${planes.width}`,
    { transform: 'whiten', parameter: 'file' },
  );
}

/** By a fit that was loaded beforehand. */
export function whiten(memory: KernelMemory, { planes }: Canvas, op: WhitenOp, { whitenings }: Materials): void {
  const whitening = whitenings.get(op.file);
  if (whitening === undefined) throw new TypeError(`whitening file was not loaded: ${op.file}`);
  whitenPlanes(memory, planes, op, whitening);
}
