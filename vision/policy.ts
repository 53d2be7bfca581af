import type { Draws } from '../transforms/draws.ts';
import { autoContrast } from './auto-contrast.ts';
import { colorJitter } from './color-jitter.ts';
import { equalize } from './equalize.ts';
import { moved } from './geometry.ts';
import { type ImageFacts, imageRules, warp } from './image.ts';
import { invert } from './invert.ts';
import type { Border, ImageOp, Interpolation, Matrix3, Rgb } from './ops/index.ts';
import { posterize } from './posterize.ts';
import { rotate } from './rotate.ts';
import { sharpness } from './sharpness.ts';
import { solarize } from './solarize.ts';

/** The operations that policies choose from. */
export const policyOps = [
  'identity',
  'shearX',
  'shearY',
  'translateX',
  'translateY',
  'rotate',
  'brightness',
  'color',
  'contrast',
  'sharpness',
  'posterize',
  'solarize',
  'autoContrast',
  'equalize',
  'invert',
] as const;
export type PolicyOp = (typeof policyOps)[number];

/** How far each operation goes at its strongest, and in how many steps. */
export interface PolicySpace {
  /** Magnitudes go from the weakest to the strongest in so many. */
  readonly bins: number;
  readonly shear: number;
  /** In pixels, of a picture of this size. */
  readonly translate: (side: number) => number;
  readonly angleDegrees: number;
  /** Of brightness, colour, contrast and sharpness: factors go to 1 - enhance and 1 + enhance. */
  readonly enhance: number;
  /** Bits that are kept, from the first to the last. */
  readonly bits: readonly [first: number, last: number];
}

/** One operation of a policy as it was drawn. */
export interface DrawnOp {
  readonly op: PolicyOp;
  /** 0 to bins - 1. */
  readonly bin: number;
  readonly isNegative: boolean;
}

/** Where a policy's geometry looks beyond the picture, and how. */
export interface PolicyGeometry {
  readonly border: Border;
  readonly fill: Rgb;
  readonly interpolation: Interpolation;
}

const signed: readonly PolicyOp[] = [
  'shearX',
  'shearY',
  'translateX',
  'translateY',
  'rotate',
  'brightness',
  'color',
  'contrast',
  'sharpness',
];

/** Draws the sign of an operation, which is always taken, so that other draws do not hang on what was chosen. */
export function drawnOp(draws: Draws, op: PolicyOp, bin: number): DrawnOp {
  const isNegative = draws.bernoulli(0.5);
  return { op, bin, isNegative: isNegative && signed.includes(op) };
}

/** The operations one after the other: each is told the size that those before it leave. */
export function policyLowered(
  drawn: readonly DrawnOp[],
  space: PolicySpace,
  geometry: PolicyGeometry,
  facts: ImageFacts,
): readonly ImageOp[] {
  let now = facts;
  return drawn.flatMap((one) => {
    const ops = lowered(one, space, geometry, now);
    for (const op of ops) now = imageRules.after(op, now);
    return ops;
  });
}

function lowered(
  { op, bin, isNegative }: DrawnOp,
  space: PolicySpace,
  geometry: PolicyGeometry,
  facts: ImageFacts,
): readonly ImageOp[] {
  const { width, height } = facts;
  const share = bin / (space.bins - 1);
  const sign = isNegative ? -1 : 1;
  const move = (inverse: Matrix3) => [warp(facts, width, height, inverse, geometry)];
  const shift = (side: number) => sign * wholePixels(share * space.translate(side));
  const enhanced = 1 + sign * share * space.enhance;
  const slant = sign * share * space.shear;
  switch (op) {
    case 'identity':
      return [];
    // torchvision shears about the upper left corner of the picture.
    case 'shearX':
      return move([1, slant, slant / 2, 0, 1, 0, 0, 0, 1]);
    case 'shearY':
      return move([1, 0, 0, slant, 1, slant / 2, 0, 0, 1]);
    case 'translateX':
      return move(moved(-shift(width), 0));
    case 'translateY':
      return move(moved(0, -shift(height)));
    case 'rotate':
      return of(rotate, { angleDegrees: sign * share * space.angleDegrees }, { ...geometry, fit: 'keep' }, facts);
    case 'brightness':
    case 'contrast':
      return of(colorJitter, { ...plain, [op]: enhanced, order: [op] }, {}, facts);
    case 'color':
      return of(colorJitter, { ...plain, saturation: enhanced, order: ['saturation'] }, {}, facts);
    case 'sharpness':
      return of(sharpness, { factor: enhanced }, {}, facts);
    case 'posterize':
      return of(posterize, { bits: bitsAt(bin, space) }, {}, facts);
    case 'solarize':
      return of(solarize, { threshold: (255 * (space.bins - 1 - bin)) / (space.bins - 1) }, {}, facts);
    case 'autoContrast':
      return of(autoContrast, { cutoffPercent: 0 }, autoContrast().values, facts);
    case 'equalize':
      return of(equalize, {}, equalize().values, facts);
    case 'invert':
      return of(invert, {}, {}, facts);
  }
}

const plain = { brightness: 1, contrast: 1, saturation: 1, hueDegrees: 0 };

/** Cut off, not rounded, as torchvision does; a hair below a whole number is that number. */
const wholePixels = (pixels: number) => Math.floor(pixels + 1e-4);

/** Bits that posterize keeps, rounded half to even as torch does. */
function bitsAt(bin: number, { bins, bits: [first, last] }: PolicySpace): number {
  const less = bin / ((bins - 1) / (first - last));
  const low = Math.floor(less);
  const half = less - low;
  return first - (half > 0.5 || (half === 0.5 && low % 2 === 1) ? low + 1 : low);
}

interface Lowers {
  readonly definition: { lower(drawn: never, values: never, facts: ImageFacts): readonly ImageOp[] };
}

function of({ definition }: Lowers, drawn: object, values: object, facts: ImageFacts): readonly ImageOp[] {
  return definition.lower(drawn as never, values as never, facts);
}
