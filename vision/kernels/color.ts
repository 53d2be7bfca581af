import type { ColorMatrix, ColorPassOp } from '../ops.ts';
import type { KernelMemory, Planes } from './memory.ts';

type Triple = [number, number, number];

/**
 * Changes colours in place: `clamp?(post . curve(hue(pre . rgb)))`, absent parts being identity. Hue turns as in HSV, value
 * and chroma stay, grey stays what it is to the bit. Curves clamp their input to 0..255 and are linear between entries.
 */
export function colorPass(memory: KernelMemory, planes: Planes, op: ColorPassOp): void {
  const turns = op.hueTurns !== undefined && op.hueTurns % 1 !== 0 ? op.hueTurns : undefined;
  const linear = turns === undefined && op.tables === undefined;
  const pre = linear && op.post !== undefined ? multiplyColor(op.post, op.pre) : op.pre;
  const size = planes.width * planes.height;
  if (linear && isDiagonal(pre)) {
    for (let c = 0; c < 3; c++) affinePlane(memory, planes.pointer + c * size * 4, size, pre, c, op.clamp);
    return;
  }
  const mark = memory.mark();
  const floats = (values: readonly number[] | undefined) => (values === undefined ? 0 : write(memory, values));
  const offsets = floats(turns === undefined ? undefined : hueOffsets(turns));
  const mix = op.tables === undefined && (pre ?? op.post) ? mixOf(pre, linear ? undefined : op.post) : undefined;
  if (mix !== undefined) {
    memory.wasm.mixPass!(planes.pointer, size, floats(mix), offsets, op.clamp ? 1 : 0);
    memory.release(mark);
    return;
  }
  memory.wasm.colorPass!(
    planes.pointer,
    size,
    floats(pre),
    offsets,
    op.tables === undefined ? 0 : writeCurves(memory, op.tables),
    floats(linear ? undefined : op.post),
    op.clamp ? 1 : 0,
  );
  memory.release(mark);
}

/** Mean of each channel. */
export function channelMeans(memory: KernelMemory, planes: Planes): Triple {
  const size = planes.width * planes.height;
  return eachChannel((c) => memory.wasm.planeSum!(planes.pointer + c * size * 4, size) / size);
}

/** Mean and (population) variance of each channel, in two passes; a constant channel has variance 0. */
export function channelMoments(memory: KernelMemory, planes: Planes): { mean: Triple; variance: Triple } {
  const size = planes.width * planes.height;
  const mean = channelMeans(memory, planes);
  const variance = eachChannel((c) => {
    const center = Math.fround(mean[c]!);
    const around = memory.wasm.planeSquares!(planes.pointer + c * size * 4, size, center) / size;
    return Math.max(0, around - (mean[c]! - center) ** 2);
  });
  return { mean, variance };
}

function eachChannel(value: (c: number) => number): Triple {
  return [value(0), value(1), value(2)];
}

function affinePlane(
  memory: KernelMemory,
  plane: number,
  size: number,
  matrix: ColorMatrix | undefined,
  c: number,
  clamp: boolean,
): void {
  const [multiply, add] = matrix === undefined ? [1, 0] : [matrix[c * 5]!, matrix[c * 4 + 3]!];
  if (multiply === 1 && add === 0 && !clamp) return;
  memory.wasm.affinePlane!(plane, size, multiply, add, clamp ? 1 : 0);
}

function isDiagonal(matrix: ColorMatrix | undefined): boolean {
  return matrix === undefined || [1, 2, 4, 6, 8, 9].every((i) => matrix[i] === 0);
}

interface Mixing {
  readonly gain: number;
  readonly weights: Triple;
  readonly constants: Triple;
}

const identity: ColorMatrix = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0];

/** A matrix that scales a colour and adds a grey made of it, as brightness, contrast, saturation and their products do. */
function mixingOf(matrix: ColorMatrix): Mixing | undefined {
  const m = (row: number, column: number) => matrix[row * 4 + column]!;
  const near = (a: number, b: number) => Math.abs(a - b) < 1e-9;
  const weights: Triple = [m(1, 0), m(0, 1), m(0, 2)];
  const gain = m(0, 0) - weights[0];
  const mixing =
    near(m(2, 0), weights[0]) &&
    near(m(2, 1), weights[1]) &&
    near(m(1, 2), weights[2]) &&
    near(m(1, 1) - weights[1], gain) &&
    near(m(2, 2) - weights[2], gain);
  return mixing ? { gain, weights, constants: [m(0, 3), m(1, 3), m(2, 3)] } : undefined;
}

/**
 * Both matrices around a turn of hue in one: [gain, 3 weights of the colour before, 3 of the one after, 3 constants].
 * A turn of hue lets a factor and an added grey through, so that `pre` can be done behind it.
 */
function mixOf(pre: ColorMatrix = identity, post: ColorMatrix = identity): number[] | undefined {
  const [first, second] = [mixingOf(pre), mixingOf(post)];
  if (first === undefined || second === undefined) return undefined;
  const [grey, other, another] = first.constants;
  if (grey !== other || grey !== another || first.gain < 0) return undefined;
  const onGrey = second.gain + second.weights[0] + second.weights[1] + second.weights[2];
  return [
    first.gain * second.gain,
    ...first.weights.map((weight) => weight * onGrey),
    ...second.weights.map((weight) => weight * first.gain),
    ...second.constants.map((constant) => constant + grey * onGrey),
  ];
}

/** The matrix that applies `first`, then `second`. */
export function multiplyColor(second: ColorMatrix, first: ColorMatrix = identity): ColorMatrix {
  return Array.from({ length: 12 }, (_, i) => {
    const [row, column] = [i & ~3, i & 3];
    const sum = [0, 1, 2].reduce((all, k) => all + second[row + k]! * first[k * 4 + column]!, 0);
    return column === 3 ? sum + second[row + 3]! : sum;
  });
}

/** How far each channel's hue lies from the kernel's middle, in sixths of a turn, within -3 to 3. */
function hueOffsets(turns: number): number[] {
  return [5, 3, 1].map((sector) => {
    const offset = (((sector + turns * 6 + 3) % 6) + 6) % 6;
    return offset - 3;
  });
}

function writeCurves(memory: KernelMemory, tables: NonNullable<ColorPassOp['tables']>): number {
  const stride = 260;
  const pointer = memory.allocate(3 * stride * 4);
  tables.forEach((table, c) => {
    const at = (pointer >> 2) + c * stride;
    memory.floats.set(table, at);
    memory.floats[at + table.length] = table.at(-1)!;
  });
  return pointer;
}

function write(memory: KernelMemory, values: readonly number[]): number {
  const pointer = memory.allocate(values.length * 4);
  memory.floats.set(values, pointer >> 2);
  return pointer;
}
