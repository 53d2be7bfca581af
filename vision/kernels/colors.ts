import type { AutoContrastOp, ColorMatrix, ColorPassOp, ColorsOp, EqualizeOp } from '../ops/index.ts';
import { channelMeans, colorPass, isDiagonal, multiplyColor, scaledTables, type Tables } from './color.ts';
import { equalizingCurves, equalizingLuma, stretchingCurves } from './histograms.ts';
import type { KernelMemory, Planes } from './memory.ts';

const luma = [0.299, 0.587, 0.114] as const;
const evenly = [1 / 3, 1 / 3, 1 / 3] as const;

/**
 * One pass holds [matrix] [hue] [curves] [matrix]. Contrast joins a matrix once the mean grey is known, which linear steps
 * carry along and only what is not linear makes it necessary to measure again. Histograms are taken of what is there.
 */
export function runColors(memory: KernelMemory, planes: Planes, run: ColorsOp): void {
  eachPass(run, {
    apply: (pass) => colorPass(memory, planes, pass),
    measure: () => channelMeans(memory, planes),
    count: (step) => {
      if (step.kind === 'autoContrast') return stretchingCurves(memory, planes, step);
      if (step.perChannel) return equalizingCurves(memory, planes, step.mode);
      lumaCurve(memory, planes, equalizingLuma(memory, planes, step.mode));
      return undefined;
    },
  });
}

/** What a run needs of the picture that it is carried out on. */
export interface Passes {
  readonly apply: (pass: ColorPassOp) => void;
  /** The channel means after the passes so far. */
  readonly measure: () => readonly number[];
  /** The curves that histograms after the passes so far lead to; undefined where they are carried out already. */
  readonly count: (step: EqualizeOp | AutoContrastOp) => Tables | undefined;
}

/** The passes of a run, one after the other. */
export function eachPass(run: ColorsOp, { apply, measure, count }: Passes): void {
  let pass = emptyPass();
  let means: readonly number[] | undefined;
  const settle = () => {
    apply(pass);
    pass = emptyPass();
    means = undefined;
  };
  for (const step of run.steps) {
    switch (step.kind) {
      case 'color':
        append(pass, step.matrix);
        break;
      case 'contrast':
      case 'lift': {
        if (isNonlinear(pass)) settle();
        means ??= measure();
        const gain = step.kind === 'contrast' ? step.factor : step.gain;
        const add =
          step.kind === 'contrast'
            ? (1 - gain) * meanOf(pass.pre, means, luma)
            : step.fraction * meanOf(pass.pre, means, evenly);
        append(pass, [gain, 0, 0, add, 0, gain, 0, add, 0, 0, gain, add]);
        break;
      }
      case 'hue':
      case 'hueSaturation':
        if (isNonlinear(pass)) settle();
        pass.hueTurns = step.turns;
        if (step.kind === 'hueSaturation')
          pass.shift = [step.saturationShift, step.valueShift, step.saturationFactor ?? 1];
        break;
      case 'curve':
        if (!joinCurves(pass, step.tables)) {
          settle();
          pass.tables = step.tables;
        }
        break;
      default: {
        settle();
        const tables = count(step);
        if (tables !== undefined) pass.tables = tables;
      }
    }
  }
  pass.clamp = run.clamp;
  apply(pass);
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

/** How far the curve that stands for two may be off between whole levels; at them it is exact. */
const composeTolerance = 0.125;

/** Puts curves behind what the pass does already, if that can be done in the same pass. */
function joinCurves(pass: Pass, tables: Tables): boolean {
  if (pass.post !== undefined && !isDiagonal(pass.post)) return false;
  if (pass.tables === undefined) {
    if (pass.post !== undefined) return false;
    pass.tables = tables;
    return true;
  }
  const first = scaledTables(pass.tables, pass.post);
  const joined = first.map((table, c) => composed(table, tables[c]!));
  if (joined.includes(undefined)) return false;
  pass.tables = joined as readonly (readonly number[])[] as Tables;
  delete pass.post;
  return true;
}

/** The curve of `second` after `first`; undefined where between two entries it would not be straight enough. */
function composed(first: readonly number[], second: readonly number[]): readonly number[] | undefined {
  const table = first.map((level) => curveAt(second, level));
  for (let i = 0; i < 255; i++) {
    const from = Math.min(first[i]!, first[i + 1]!);
    const to = Math.max(first[i]!, first[i + 1]!);
    // It bends only where the first curve crosses an entry of the second.
    for (let knot = Math.max(0, Math.ceil(from)); knot <= Math.min(255, to); knot++) {
      if (knot === first[i] || knot === first[i + 1]) continue;
      const part = (knot - first[i]!) / (first[i + 1]! - first[i]!);
      const chord = table[i]! + (table[i + 1]! - table[i]!) * part;
      if (Math.abs(chord - second[knot]!) > composeTolerance) return undefined;
    }
  }
  return table;
}

function curveAt(table: readonly number[], value: number): number {
  const level = Math.min(255, Math.max(0, value));
  const below = Math.min(254, Math.floor(level));
  return table[below]! + (table[below + 1]! - table[below]!) * (level - below);
}

function lumaCurve(memory: KernelMemory, planes: Planes, table: readonly number[]): void {
  const mark = memory.mark();
  const pointer = memory.allocate(257 * 4);
  memory.floats.set([...table, table[255]!], pointer >> 2);
  memory.wasm.lumaCurve!(planes.pointer, planes.width * planes.height, pointer);
  memory.release(mark);
}

/** Weighed mean of the picture that `matrix` would make of one with these channel means: exact, because it is linear. */
function meanOf(matrix: ColorMatrix | undefined, means: readonly number[], weights: readonly number[]): number {
  const r = means[0]!;
  const g = means[1]!;
  const b = means[2]!;
  const m = matrix;
  if (m === undefined) return weights[0]! * r + weights[1]! * g + weights[2]! * b;
  return (
    weights[0]! * (m[0]! * r + m[1]! * g + m[2]! * b + m[3]!) +
    weights[1]! * (m[4]! * r + m[5]! * g + m[6]! * b + m[7]!) +
    weights[2]! * (m[8]! * r + m[9]! * g + m[10]! * b + m[11]!)
  );
}
