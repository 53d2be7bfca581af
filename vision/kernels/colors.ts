import type { ColorMatrix, ColorPassOp, ColorsOp } from '../ops/index.ts';
import { channelMeans, colorPass, multiplyColor } from './color.ts';
import type { KernelMemory, Planes } from './memory.ts';

const luma = [0.299, 0.587, 0.114] as const;

/**
 * One pass holds [matrix] [hue] [curves] [matrix]; contrast joins a matrix once the mean grey is known, which
 * linear steps carry along and only hue or curves make it necessary to measure again.
 */
export function runColors(memory: KernelMemory, planes: Planes, run: ColorsOp): void {
  eachPass(
    run,
    (pass) => colorPass(memory, planes, pass),
    () => channelMeans(memory, planes),
  );
}

/** The passes of a run, one after the other. `measure`: the channel means after the passes so far. */
export function eachPass(run: ColorsOp, apply: (pass: ColorPassOp) => void, measure: () => readonly number[]): void {
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
      apply(pass);
      pass = emptyPass();
      means = undefined;
    }
    if (step.kind === 'color') {
      append(pass, step.matrix);
    } else if (step.kind === 'contrast') {
      means ??= measure();
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
