import { AugmentError } from '../transforms/errors.ts';
import type { FactRules } from '../transforms/plan.ts';
import { type Definition, defineTransform, type Factory, type Json, type Parameters } from '../transforms/transform.ts';
import { mergeTargets, type PartnerTargets } from './merging.ts';
import type { MixingOp } from './mixing.ts';
import type {
  Bend,
  BlendMask,
  Border,
  ColorMatrix,
  ImageOp,
  Interpolation,
  Matrix3,
  Rgb,
  WarpOp,
  WarpStep,
} from './ops/index.ts';
import { movedTargets } from './target-moves.ts';
import type { Targets } from './targets.ts';

export { identity3, multiply3 } from './matrices.ts';

/** What a transform may know of a picture before its pixels are read: size in pixels, as displayed. */
export interface ImageFacts {
  readonly width: number;
  readonly height: number;
  /** 3 where left out. */
  readonly channels?: number;
  /** Boxes and keypoints as they are at that point of the plan. */
  readonly targets?: Targets;
  /** Whether a mask goes with it. */
  readonly hasMask?: boolean;
  /** Samples that are still to be mixed in, as far as known, in the order in which they are. */
  readonly partners?: readonly PartnerTargets[];
}

export const imageRules: FactRules<ImageFacts, ImageOp> = {
  modality: 'image',
  after: (op, facts) => {
    if (op.partners !== undefined) return mixed(op as MixingOp, facts);
    const last = op.kind === 'warp' ? op.steps[op.steps.length - 1] : op.makes;
    const after = last === undefined ? facts : sized(facts, last);
    return facts.targets === undefined ? after : { ...after, targets: movedTargets(op, facts.targets) };
  },
  branches: ([first, second], mask) => {
    for (const ops of [first!, second!]) for (const op of ops) if (movesPixels(op)) throw noGeometry(op.kind);
    const branches = [first!, second!].map((ops) => ({ ops, weight: 1 }));
    return { kind: 'branches', branches, mask: mask as BlendMask };
  },
};

/** Whether it changes the size, or where something is: masks, boxes and keypoints could not be laid together as pixels are. */
export function movesPixels(op: ImageOp): boolean {
  return op.kind === 'warp' || op.makes !== undefined || op.partners !== undefined;
}

function noGeometry(kind: string): AugmentError {
  return new AugmentError(
    'bad-plan',
    `blendBy: expected transforms that leave every pixel where it is, got a ${kind}; put geometry before or after it`,
    { transform: 'blendBy' },
  );
}

/** Facts once other samples were taken in; of those that are not known yet, targets are left out. */
function mixed(op: MixingOp, facts: ImageFacts): ImageFacts {
  const { targets, partners, ...rest } = facts;
  const count = op.partners.length;
  const isKnown = partners !== undefined && partners.length >= count;
  const own = targets !== undefined && isKnown ? mergeTargets(op, targets, partners.slice(0, count)) : targets;
  const left = partners?.slice(count);
  return {
    ...sized(rest, op.makes ?? {}),
    ...(own === undefined ? {} : { targets: own }),
    ...(left === undefined ? {} : { partners: left }),
  };
}

function sized(facts: ImageFacts, { width, height, channels }: Partial<ImageFacts>): ImageFacts {
  const size = { width: width ?? facts.width, height: height ?? facts.height };
  if (facts.targets === undefined && facts.hasMask === undefined && (channels ?? facts.channels) === undefined)
    return size;
  return channels === undefined ? { ...facts, ...size } : { ...facts, ...size, channels };
}

/** Declares a picture transform: see CONTRIBUTING.md. */
export function defineImageTransform<P extends Parameters, Drawn extends Json>(
  definition: Omit<Definition<P, ImageFacts, ImageOp, Drawn>, 'modality'>,
): Factory<P, ImageFacts, ImageOp> {
  return defineTransform<P, ImageFacts, ImageOp, Drawn>({ modality: 'image', ...definition });
}

const black: Rgb = Object.freeze([0, 0, 0] as const);

interface WarpChoices {
  readonly window?: readonly [number, number, number, number];
  readonly border?: Border;
  readonly fill?: Rgb;
  readonly interpolation?: Interpolation | 'any';
  readonly bend?: Bend;
}

/** A warp of one step from a picture with `facts` to one of `width` x `height`. */
export function warp(
  facts: ImageFacts,
  width: number,
  height: number,
  inverse: Matrix3,
  choices: WarpChoices = {},
): WarpOp {
  const step: WarpStep = {
    inverse,
    window: choices.window ?? [0, 0, facts.width, facts.height],
    width,
    height,
    border: choices.border ?? 'edge',
    fill: choices.fill ?? black,
    interpolation: choices.interpolation ?? 'bilinear',
  };
  return { kind: 'warp', steps: [choices.bend === undefined ? step : { ...step, bend: choices.bend }] };
}

/** The inverse matrix that stretches a window (in input pixels, edges not centres) over `width` x `height`. */
export function stretch(window: readonly [number, number, number, number], width: number, height: number): Matrix3 {
  const x = window[2] / width;
  const y = window[3] / height;
  return [x, 0, window[0] + x / 2 - 0.5, 0, y, window[1] + y / 2 - 0.5, 0, 0, 1];
}

/** The whole picture, `factor` times as large, to whole pixels and no larger than `most`, [height, width]. */
export function scaledTo(
  facts: ImageFacts,
  factor: number,
  enlarge: boolean,
  interpolation: Interpolation,
  most: readonly [number, number] = [largestSide, largestSide],
): readonly WarpOp[] {
  const by = enlarge ? factor : Math.min(1, factor);
  const side = (length: number, limit: number) => Math.min(limit, Math.max(1, Math.round(length * by)));
  const width = side(facts.width, most[1]);
  const height = side(facts.height, most[0]);
  if (width === facts.width && height === facts.height) return [];
  return [warp(facts, width, height, stretch([0, 0, facts.width, facts.height], width, height), { interpolation })];
}

const largestSide = 16384;

/** Rec. 601 luma, the grey of torchvision, PIL and OpenCV. */
export const luma = [0.299, 0.587, 0.114] as const;

/** Rows become columns. */
export function transposed(facts: ImageFacts): WarpOp {
  return warp(facts, facts.height, facts.width, [0, 1, 0, 1, 0, 0, 0, 0, 1], { interpolation: 'any' });
}

/** So many quarter turns counter-clockwise, 1 to 3, as numpy.rot90 turns an array of rows. */
export function quarterTurns(facts: ImageFacts, turns: number): WarpOp {
  const { width, height } = facts;
  const exact = { interpolation: 'any' } as const;
  if (turns === 1) return warp(facts, height, width, [0, -1, width - 1, 1, 0, 0, 0, 0, 1], exact);
  if (turns === 2) return warp(facts, width, height, [-1, 0, width - 1, 0, -1, height - 1, 0, 0, 1], exact);
  return warp(facts, height, width, [0, 1, 0, -1, 0, height - 1, 0, 0, 1], exact);
}

/** The matrix that multiplies all levels. */
export function scaling(factor: number): ColorMatrix {
  return [factor, 0, 0, 0, 0, factor, 0, 0, 0, 0, factor, 0];
}

/** The matrix that blends a colour with its grey: 0 is grey, 1 the colour. */
export function saturating(factor: number): ColorMatrix {
  const red = luma[0] * (1 - factor);
  const green = luma[1] * (1 - factor);
  const blue = luma[2] * (1 - factor);
  return [red + factor, green, blue, 0, red, green + factor, blue, 0, red, green, blue + factor, 0];
}

/** The matrix that takes each channel from another. */
export function reordering(order: readonly number[]): ColorMatrix {
  return order.flatMap((channel) => [channel === 0 ? 1 : 0, channel === 1 ? 1 : 0, channel === 2 ? 1 : 0, 0]);
}
