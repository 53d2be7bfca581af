import type { ColorsOp, ImageOp, ScaleOp, WarpStep } from '../ops/index.ts';
import { colorPass, type PreparedPass, preparePass } from './color.ts';
import { eachPass } from './colors.ts';
import { epilogue, writeScale } from './epilogue.ts';
import type { Bytes8, KernelMemory } from './memory.ts';
import { isTurned, type Move, straightened, wholeMove } from './moves.ts';

/** Rows that a kernel turns at a time: BAND in assembly/bytes.ts. */
const band = 16;

/**
 * Goes from bytes straight to the row of the batch where a plan allows it: whole pixels that move, colours, scale. The same
 * bits as by way of planes. False, and nothing done, where it does not.
 */
export function direct(
  memory: KernelMemory,
  source: Bytes8,
  steps: readonly WarpStep[],
  ops: readonly ImageOp[],
  out: number,
): boolean {
  if (ops.length > 2) return false;
  const scale = scaleOf(ops[ops.length - 1]!);
  if (scale === undefined) return false;
  const colors = ops.length === 2 ? ops[0]! : undefined;
  if (colors !== undefined && colors.kind !== 'colors') return false;
  const move = wholeMove(source, steps);
  if (move === undefined) return false;
  const mark = memory.mark();
  const isTable = scale.dtype === 'uint8' && scale.layout === 'NHWC' && (colors === undefined || isPerChannel(colors));
  const done = isTable ? byTables(memory, move, colors, scale, out) : byStrips(memory, move, colors, scale, out);
  memory.release(mark);
  return done;
}

/** Bytes to bytes: what a level becomes hangs on nothing but its channel. */
function byTables(
  memory: KernelMemory,
  move: Move,
  colors: ColorsOp | undefined,
  scale: ScaleOp,
  out: number,
): boolean {
  const table = colors === undefined && isPlain(scale) ? undefined : tablesOf(memory, move, colors, scale);
  const form = memory.allocate(64);
  let tables = 0;
  if (!writeForm(memory.bytes, table, form)) {
    tables = memory.allocate(768);
    memory.bytes.set(table!, tables);
    writeForm(memory.bytes, undefined, form);
  }
  const scratch = isTurned(move) ? memory.allocate(band * move.width * 4) : 0;
  const { start, stepX, stepY, width, height } = move;
  memory.wasm.rowsToRgb!(start, stepX, stepY, width, height, form, tables, scratch, out);
  return true;
}

const passBytes = 24;

/** By floats, a strip at a time; false where a mean is wanted of what is not there before the last strip is done. */
function byStrips(
  memory: KernelMemory,
  move: Move,
  colors: ColorsOp | undefined,
  scale: ScaleOp,
  out: number,
): boolean {
  const passes: PreparedPass[] = [];
  let isKnown = true;
  const measure = () => {
    isKnown &&= passes.length === 0;
    return isKnown ? means(memory, move) : [0, 0, 0];
  };
  if (colors !== undefined) eachPass(colors, (pass) => passes.push(preparePass(memory, pass)), measure);
  if (!isKnown) return false;
  const first = memory.allocate(passes.length * passBytes);
  for (let i = 0, at = first >> 2; i < passes.length; i++) {
    const { kind, matrix, offsets, curves, after, clamp } = passes[i]!;
    for (const word of [kind, matrix, offsets, curves, after, clamp]) memory.words[at++] = word;
  }
  const scaling = writeScale(memory, scale);
  const { start, stepX, stepY, width, height } = straightened(memory, move);
  memory.wasm.stripsToRow!(start, stepX, stepY, width, height, first, passes.length, scaling, out);
  return true;
}

function scaleOf(op: ImageOp): ScaleOp | undefined {
  const scale = op.kind === 'scale' ? op : op.kind === 'epilogue' && !op.noise && !op.drop ? op.scale : undefined;
  return scale?.dither === undefined ? scale : undefined;
}

function isPlain({ multiply, add }: ScaleOp): boolean {
  return multiply.every((value) => value === 1) && add.every((value) => value === 0);
}

/** Whether no channel takes anything from another; the mean grey counts as known as long as no curve came before. */
function isPerChannel({ steps }: ColorsOp): boolean {
  let curved = false;
  for (const step of steps) {
    if (step.kind === 'hue' || (step.kind === 'contrast' && curved)) return false;
    if (step.kind === 'curve') curved = true;
    if (step.kind === 'color') {
      const m = step.matrix;
      if (m[1] !== 0 || m[2] !== 0 || m[4] !== 0 || m[6] !== 0 || m[8] !== 0 || m[9] !== 0) return false;
    }
  }
  return true;
}

/** What becomes of each level of each channel [3, 256]: found by sending all of them the ordinary way. */
function tablesOf(memory: KernelMemory, move: Move, colors: ColorsOp | undefined, scale: ScaleOp): Uint8Array {
  const mark = memory.mark();
  const planes = memory.allocatePlanes(256, 1);
  const out = memory.allocate(768);
  const first = planes.pointer >> 2;
  for (let i = 0; i < 768; i++) memory.floats[first + i] = i & 255;
  if (colors !== undefined) {
    eachPass(
      colors,
      (pass) => colorPass(memory, planes, pass),
      () => means(memory, move),
    );
  }
  epilogue(memory, planes, { kind: 'epilogue', scale: { ...scale, layout: 'NCHW' } }, out);
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

/**
 * Writes the tables as ((x & keep) ^ turn) + more - less, each byte held within its bounds: 12 bytes of each for four
 * pixels. False where they are not of this form.
 */
function writeForm(bytes: Uint8Array, tables: Uint8Array | undefined, at: number): boolean {
  for (let c = 0; c < 3; c++) {
    const form = tables === undefined ? plain : formOf(tables.subarray(c * 256, (c + 1) * 256));
    if (form === undefined) return false;
    for (let k = 0; k < 4; k++) for (let i = c; i < 12; i += 3) bytes[at + k * 16 + i] = form[k]!;
  }
  return true;
}

type Form = readonly [keep: number, turn: number, more: number, less: number];

const plain: Form = [255, 0, 0, 0];

function formOf(table: Uint8Array): Form | undefined {
  const turn = table[0]!;
  const keep = table[255]! ^ turn;
  const middle = table[128]!;
  const forms: readonly Form[] = [
    [keep, turn, 0, 0],
    [255, 0, Math.max(0, middle - 128), Math.max(0, 128 - middle)],
    [255, 255, Math.max(0, middle - 127), Math.max(0, 127 - middle)],
  ];
  return forms.find(([kept, turned, more, less]) =>
    table.every((value, x) => value === Math.max(0, Math.min(255, ((x & kept) ^ turned) + more) - less)),
  );
}
