import type { ClampOp, ColorOp, ColorsOp, ContrastOp, CurveOp, HueOp, ImageOp, WarpStep } from '../ops/index.ts';
import { gaussianBlur } from './blur.ts';
import type { Canvas, Materials, Runner, WorkingOp } from './canvas.ts';
import { colorPass } from './color.ts';
import { runColors } from './colors.ts';
import { direct } from './direct.ts';
import { dropInPlace, epilogue, noiseInPlace } from './epilogue.ts';
import { layFill, warpCanvas, warpTo } from './geometry.ts';
import type { Bytes8, KernelMemory } from './memory.ts';
import { standardize } from './standardize.ts';
import { whiten } from './whitening.ts';

const color: Runner<ColorOp | ContrastOp | HueOp | CurveOp> = (memory, { planes }, op) =>
  runColors(memory, planes, { kind: 'colors', steps: [op], clamp: false });
const colors: Runner<ColorsOp> = (memory, { planes }, op) => runColors(memory, planes, op);
const clamp: Runner<ClampOp> = (memory, { planes }) => colorPass(memory, planes, { kind: 'colorPass', clamp: true });

const runners: { readonly [K in WorkingOp['kind']]: Runner<Extract<WorkingOp, { kind: K }>> } = {
  blur: (memory, { planes }, { sigmaPixels }) => gaussianBlur(memory, planes, sigmaPixels),
  clamp,
  color,
  colors,
  contrast: color,
  curve: color,
  drop: (memory, { planes }, op) => dropInPlace(memory, planes, op),
  fill: layFill,
  hue: color,
  noise: (memory, { planes }, op) => noiseInPlace(memory, planes, op),
  standardize,
  warp: warpCanvas,
  whiten,
};

/**
 * Carries out ops, fused or not, on a decoded picture: the geometry of `first`, which leaves the bytes for planes, then
 * `ops`, of which the last is a `scale` or an `epilogue`, which writes to the bytes at `out`. A promise where an op has to wait.
 */
export function execute(
  memory: KernelMemory,
  source: Bytes8,
  first: readonly WarpStep[],
  ops: readonly ImageOp[],
  materials: Materials,
  out: number,
): void | Promise<void> {
  if (direct(memory, source, first, ops, out)) return;
  const canvas: Canvas = { planes: warpTo(memory, source, first), mask: undefined };
  return run(memory, canvas, ops, 0, materials, out);
}

function run(
  memory: KernelMemory,
  canvas: Canvas,
  ops: readonly ImageOp[],
  from: number,
  materials: Materials,
  out: number,
): void | Promise<void> {
  for (let i = from; i < ops.length; i++) {
    const op = ops[i]!;
    if (op.kind === 'epilogue') epilogue(memory, canvas.planes, op, out);
    else if (op.kind === 'scale') epilogue(memory, canvas.planes, { kind: 'epilogue', scale: op }, out);
    else {
      const running = (runners[op.kind] as Runner<WorkingOp>)(memory, canvas, op, materials);
      if (running !== undefined) return running.then(() => run(memory, canvas, ops, i + 1, materials, out));
    }
  }
}
