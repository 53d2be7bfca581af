import { type PairRule, rewrite } from '../../transforms/plan.ts';
import type {
  ColorOp,
  ColorsOp,
  ContrastOp,
  CurveOp,
  DropOp,
  EpilogueOp,
  HueOp,
  ImageOp,
  NoiseOp,
  ScaleOp,
  WarpOp,
} from '../ops.ts';

type Pointwise = ColorOp | ContrastOp | HueOp | CurveOp;

function isPointwise(op: ImageOp): op is Pointwise {
  return op.kind === 'color' || op.kind === 'contrast' || op.kind === 'hue' || op.kind === 'curve';
}

/**
 * The order in which a plan is carried out, fused or not: within a run of geometry and colour, geometry comes first
 * (so that there is one resampling), and where a run of colour ends, values go back to black..white once.
 */
export function canonical(ops: readonly ImageOp[]): readonly ImageOp[] {
  const sorted = rewrite<ImageOp>(ops, [geometryFirst]);
  return sorted.flatMap((op, i) => {
    const next = sorted[i + 1];
    return isPointwise(op) && (next === undefined || !isPointwise(next)) ? [op, { kind: 'clamp' } as const] : [op];
  });
}

/** The fused plan: the same ops in canonical order, as few passes as they allow. Pure; data in, data out. */
export function fuse(ops: readonly ImageOp[]): readonly ImageOp[] {
  return rewrite<ImageOp>(canonical(ops), [warps, colors, scaleEpilogue, dropEpilogue, noiseEpilogue]);
}

const geometryFirst: PairRule<ImageOp> = (first, second) =>
  isPointwise(first) && second.kind === 'warp' ? [second, first] : undefined;

const warps: PairRule<ImageOp> = (first, second) => {
  if (first.kind !== 'warp' || second.kind !== 'warp') return undefined;
  const [a, b] = [interpolationOf(first), interpolationOf(second)];
  if (a !== b && a !== 'any' && b !== 'any') return undefined;
  return [{ kind: 'warp', steps: [...first.steps, ...second.steps] }];
};

/** What the steps of one warp agree on. */
export function interpolationOf(op: WarpOp): WarpOp['steps'][number]['interpolation'] {
  return op.steps.find((step) => step.interpolation !== 'any')?.interpolation ?? 'any';
}

const colors: PairRule<ImageOp> = (first, second) => {
  const run: ColorsOp | undefined =
    first.kind === 'colors' ? first : isPointwise(first) ? { kind: 'colors', steps: [first], clamp: false } : undefined;
  if (run === undefined || run.clamp) return undefined;
  if (second.kind === 'clamp') return [{ ...run, clamp: true }];
  return isPointwise(second) ? [{ ...run, steps: [...run.steps, second] }] : undefined;
};

const epilogue = (scale: ScaleOp, drop?: DropOp, noise?: NoiseOp): EpilogueOp => ({
  kind: 'epilogue',
  ...(noise === undefined ? {} : { noise }),
  ...(drop === undefined ? {} : { drop }),
  scale,
});

const scaleEpilogue: PairRule<ImageOp> = (first, second) =>
  second.kind === 'scale' ? [first, epilogue(second)] : undefined;

const dropEpilogue: PairRule<ImageOp> = (first, second) =>
  first.kind === 'drop' && second.kind === 'epilogue' && !second.drop && !second.noise
    ? [epilogue(second.scale, first)]
    : undefined;

const noiseEpilogue: PairRule<ImageOp> = (first, second) =>
  first.kind === 'noise' && second.kind === 'epilogue' && !second.noise
    ? [epilogue(second.scale, second.drop, first)]
    : undefined;
