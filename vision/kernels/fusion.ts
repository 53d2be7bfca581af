import { type PairRule, rewrite } from '../../transforms/plan.ts';
import { multiply3 } from '../image.ts';
import type {
  ClampOp,
  ColorStep,
  ColorsOp,
  FillOp,
  ImageOp,
  Matrix3,
  StripOp,
  WarpOp,
  WarpStep,
} from '../ops/index.ts';
import { bentSpans } from './warp-geometry.ts';

const steps: { readonly [K in ColorStep['kind']]: true } = {
  autoContrast: true,
  color: true,
  contrast: true,
  curve: true,
  equalize: true,
  hue: true,
  hueSaturation: true,
  lift: true,
};

function isPointwise(op: ImageOp): op is ColorStep {
  return Object.hasOwn(steps, op.kind);
}

/**
 * The order in which a plan is carried out, fused or not: within a run of geometry and colour, geometry comes first
 * (so that there is one resampling), constant borders are filled after the colours that came before them, and where a
 * run of colour ends, values go back to black..white once.
 */
export function canonical(ops: readonly ImageOp[]): readonly ImageOp[] {
  return inOrder(insideBranches(ops, canonical));
}

function inOrder(ops: readonly ImageOp[]): readonly ImageOp[] {
  const sorted = rewrite(ops, order);
  const all: ImageOp[] = [];
  for (let i = 0; i < sorted.length; i++) {
    const op = sorted[i]!;
    all.push(op);
    if (!isPointwise(op)) continue;
    let next = i + 1;
    while (next < sorted.length && sorted[next]!.kind === 'fill') next++;
    if (next === sorted.length || !isPointwise(sorted[next]!)) all.push(clamp);
  }
  return all;
}

/** The fused plan: the same ops in canonical order, as few passes as they allow. Pure; data in, data out. */
export function fuse(ops: readonly ImageOp[]): readonly ImageOp[] {
  return rewrite(inOrder(insideBranches(ops, fuse)), fusions);
}

function insideBranches(
  ops: readonly ImageOp[],
  change: (ops: readonly ImageOp[]) => readonly ImageOp[],
): readonly ImageOp[] {
  if (!ops.some(({ kind }) => kind === 'branches')) return ops;
  return ops.map((op) => {
    if (op.kind !== 'branches') return op;
    return { ...op, branches: op.branches.map((branch) => ({ ...branch, ops: change(branch.ops) })) };
  });
}

const clamp: ClampOp = Object.freeze({ kind: 'clamp' });

const geometryFirst: PairRule<ImageOp> = (first, second) => {
  if (!isPointwise(first) || second.kind !== 'warp') return undefined;
  const { warp, fills } = filledLater(second);
  return [warp, first, ...fills];
};

const geometryBeforeFill: PairRule<ImageOp> = (first, second) => {
  if (first.kind !== 'fill' || second.kind !== 'warp') return undefined;
  const { warp, fills } = filledLater(second);
  return [warp, { ...first, steps: [...first.steps, ...warp.steps] }, ...fills];
};

/** The same geometry with its constant borders open (the edge goes on), and the fills that close them afterwards. */
function filledLater(op: WarpOp): { readonly warp: WarpOp; readonly fills: readonly FillOp[] } {
  const open = (step: WarpStep): WarpStep => (step.border === 'constant' ? { ...step, border: 'edge' } : step);
  const fills = op.steps.flatMap((step, i): FillOp[] => {
    if (step.border !== 'constant' || !looksOutside(step)) return [];
    return [{ kind: 'fill', steps: [step, ...op.steps.slice(i + 1).map(open)], fill: step.fill }];
  });
  return fills.length === 0 ? { warp: op, fills } : { warp: { kind: 'warp', steps: op.steps.map(open) }, fills };
}

/** Whether some pixel of the step's output lies, or under a bend may lie, outside of its window. */
function looksOutside(step: WarpStep): boolean {
  const { inverse: m, window } = step;
  const [left, top, width, height] = window;
  const [[x0, x1], [y0, y1]] = bentSpans(step, [0, step.width - 1], [0, step.height - 1]);
  const corners = [
    [x0, y0],
    [x1, y0],
    [x0, y1],
    [x1, y1],
  ] as const;
  return corners.some(([x, y]) => {
    const depth = m[6] * x + m[7] * y + m[8];
    const u = (m[0] * x + m[1] * y + m[2]) / depth;
    const v = (m[3] * x + m[4] * y + m[5]) / depth;
    const slack = 1e-6;
    const inside =
      u >= left - slack && u <= left + width - 1 + slack && v >= top - slack && v <= top + height - 1 + slack;
    return !(depth > 0 && inside);
  });
}

const warps: PairRule<ImageOp> = (first, second) => {
  if (first.kind !== 'warp' || second.kind !== 'warp') return undefined;
  const a = interpolationOf(first);
  const b = interpolationOf(second);
  if (a !== b && a !== 'any' && b !== 'any') return undefined;
  return [{ kind: 'warp', steps: joinSteps([...first.steps, ...second.steps]) }];
};

/** The same geometry in fewer steps: flips, turns by 90 degrees and crops join their neighbour's matrix and window. */
export function joinSteps(steps: readonly WarpStep[]): readonly WarpStep[] {
  return rewrite(steps, joins);
}

const joins: readonly PairRule<WarpStep>[] = [
  (first, second) => {
    if (first.interpolation !== 'any' && second.interpolation !== 'any') return undefined;
    const inverse = multiply3(first.inverse, second.inverse);
    const before = movedWindow(first, second.window);
    if (before !== undefined) return [{ ...second, inverse, window: before }];
    // A bend stands before its own matrix only: what moves the pixels of a bent picture stays a step of its own.
    if (first.bend !== undefined) return undefined;
    if (movedWindow(second, [0, 0, second.width, second.height]) === undefined) return undefined;
    return [{ ...first, inverse, width: second.width, height: second.height }];
  },
];

/** Where a step that only moves whole pixels, and none from outside of its window, takes a part of its output from. */
function movedWindow(step: WarpStep, part: WarpStep['window']): WarpStep['window'] | undefined {
  if (step.interpolation !== 'any' || step.bend !== undefined) return undefined;
  const whole = boxOf(step.inverse, [0, 0, step.width, step.height]);
  const { window } = step;
  const inside =
    whole !== undefined &&
    whole[0] >= window[0] &&
    whole[1] >= window[1] &&
    whole[0] + whole[2] <= window[0] + window[2] &&
    whole[1] + whole[3] <= window[1] + window[3];
  return inside ? boxOf(step.inverse, part) : undefined;
}

/** The pixels that a matrix of whole moves, flips and quarter turns makes of a box of pixels. */
function boxOf(m: Matrix3, box: WarpStep['window']): WarpStep['window'] | undefined {
  const straight = Math.abs(m[0]) === 1 && m[1] === 0 && m[3] === 0 && Math.abs(m[4]) === 1;
  const turned = m[0] === 0 && Math.abs(m[1]) === 1 && Math.abs(m[3]) === 1 && m[4] === 0;
  const whole = Number.isInteger(m[2]) && Number.isInteger(m[5]) && m[6] === 0 && m[7] === 0 && m[8] === 1;
  if (!whole || !(straight || turned)) return undefined;
  const left = box[0];
  const top = box[1];
  const right = left + box[2] - 1;
  const bottom = top + box[3] - 1;
  const x0 = m[0] * left + m[1] * top + m[2];
  const y0 = m[3] * left + m[4] * top + m[5];
  const x1 = m[0] * right + m[1] * bottom + m[2];
  const y1 = m[3] * right + m[4] * bottom + m[5];
  return [Math.min(x0, x1), Math.min(y0, y1), Math.abs(x1 - x0) + 1, Math.abs(y1 - y0) + 1];
}

/** What the steps of one warp agree on. */
export function interpolationOf(op: WarpOp): WarpOp['steps'][number]['interpolation'] {
  for (const step of op.steps) if (step.interpolation !== 'any') return step.interpolation;
  return 'any';
}

const colors: PairRule<ImageOp> = (first, second) => {
  const run: ColorsOp | undefined =
    first.kind === 'colors' ? first : isPointwise(first) ? { kind: 'colors', steps: [first], clamp: false } : undefined;
  if (run === undefined || run.clamp) return undefined;
  if (second.kind === 'clamp') return [{ kind: 'colors', steps: run.steps, clamp: true }];
  return isPointwise(second) ? [{ kind: 'colors', steps: [...run.steps, second], clamp: false }] : undefined;
};

const strips: { readonly [K in StripOp['kind']]: true } = {
  classDrop: true,
  drop: true,
  erase: true,
  grain: true,
  gridDrop: true,
  impulse: true,
  isoNoise: true,
  multiplyNoise: true,
  noise: true,
  shotNoise: true,
};

function isStrip(op: ImageOp): op is StripOp {
  return Object.hasOwn(strips, op.kind);
}

const none: readonly StripOp[] = Object.freeze([]);

const scaleEpilogue: PairRule<ImageOp> = (first, second) =>
  second.kind === 'scale' ? [first, { kind: 'epilogue', steps: none, scale: second }] : undefined;

/** A step in front of the others, unless the next one needs to know the whole picture that it leaves. */
const joinEpilogue: PairRule<ImageOp> = (first, second) => {
  if (second.kind !== 'epilogue' || !isStrip(first) || second.steps[0]?.kind === 'isoNoise') return undefined;
  return [{ kind: 'epilogue', steps: [first, ...second.steps], scale: second.scale }];
};

/** The canonical order's rules: all of them are about a warp that comes second. */
const order: readonly PairRule<ImageOp>[] = [
  (first, second) =>
    second.kind === 'warp' ? (geometryFirst(first, second) ?? geometryBeforeFill(first, second)) : undefined,
];

/** The rules of fusion, by what comes second. */
const fusions: readonly PairRule<ImageOp>[] = [
  (first, second) => {
    switch (second.kind) {
      case 'warp':
        return warps(first, second);
      case 'scale':
        return scaleEpilogue(first, second);
      case 'epilogue':
        return joinEpilogue(first, second);
      default:
        return colors(first, second);
    }
  },
];
