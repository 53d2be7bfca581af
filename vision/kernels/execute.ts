import type {
  ColorMatrix,
  ColorPassOp,
  ColorsOp,
  EpilogueOp,
  FillOp,
  ImageOp,
  ScaleOp,
  StandardizeOp,
  WarpOp,
  WarpStep,
  WhitenOp,
} from '../ops.ts';
import { gaussianBlur } from './blur.ts';
import { channelMeans, channelMoments, colorPass, multiplyColor } from './color.ts';
import { planesToBytes } from './convert.ts';
import { dropInPlace, epilogue, noiseInPlace } from './epilogue.ts';
import type { Bytes8, KernelMemory, Planes } from './memory.ts';
import { warp } from './warp.ts';
import { type Whitening, whitenPlanes } from './whitening.ts';

const luma = [0.299, 0.587, 0.114] as const;

/** What ops refer to by file name, loaded beforehand. */
export type Whitenings = ReadonlyMap<string, Whitening>;

/**
 * Carries out ops, fused or not, on a decoded picture: the geometry of `first`, which leaves the bytes for planes, then
 * `ops`, of which the last is a `scale` or an `epilogue`, which writes to the bytes at `out`.
 */
export function execute(
  memory: KernelMemory,
  source: Bytes8,
  first: readonly WarpStep[],
  ops: readonly ImageOp[],
  whitenings: Whitenings,
  out: number,
): void {
  let planes = warpTo(memory, source, first);
  for (const op of ops) {
    if (op.kind === 'warp') planes = warpTo(memory, planesToBytes(memory, planes), op.steps);
    else if (op.kind === 'epilogue') epilogue(memory, planes, op, out);
    else if (op.kind === 'scale') epilogue(memory, planes, { kind: 'epilogue', scale: op }, out);
    else inPlace(memory, planes, op, whitenings);
  }
}

function warpTo(memory: KernelMemory, source: Bytes8, steps: readonly WarpStep[]): Planes {
  const last = steps[steps.length - 1]!;
  const target = memory.allocatePlanes(last.width, last.height);
  warp(memory, source, steps, target);
  return target;
}

function inPlace(
  memory: KernelMemory,
  planes: Planes,
  op: Exclude<ImageOp, WarpOp | ScaleOp | EpilogueOp>,
  whitenings: Whitenings,
): void {
  switch (op.kind) {
    case 'fill':
      layFill(memory, planes, op);
      break;
    case 'color':
    case 'contrast':
    case 'hue':
    case 'curve':
      runColors(memory, planes, { kind: 'colors', steps: [op], clamp: false });
      break;
    case 'colors':
      runColors(memory, planes, op);
      break;
    case 'clamp':
      colorPass(memory, planes, { kind: 'colorPass', clamp: true });
      break;
    case 'standardize':
      standardize(memory, planes, op);
      break;
    case 'whiten':
      whiten(memory, planes, op, whitenings);
      break;
    case 'blur':
      gaussianBlur(memory, planes, op.sigmaPixels);
      break;
    case 'noise':
      noiseInPlace(memory, planes, op);
      break;
    case 'drop':
      dropInPlace(memory, planes, op);
  }
}

/** What the border covers is found by sending a white picture the same way, over black. */
function layFill(memory: KernelMemory, planes: Planes, { steps, fill: [red, green, blue] }: FillOp): void {
  const [first, ...rest] = steps as readonly [WarpStep, ...WarpStep[]];
  const mark = memory.mark();
  const [width, height] = [first.window[0] + first.window[2], first.window[1] + first.window[3]];
  const white = { pointer: memory.allocate(width * height * 4), width, height, strideBytes: width * 4 };
  const cover = memory.allocatePlanes(planes.width, planes.height);
  memory.bytes.fill(255, white.pointer, white.pointer + width * height * 4);
  warp(memory, white, [{ ...first, fill: [0, 0, 0] }, ...rest], cover);
  memory.wasm.layFill!(planes.pointer, cover.pointer, planes.width * planes.height, red, green, blue);
  memory.release(mark);
}

/**
 * One pass holds [matrix] [hue] [curves] [matrix]; contrast joins a matrix once the mean grey is known, which
 * linear steps carry along and only hue or curves make it necessary to measure again.
 */
function runColors(memory: KernelMemory, planes: Planes, run: ColorsOp): void {
  let pass = emptyPass();
  let means: readonly number[] | undefined;
  for (const step of run.steps) {
    const full =
      step.kind === 'color'
        ? false
        : step.kind === 'curve'
          ? pass.tables !== undefined || pass.post !== undefined
          : isNonlinear(pass);
    if (full) {
      colorPass(memory, planes, pass);
      pass = emptyPass();
      means = undefined;
    }
    if (step.kind === 'color') {
      append(pass, step.matrix);
    } else if (step.kind === 'contrast') {
      means ??= channelMeans(memory, planes);
      const f = step.factor;
      const grey = (1 - f) * greyOf(pass.pre, means);
      append(pass, [f, 0, 0, grey, 0, f, 0, grey, 0, 0, f, grey]);
    } else if (step.kind === 'hue') {
      pass.hueTurns = step.turns;
    } else {
      pass.tables = step.tables;
    }
  }
  pass.clamp = run.clamp;
  colorPass(memory, planes, pass);
}

type Pass = { -readonly [K in keyof ColorPassOp]: ColorPassOp[K] };

function emptyPass(): Pass {
  return { kind: 'colorPass', clamp: false };
}

function isNonlinear(pass: Pass): boolean {
  return pass.hueTurns !== undefined || pass.tables !== undefined;
}

function append(pass: Pass, matrix: ColorMatrix): void {
  const slot = isNonlinear(pass) ? 'post' : 'pre';
  pass[slot] = pass[slot] === undefined ? matrix : multiplyColor(matrix, pass[slot]);
}

/** Mean grey of the picture that `matrix` would make of one with these channel means: exact, because grey is linear. */
function greyOf(matrix: ColorMatrix | undefined, means: readonly number[]): number {
  const r = means[0]!;
  const g = means[1]!;
  const b = means[2]!;
  const m = matrix;
  if (m === undefined) return luma[0] * r + luma[1] * g + luma[2] * b;
  return (
    luma[0] * (m[0]! * r + m[1]! * g + m[2]! * b + m[3]!) +
    luma[1] * (m[4]! * r + m[5]! * g + m[6]! * b + m[7]!) +
    luma[2] * (m[8]! * r + m[9]! * g + m[10]! * b + m[11]!)
  );
}

function standardize(memory: KernelMemory, planes: Planes, op: StandardizeOp): void {
  const { mean, variance } = channelMoments(memory, planes);
  const all = mean.reduce((sum, m) => sum + m, 0) / 3;
  const variance3 = mean.reduce((sum, m, c) => sum + variance[c]! + (m - all) ** 2, 0) / 3;
  const centre = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0];
  const spread = [0, 0, 0, 127.5, 0, 0, 0, 127.5, 0, 0, 0, 127.5];
  for (let c = 0; c < 3; c++) {
    const deviation = Math.sqrt(op.perChannel ? variance[c]! : variance3);
    const divisor = op.epsilonMode === 'add' ? deviation + op.epsilon : Math.max(deviation, op.epsilon);
    centre[c * 4 + 3] = -(op.perChannel ? mean[c]! : all);
    spread[c * 5] = 127.5 / (op.clipSigma * divisor);
  }
  // In two passes: one offset of -gain * mean would drown the values of a picture that hardly varies.
  colorPass(memory, planes, { kind: 'colorPass', pre: centre, clamp: false });
  colorPass(memory, planes, { kind: 'colorPass', pre: spread, clamp: false });
}

function whiten(memory: KernelMemory, planes: Planes, op: WhitenOp, whitenings: Whitenings): void {
  const whitening = whitenings.get(op.file);
  if (whitening === undefined) throw new TypeError(`whitening file was not loaded: ${op.file}`);
  whitenPlanes(memory, planes, op, whitening);
}
