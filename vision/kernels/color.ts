import type { ColorMatrix, ColorPassOp, CurveOp } from '../ops/index.ts';
import type { KernelMemory, Planes } from './memory.ts';

type Triple = [number, number, number];
export type Tables = CurveOp['tables'];

/** From one curve to the next: 256 entries, one more that repeats the last, and room to round up to. */
const curveBytes = 260 * 4;

/**
 * Changes colours in place: `clamp?(post . curve(hue(pre . rgb)))`, absent parts being identity. Hue turns as in HSV, value
 * and chroma stay (but for `shift`), grey stays what it is to the bit. Curves clamp their input to 0..255 and are linear between entries.
 */
export function colorPass(memory: KernelMemory, planes: Planes, op: ColorPassOp): void {
  const size = planes.width * planes.height;
  const { pre, isLinear } = partsOf(op);
  if (isLinear && isDiagonal(pre)) {
    for (let c = 0; c < 3; c++) affinePlane(memory, planes.pointer + c * size * 4, size, pre, c, op.clamp);
    return;
  }
  const mark = memory.mark();
  const { kind, matrix, offsets, shifted, curves, after, clamp } = preparePass(memory, op);
  if (kind === passKinds.mix) memory.wasm.mixPass!(planes.pointer, size, matrix, offsets, clamp);
  else if (kind === passKinds.curves) curvePlanes(memory, planes, curves, clamp);
  else memory.wasm.colorPass!(planes.pointer, size, matrix, offsets, shifted, curves, after, clamp);
  memory.release(mark);
}

interface Parts {
  readonly pre: ColorMatrix | undefined;
  readonly turns: number | undefined;
  readonly isLinear: boolean;
}

/** All that is linear in one matrix, and a turn of hue only where it turns. */
function partsOf(op: ColorPassOp): Parts {
  const given = op.hueTurns ?? 0;
  const turns = op.shift !== undefined || given % 1 !== 0 ? given : undefined;
  const isLinear = turns === undefined && op.tables === undefined;
  return { pre: isLinear && op.post !== undefined ? multiplyColor(op.post, op.pre) : op.pre, turns, isLinear };
}

/** How the kernel goes about a pass: as in assembly/strips.ts. */
export const passKinds = { affine: 0, mix: 1, matrices: 2, curves: 3 } as const;

/** A pass as its kernel takes it: pointers, 0 where there is nothing. */
export interface PreparedPass {
  readonly kind: number;
  /** Of `affine`: three factors and three summands; of `mix`: see `mixOf`. */
  readonly matrix: number;
  readonly offsets: number;
  /** 1 where saturation and value are shifted too. */
  readonly shifted: number;
  readonly curves: number;
  readonly after: number;
  /** 1, or 0; of `curves`, a bit for each channel that its curve leads out of 0..255. */
  readonly clamp: number;
}

const nothing: PreparedPass = { kind: 0, matrix: 0, offsets: 0, shifted: 0, curves: 0, after: 0, clamp: 0 };

/** Writes what a pass needs into newly allocated memory. */
export function preparePass(memory: KernelMemory, op: ColorPassOp): PreparedPass {
  const { pre, turns, isLinear } = partsOf(op);
  const { shift, tables } = op;
  const clamp = op.clamp ? 1 : 0;
  if (isLinear && isDiagonal(pre)) {
    const m = pre ?? identity;
    const matrix = write(memory, [m[0]!, m[5]!, m[10]!, m[3]!, m[7]!, m[11]!]);
    return { ...nothing, kind: passKinds.affine, matrix, clamp };
  }
  if (turns === undefined && tables !== undefined && pre === undefined && isDiagonal(op.post)) {
    const scaled = scaledTables(tables, op.post);
    return {
      ...nothing,
      kind: passKinds.curves,
      curves: writeCurves(memory, scaled),
      clamp: op.clamp ? leaving(scaled) : 0,
    };
  }
  const offsets = turns === undefined ? 0 : write(memory, [...hueOffsets(turns), ...(shift ?? [])]);
  const post = isLinear ? undefined : op.post;
  const mix = tables === undefined && shift === undefined && (pre ?? op.post) ? mixOf(pre, post) : undefined;
  if (mix !== undefined) return { ...nothing, kind: passKinds.mix, matrix: write(memory, mix), offsets, clamp };
  const matrix = pre === undefined ? 0 : write(memory, pre);
  const curves = tables === undefined ? 0 : writeCurves(memory, tables);
  const after = post === undefined ? 0 : write(memory, post);
  return { kind: passKinds.matrices, matrix, offsets, shifted: shift ? 1 : 0, curves, after, clamp };
}

/** A bit for each channel whose curve leads out of 0..255. */
function leaving(tables: Tables): number {
  let bits = 0;
  for (let c = 0; c < 3; c++) if (!tables[c]!.every((level) => level >= 0 && level <= 255)) bits |= 1 << c;
  return bits;
}

/** Mean of each channel. */
export function channelMeans(memory: KernelMemory, planes: Planes): number[] {
  const size = planes.width * planes.height;
  return eachChannel(planes, (c) => memory.wasm.planeSum!(planes.pointer + c * size * 4, size) / size);
}

/** Mean and (population) variance of each channel, in two passes; a constant channel has variance 0. */
export function channelMoments(memory: KernelMemory, planes: Planes): { mean: number[]; variance: number[] } {
  const size = planes.width * planes.height;
  const mean = channelMeans(memory, planes);
  const variance = eachChannel(planes, (c) => {
    const center = Math.fround(mean[c]!);
    const around = memory.wasm.planeSquares!(planes.pointer + c * size * 4, size, center) / size;
    return Math.max(0, around - (mean[c]! - center) ** 2);
  });
  return { mean, variance };
}

function eachChannel({ channels }: Planes, value: (c: number) => number): number[] {
  return Array.from({ length: channels }, (_, c) => value(c));
}

function affinePlane(
  memory: KernelMemory,
  plane: number,
  size: number,
  matrix: ColorMatrix | undefined,
  c: number,
  clamp: boolean,
): void {
  const multiply = matrix === undefined ? 1 : matrix[c * 5]!;
  const add = matrix === undefined ? 0 : matrix[c * 4 + 3]!;
  linePlane(memory, plane, size, multiply, add, clamp);
}

/** `multiply * x + add` of one plane, in place. */
export function linePlane(
  memory: KernelMemory,
  plane: number,
  size: number,
  multiply: number,
  add: number,
  clamp: boolean,
): void {
  if (multiply === 1 && add === 0 && !clamp) return;
  memory.wasm.affinePlane!(plane, size, multiply, add, clamp ? 1 : 0);
}

export function isDiagonal(matrix: ColorMatrix | undefined): boolean {
  if (matrix === undefined) return true;
  const m = matrix;
  return m[1] === 0 && m[2] === 0 && m[4] === 0 && m[6] === 0 && m[8] === 0 && m[9] === 0;
}

type Matrix3x4 = readonly [...Triple, number, ...Triple, number, ...Triple, number];

interface Mixing {
  readonly gain: number;
  readonly weights: Triple;
  readonly constants: Triple;
}

const identity: ColorMatrix = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0];

/** A matrix that scales a colour and adds a grey made of it, as brightness, contrast, saturation and their products do. */
function mixingOf(matrix: ColorMatrix): Mixing | undefined {
  const m = matrix as Matrix3x4;
  const red = m[4];
  const green = m[1];
  const blue = m[2];
  const gain = m[0] - red;
  const mixing =
    near(m[8], red) && near(m[9], green) && near(m[6], blue) && near(m[5] - green, gain) && near(m[10] - blue, gain);
  return mixing ? { gain, weights: [red, green, blue], constants: [m[3], m[7], m[11]] } : undefined;
}

function near(a: number, b: number): boolean {
  return Math.abs(a - b) < 1e-9;
}

/**
 * Both matrices around a turn of hue in one: [gain, 3 weights of the colour before, 3 of the one after, 3 constants].
 * A turn of hue lets a factor and an added grey through, so that `pre` can be done behind it.
 */
function mixOf(pre: ColorMatrix = identity, post: ColorMatrix = identity): number[] | undefined {
  const first = mixingOf(pre);
  const second = mixingOf(post);
  if (first === undefined || second === undefined) return undefined;
  const { gain, weights, constants } = first;
  const grey = constants[0];
  if (grey !== constants[1] || grey !== constants[2] || gain < 0) return undefined;
  const onGrey = second.gain + second.weights[0] + second.weights[1] + second.weights[2];
  return [
    gain * second.gain,
    weights[0] * onGrey,
    weights[1] * onGrey,
    weights[2] * onGrey,
    second.weights[0] * gain,
    second.weights[1] * gain,
    second.weights[2] * gain,
    second.constants[0] + grey * onGrey,
    second.constants[1] + grey * onGrey,
    second.constants[2] + grey * onGrey,
  ];
}

/** The matrix that applies `first`, then `second`. */
export function multiplyColor(second: ColorMatrix, first: ColorMatrix = identity): ColorMatrix {
  const product: number[] = [];
  for (let row = 0; row < 12; row += 4) {
    const a = second[row]!;
    const b = second[row + 1]!;
    const c = second[row + 2]!;
    product.push(
      a * first[0]! + b * first[4]! + c * first[8]!,
      a * first[1]! + b * first[5]! + c * first[9]!,
      a * first[2]! + b * first[6]! + c * first[10]!,
      a * first[3]! + b * first[7]! + c * first[11]! + second[row + 3]!,
    );
  }
  return product;
}

/** How far each channel's hue lies from the kernel's middle, in sixths of a turn, within -3 to 3. */
function hueOffsets(turns: number): number[] {
  return [hueOffset(5, turns), hueOffset(3, turns), hueOffset(1, turns)];
}

function hueOffset(sector: number, turns: number): number {
  return ((((sector + turns * 6 + 3) % 6) + 6) % 6) - 3;
}

/** Curves of one plane after the other. */
function curvePlanes(memory: KernelMemory, planes: Planes, curves: number, clamp: number): void {
  const size = planes.width * planes.height;
  for (let c = 0; c < 3; c++) {
    const plane = planes.pointer + c * size * 4;
    memory.wasm.curvePlane!(plane, size, curves + c * curveBytes);
    if ((clamp >> c) & 1) affinePlane(memory, plane, size, undefined, c, true);
  }
}

/**
 * A pass that does the same to every channel, on planes of any number: where all channels are alike, the first row of matrices
 * and the first curve say what that is.
 */
export function alikePass(memory: KernelMemory, planes: Planes, { pre, tables, post, clamp }: ColorPassOp): void {
  const size = planes.width * planes.height;
  const mark = memory.mark();
  const curves = tables === undefined ? 0 : writeCurves(memory, tables.slice(0, 1));
  for (let c = 0, plane = planes.pointer; c < planes.channels; c++, plane += size * 4) {
    affinePlane(memory, plane, size, pre, 0, clamp && tables === undefined);
    if (tables === undefined) continue;
    memory.wasm.curvePlane!(plane, size, curves);
    affinePlane(memory, plane, size, post, 0, clamp);
  }
  memory.release(mark);
}

/** One plane through a curve of 256 entries, in place. */
export function curveOnePlane(memory: KernelMemory, plane: number, size: number, table: readonly number[]): void {
  const mark = memory.mark();
  memory.wasm.curvePlane!(plane, size, writeCurves(memory, [table]));
  memory.release(mark);
}

/** The curves after which a diagonal matrix is done already. */
export function scaledTables(tables: Tables, matrix: ColorMatrix | undefined): Tables {
  if (matrix === undefined) return tables;
  const scaled = (c: number) => tables[c]!.map((value) => value * matrix[c * 5]! + matrix[c * 4 + 3]!);
  return [scaled(0), scaled(1), scaled(2)];
}

function writeCurves(memory: KernelMemory, tables: readonly (readonly number[])[]): number {
  const stride = curveBytes / 4;
  const pointer = memory.allocate(tables.length * stride * 4);
  tables.forEach((table, c) => {
    const at = (pointer >> 2) + c * stride;
    memory.floats.set(table, at);
    memory.floats[at + table.length] = table.at(-1)!;
  });
  return pointer;
}

function write(memory: KernelMemory, values: readonly number[]): number {
  const pointer = memory.allocate(values.length * 4);
  const { floats } = memory;
  for (let i = 0, at = pointer >> 2; i < values.length; i++, at++) floats[at] = values[i]!;
  return pointer;
}
