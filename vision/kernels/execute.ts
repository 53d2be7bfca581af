import { AugmentError } from '../../transforms/errors.ts';
import type { ClampOp, ColorStep, ColorsOp, ImageOp, WarpStep } from '../ops/index.ts';
import { chromaticAberration } from './aberration.ts';
import { gaussianBlur } from './blur.ts';
import { branches } from './branches.ts';
import type { Canvas, Mask8, Materials, Runner, WorkingOp } from './canvas.ts';
import { channelsRefused } from './channels.ts';
import { clahe } from './clahe.ts';
import { alikePass } from './color.ts';
import { runOnChannels } from './colors-of-channels.ts';
import { compress } from './compress.ts';
import { direct } from './direct.ts';
import { epilogue, stepInPlace } from './epilogue.ts';
import { box, convolve, defocus, median, motion } from './filters.ts';
import { layFill, warpCanvas, warpTo } from './geometry.ts';
import { glass } from './glass.ts';
import { light } from './light.ts';
import { isBytes, type KernelMemory, type Source } from './memory.ts';
import { copyPaste, cutMix, mixUp, mosaic } from './mix.ts';
import { sharpness } from './sharpness.ts';
import { standardize } from './standardize.ts';
import { downscale, zoom } from './stretch.ts';
import { unsharp } from './unsharp.ts';
import { whiten } from './whitening.ts';

const color: Runner<ColorStep> = (memory, { planes }, op) =>
  runOnChannels(memory, planes, { kind: 'colors', steps: [op], clamp: false });
const colors: Runner<ColorsOp> = (memory, { planes }, op) => runOnChannels(memory, planes, op);
const clamp: Runner<ClampOp> = (memory, { planes }) => alikePass(memory, planes, { kind: 'colorPass', clamp: true });

const runners: { readonly [K in WorkingOp['kind']]: Runner<Extract<WorkingOp, { kind: K }>> } = {
  autoContrast: color,
  blur: (memory, { planes }, { sigmaPixels }) => gaussianBlur(memory, planes, sigmaPixels),
  chromaticAberration,
  clahe,
  box,
  branches: (memory, canvas, op, materials) =>
    branches(memory, canvas, op, (inner, ops) => run(memory, inner, ops, 0, materials, 0)),
  clamp,
  classDrop: stepInPlace,
  color,
  colors,
  compress,
  contrast: color,
  convolve,
  curve: color,
  equalize: color,
  defocus,
  downscale,
  copyPaste,
  cutMix,
  drop: stepInPlace,
  erase: stepInPlace,
  fill: layFill,
  glass,
  grain: stepInPlace,
  gridDrop: stepInPlace,
  hue: color,
  hueSaturation: color,
  impulse: stepInPlace,
  isoNoise: stepInPlace,
  lift: color,
  median,
  motion,
  light,
  mixUp,
  mosaic,
  multiplyNoise: stepInPlace,
  noise: stepInPlace,
  sharpness,
  shotNoise: stepInPlace,
  standardize,
  unsharp,
  warp: warpCanvas,
  whiten,
  zoom,
};

/** The picture that ops before a `scale` make of a decoded one, on a canvas of its own. */
export function carryOut(
  memory: KernelMemory,
  source: Source,
  first: readonly WarpStep[],
  ops: readonly ImageOp[],
  materials: Materials,
  mask?: Mask8,
): Canvas | Promise<Canvas> {
  const canvas: Canvas = { planes: warpTo(memory, source, first), mask, isDeep: !isBytes(source) };
  const running = carryOn(memory, canvas, ops, materials);
  return running === undefined ? canvas : running.then(() => canvas);
}

/** Ops before a `scale` on a canvas that is there already. */
export function carryOn(
  memory: KernelMemory,
  canvas: Canvas,
  ops: readonly ImageOp[],
  materials: Materials,
): void | Promise<void> {
  return run(memory, canvas, ops, 0, materials, 0);
}

/** The mask that goes with a picture, as the first geometry left it, and where its bytes are wanted. */
export interface MaskRow {
  readonly mask: Mask8;
  readonly out: number;
}

/**
 * Carries out ops, fused or not, on a decoded picture: the geometry of `first`, which leaves the bytes for planes, then
 * `ops`, of which the last is a `scale` or an `epilogue`, which writes to the bytes at `out`. A promise where an op has to wait.
 */
export function execute(
  memory: KernelMemory,
  source: Source,
  first: readonly WarpStep[],
  ops: readonly ImageOp[],
  materials: Materials,
  out: number,
  mask?: MaskRow,
): void | Promise<void> {
  // A mask goes by the same geometry as planes do.
  if (mask === undefined && isBytes(source) && direct(memory, source, first, ops, out)) return;
  const canvas: Canvas = { planes: warpTo(memory, source, first), mask: mask?.mask, isDeep: !isBytes(source) };
  const running = run(memory, canvas, ops, 0, materials, out);
  if (mask === undefined) return running;
  const finish = () => {
    const { pointer, width, height } = canvas.mask!;
    memory.bytes.copyWithin(mask.out, pointer, pointer + width * height);
  };
  if (running !== undefined) return running.then(finish);
  finish();
}

/** Plans are refused beforehand: this is for ops that come from elsewhere. */
function refuseChannels(op: ImageOp, channels: number): void {
  if (channels === 3) return;
  const why = channelsRefused(op, channels);
  if (why !== undefined) throw new AugmentError('needs-rgb', `${op.kind}: ${why}`, {});
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
    refuseChannels(op, canvas.planes.channels);
    if (op.kind === 'epilogue') epilogue(memory, canvas, op, out);
    else if (op.kind === 'scale') epilogue(memory, canvas, { kind: 'epilogue', steps: [], scale: op }, out);
    else {
      const running = (runners[op.kind] as Runner<WorkingOp>)(memory, canvas, op, materials);
      if (running !== undefined) return running.then(() => run(memory, canvas, ops, i + 1, materials, out));
    }
  }
}
