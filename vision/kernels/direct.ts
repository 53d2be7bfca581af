import type {
  ColorPassOp,
  ColorStep,
  ColorsOp,
  EpilogueOp,
  ImageOp,
  ScaleOp,
  StripOp,
  WarpStep,
} from '../ops/index.ts';
import { colorPass, type PreparedPass, preparePass } from './color.ts';
import { eachPass } from './colors.ts';
import { coverCount, coverRow } from './covers.ts';
import { epilogue, writeScale } from './epilogue.ts';
import { formBytes, formsOf, type Origins, plain, straight, writeForm } from './forms.ts';
import type { Bytes8, KernelMemory } from './memory.ts';
import { isTurned, type Move, rowGap, rowsOf, straightened, wholeMove } from './moves.ts';
import { writeSteps } from './strip-steps.ts';
import { shrinkOf, warpToBytes } from './warp.ts';
import { interpolationOf } from './warp-geometry.ts';

/** The steps of colour that are known here; a plan with any other goes by way of planes. */
const known: ReadonlySet<ColorStep['kind']> = new Set(['color', 'contrast', 'curve', 'hue', 'hueSaturation', 'lift']);

const none: readonly StripOp[] = [];

/** Rows that a kernel turns at a time: BAND in assembly/bytes.ts. */
const band = 16;

/**
 * Goes from bytes straight to the row of the batch where a plan allows it: whole pixels that move, colours, steps by strips, scale. The same
 * bits as by way of planes. False, and nothing done, where it does not: for 8-bit RGBX of three channels without a mask, and
 * rows of bytes or floats, alone.
 */
export function direct(
  memory: KernelMemory,
  source: Bytes8,
  geometry: readonly WarpStep[],
  ops: readonly ImageOp[],
  out: number,
): boolean {
  if (ops.length > 2) return false;
  const last = ops[ops.length - 1]!;
  const scale = scaleOf(last);
  if (scale === undefined) return false;
  const all = last.kind === 'epilogue' ? last.steps : none;
  const covers = coverCount(all, scale, 3);
  const steps = covers === 0 ? all : all.slice(0, all.length - covers);
  const colors = ops.length === 2 ? ops[0]! : undefined;
  if (colors !== undefined && (colors.kind !== 'colors' || !colors.steps.every(({ kind }) => known.has(kind))))
    return false;
  const mark = memory.mark();
  const bytes = scale.dtype === 'uint8' && scale.layout === 'NHWC' && steps.length === 0;
  const move =
    wholeMove(source, geometry) ??
    (bytes && colors === undefined && isPlain(scale) ? resampled(memory, source, geometry) : undefined);
  if (move === undefined) {
    memory.release(mark);
    return false;
  }
  const origins = bytes ? (colors === undefined ? straight : originsOf(colors)) : undefined;
  let done = true;
  if (origins !== undefined) byTables(memory, move, origins, colors, scale, out);
  else done = byStrips(memory, move, colors, steps, scale, out);
  if (done && covers > 0) {
    const row = { planes: { pointer: 0, width: move.width, height: move.height, channels: 3 }, mask: undefined };
    coverRow(memory, row, all.slice(all.length - covers), writeScale(memory, scale), out);
  }
  memory.release(mark);
  return done;
}

/** What a warp by two pixels a side makes, as bytes: the scale would round its levels just so. */
function resampled(memory: KernelMemory, source: Bytes8, steps: readonly WarpStep[]): Move | undefined {
  const shrink = shrinkOf(steps);
  if (interpolationOf(steps) !== 'bilinear' || shrink.x > 1.001 || shrink.y > 1.001) return undefined;
  const bytes = warpToBytes(memory, source, steps);
  return bytes === undefined ? undefined : rowsOf(bytes);
}

/** Bytes to bytes: what a level becomes hangs on one level alone. */
function byTables(
  memory: KernelMemory,
  move: Move,
  origins: Origins,
  colors: ColorsOp | undefined,
  scale: ScaleOp,
  out: number,
): void {
  const table = colors === undefined && isPlain(scale) ? undefined : tablesOf(memory, move, colors, scale);
  const forms = table === undefined ? plain : formsOf(table);
  const form = memory.allocate(formBytes);
  const kind = writeForm(memory.bytes, form, origins, move.stepX === -4, forms ?? plain);
  let tables = 0;
  if (forms === undefined) {
    tables = memory.allocate(768);
    memory.bytes.set(table!, tables);
  }
  const scratch = isTurned(move) ? memory.allocate(band * (move.width * 4 + rowGap)) : 0;
  const { start, stepX, stepY, width, height } = move;
  memory.wasm.rowsToRgb!(start, stepX, stepY, width, height, kind, form, tables, scratch, out);
}

const passBytes = 28;

/** By floats, a strip at a time; false where a mean is wanted of what is not there before the last strip is done. */
function byStrips(
  memory: KernelMemory,
  move: Move,
  colors: ColorsOp | undefined,
  steps: readonly StripOp[],
  scale: ScaleOp,
  out: number,
): boolean {
  const passes: PreparedPass[] = [];
  let isKnown = true;
  const measure = () => {
    isKnown &&= passes.length === 0;
    return isKnown ? means(memory, move) : [0, 0, 0];
  };
  if (colors !== undefined) {
    eachPass(colors, { apply: (pass) => passes.push(preparePass(memory, pass)), measure, count: unknown });
  }
  if (!isKnown) return false;
  const first = memory.allocate(passes.length * passBytes);
  for (let i = 0, at = first >> 2; i < passes.length; i++) {
    const { kind, matrix, offsets, shifted, curves, after, clamp } = passes[i]!;
    for (const word of [kind, matrix, offsets, shifted, curves, after, clamp]) memory.words[at++] = word;
  }
  const scaling = writeScale(memory, scale);
  const { start, stepX, stepY, width, height } = straightened(memory, move);
  const step = writeSteps(memory, { planes: { pointer: 0, width, height, channels: 3 }, mask: undefined }, steps);
  memory.wasm.stripsToRow!(start, stepX, stepY, width, height, first, passes.length, step, scaling, out);
  return true;
}

function unknown(step: ColorStep): never {
  throw new Error(`a step of kind '${step.kind}' should have gone by way of planes`);
}

function scaleOf(op: ImageOp): ScaleOp | undefined {
  // What needs to know the whole picture cannot be begun before that is there.
  const isKnown = op.kind === 'epilogue' && op.steps[0]?.kind !== 'isoNoise';
  const scale = op.kind === 'scale' ? op : isKnown ? op.scale : undefined;
  return scale?.dither !== undefined || scale?.dtype === 'uint16' ? undefined : scale;
}

function isPlain({ multiply, add }: ScaleOp): boolean {
  return multiply.every((value) => value === 1) && add.every((value) => value === 0);
}

/** Undefined where a channel is made of several; the means count as known as long as no curve came before. */
function originsOf({ steps }: ColorsOp): Origins | undefined {
  let origins = straight;
  let curved = false;
  for (const step of steps) {
    if (step.kind === 'curve') curved = true;
    else if (step.kind === 'contrast' || step.kind === 'lift') {
      if (curved) return undefined;
    } else if (step.kind !== 'color') return undefined;
    if (step.kind !== 'color') continue;
    const before = origins;
    const after: number[] = [];
    for (let row = 0; row < 3; row++) {
      const parts = [0, 1, 2].filter((column) => step.matrix[row * 4 + column] !== 0);
      if (parts.length > 1) return undefined;
      after.push(before[parts[0] ?? row]!);
    }
    origins = after;
  }
  return origins;
}

/** What becomes of each level of each channel [3, 256]: found by sending all of them the ordinary way. */
function tablesOf(memory: KernelMemory, move: Move, colors: ColorsOp | undefined, scale: ScaleOp): Uint8Array {
  const mark = memory.mark();
  const planes = memory.allocatePlanes(256, 1);
  const out = memory.allocate(768);
  const first = planes.pointer >> 2;
  for (let i = 0; i < 768; i++) memory.floats[first + i] = i & 255;
  if (colors !== undefined) {
    const apply = (pass: ColorPassOp) => colorPass(memory, planes, pass);
    eachPass(colors, { apply, measure: () => means(memory, move), count: unknown });
  }
  const levels: EpilogueOp = { kind: 'epilogue', steps: [], scale: { ...scale, layout: 'NCHW' } };
  epilogue(memory, { planes, mask: undefined }, levels, out);
  const tables = memory.bytes.slice(out, out + 768);
  memory.release(mark);
  return tables;
}

/** Of the levels as they are moved, however they are turned: sums of whole numbers do not hang on their order. */
function means(memory: KernelMemory, { start, stepX, stepY, width, height }: Move): readonly number[] {
  const mark = memory.mark();
  const sums = memory.allocate(24);
  const first = start + Math.min(0, stepX * (width - 1)) + Math.min(0, stepY * (height - 1));
  const turned = stepX !== 4 && stepX !== -4;
  const stride = Math.abs(turned ? stepX : stepY);
  memory.wasm.byteSums!(first, stride, turned ? height : width, turned ? width : height, sums);
  const at = sums >> 3;
  const all = [0, 1, 2].map((c) => memory.doubles[at + c]! / (width * height));
  memory.release(mark);
  return all;
}
