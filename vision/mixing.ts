import { type ImageFacts, stretch, warp } from './image.ts';
import type { Fit, ImageOp, PixelBox, WarpOp } from './ops/index.ts';

/** Ops that take other samples in. */
export type MixingOp = Extract<ImageOp, { readonly partners: readonly number[] }>;

export function isMixing(op: ImageOp): op is MixingOp {
  return op.partners !== undefined;
}

/** The geometry that brings a picture to a size; undefined where it has it. */
export function fitting(facts: ImageFacts, { width, height, cover }: Fit): WarpOp | undefined {
  if (facts.width === width && facts.height === height) return undefined;
  const window = cover === undefined ? wholeOf(facts) : coveringWindow(facts, width, height, cover);
  return warp(facts, width, height, stretch(window, width, height), { window });
}

const wholeOf = ({ width, height }: ImageFacts): PixelBox => [0, 0, width, height];

/** The largest part, in whole pixels, that has the shape of a size, as nearly as they allow. */
function coveringWindow(facts: ImageFacts, width: number, height: number, [x, y]: readonly [number, number]): PixelBox {
  const scale = Math.min(facts.width / width, facts.height / height);
  const w = Math.max(1, Math.min(facts.width, Math.round(width * scale)));
  const h = Math.max(1, Math.min(facts.height, Math.round(height * scale)));
  return [Math.round(x * (facts.width - w)), Math.round(y * (facts.height - h)), w, h];
}

/** Which sample a number in [0, 1) stands for: every one of the dataset alike, save `id` itself where there is another. */
export function partnerOf(u: number, id: number, length: number): number {
  if (length <= 1) return id;
  const other = Math.min(length - 2, Math.floor(u * (length - 1)));
  return other < id ? other : other + 1;
}

/** A sample and its share of a label. */
export type Share = readonly [id: number, weight: number];

/** Shares of a sample's label, once it took others in. A sample that comes twice is counted as one. */
export function sharesAfter(
  before: readonly Share[],
  shares: readonly number[],
  partners: readonly number[],
): readonly Share[] {
  const own = shares.reduce((left, share) => left - share, 1);
  const sums = new Map<number, number>();
  const add = (id: number, weight: number) => sums.set(id, (sums.get(id) ?? 0) + weight);
  for (const [id, weight] of before) add(id, weight * own);
  for (const [i, id] of partners.entries()) add(id, shares[i]!);
  return [...sums];
}
