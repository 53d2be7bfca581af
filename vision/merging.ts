import { Draws } from '../transforms/draws.ts';
import type { MixingOp } from './mixing.ts';
import type { CopyPasteOp, PixelBox } from './ops/index.ts';
import type { Box, Keypoint, Targets } from './targets.ts';

/** Another sample's targets, in pixels of the size that it is taken in with. */
export interface PartnerTargets {
  readonly id: number;
  readonly targets: Targets | undefined;
}

const none: Targets = { boxes: [], keypoints: [] };

/**
 * What goes with a picture once it took others in. Boxes and keypoints that another picture covers are cut off or left out: a box
 * whose whole width or height is covered up to an edge ends there; of one that is covered in a corner, or in its middle, the outline
 * stays, and `wholeArea` grows by as much as makes its visible fraction right. What `copyPaste` covers is taken to be the box around
 * each object.
 */
export function mergeTargets(op: MixingOp, own: Targets, partners: readonly PartnerTargets[]): Targets {
  const others = partners.map(({ id, targets }) => ofSample(targets ?? none, id));
  switch (op.kind) {
    case 'mixUp':
      return together([own, ...others]);
    case 'cutMix':
      return together([covered(own, op.box), within(others[0]!, op.box)]);
    case 'mosaic':
      return together([own, ...others].map((targets, i) => moved(targets, op.cells[i]![0], op.cells[i]![1])));
    case 'copyPaste': {
      const { boxes, keypoints } = others[0]!;
      const isChosen = chosenObjects(op, boxes.length);
      const pasted = boxes.filter((_, i) => isChosen[i]);
      const areas = pasted.map(({ outline }) => boundsOf(outline));
      const left = areas.reduce(covered, own);
      return together([
        left,
        { boxes: pasted, keypoints: keypoints.filter((point) => areas.some((area) => lies(point, area))) },
      ]);
    }
  }
}

/** Which of the partner's objects are laid over the picture, by their place in its list. */
export function chosenObjects({ key, odds }: CopyPasteOp, count: number): readonly boolean[] {
  const draws = new Draws({ words: key });
  return Array.from({ length: count }, () => draws.bernoulli(odds));
}

function together(all: readonly Targets[]): Targets {
  return { boxes: all.flatMap(({ boxes }) => boxes), keypoints: all.flatMap(({ keypoints }) => keypoints) };
}

/** Says of which sample targets are; those that a sample took in itself keep theirs. */
function ofSample({ boxes, keypoints }: Targets, sampleId: number): Targets {
  return {
    boxes: boxes.map((box) => ({ sampleId, ...box })),
    keypoints: keypoints.map((point) => ({ sampleId, ...point })),
  };
}

/** Targets of a picture that now lies elsewhere. */
export function moved({ boxes, keypoints }: Targets, dx: number, dy: number): Targets {
  return {
    boxes: boxes.map((box) => ({ ...box, outline: box.outline.map((value, i) => value + (i % 2 === 0 ? dx : dy)) })),
    keypoints: keypoints.map((point) => ({ ...point, x: point.x + dx, y: point.y + dy })),
  };
}

/** What of targets lies in a part of the picture. */
export function within({ boxes, keypoints }: Targets, area: PixelBox): Targets {
  const cut = boxes.flatMap((box): Box[] => {
    const outline = clipped(box.outline, area);
    return areaOf(outline) > 0 ? [{ ...box, outline }] : [];
  });
  return { boxes: cut, keypoints: keypoints.filter((point) => lies(point, area)) };
}

/** What of targets is still to be seen where something was laid over a part of the picture. */
export function covered({ boxes, keypoints }: Targets, area: PixelBox): Targets {
  return {
    boxes: boxes.flatMap((box) => uncovered(box, area)),
    keypoints: keypoints.filter((point) => !lies(point, area)),
  };
}

function uncovered(box: Box, area: PixelBox): readonly Box[] {
  const whole = areaOf(box.outline);
  const visible = whole - areaOf(clipped(box.outline, area));
  if (visible >= whole * (1 - 1e-9)) return [box];
  if (visible <= whole * 1e-9) return [];
  const outline = clipped(box.outline, keptOf(boundsOf(box.outline), area));
  return [{ ...box, outline, wholeArea: box.wholeArea * (areaOf(outline) / visible) }];
}

/** The bounds of what is left of a box's bounds: smaller only where one of its sides is covered from end to end. */
function keptOf([x, y, width, height]: PixelBox, [left, top, w, h]: PixelBox): PixelBox {
  const isWide = left <= x && left + w >= x + width;
  const isHigh = top <= y && top + h >= y + height;
  if (isWide) {
    const [from, to] = keptSpan(y, y + height, top, top + h);
    return [x, from, width, to - from];
  }
  if (isHigh) {
    const [from, to] = keptSpan(x, x + width, left, left + w);
    return [from, y, to - from, height];
  }
  return [x, y, width, height];
}

function keptSpan(low: number, high: number, from: number, to: number): readonly [number, number] {
  if (from <= low) return [to, high];
  return to >= high ? [low, from] : [low, high];
}

function lies({ x, y }: Pick<Keypoint, 'x' | 'y'>, [left, top, width, height]: PixelBox): boolean {
  return x >= left && x < left + width && y >= top && y < top + height;
}

/** [left, top, width, height] around an outline. */
export function boundsOf(outline: readonly number[]): PixelBox {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < outline.length; i += 2) {
    left = Math.min(left, outline[i]!);
    right = Math.max(right, outline[i]!);
    top = Math.min(top, outline[i + 1]!);
    bottom = Math.max(bottom, outline[i + 1]!);
  }
  return [left, top, right - left, bottom - top];
}

/** By Gauss's formula. */
export function areaOf(outline: readonly number[]): number {
  let doubled = 0;
  for (let i = 0; i < outline.length; i += 2) {
    const next = (i + 2) % outline.length;
    doubled += outline[i]! * outline[next + 1]! - outline[next]! * outline[i + 1]!;
  }
  return Math.abs(doubled) / 2;
}

/** The part of a convex outline that lies in a box (Sutherland and Hodgman). */
export function clipped(outline: readonly number[], [left, top, width, height]: PixelBox): readonly number[] {
  let rest = outline;
  for (const [axis, limit, sign] of [
    [0, left, 1],
    [0, left + width, -1],
    [1, top, 1],
    [1, top + height, -1],
  ] as const) {
    const depth = (i: number) => sign * (rest[i + axis]! - limit);
    const kept: number[] = [];
    for (let i = 0; i < rest.length; i += 2) {
      const next = (i + 2) % rest.length;
      const [here, there] = [depth(i), depth(next)];
      if (here >= 0) kept.push(rest[i]!, rest[i + 1]!);
      if (here < 0 === there < 0) continue;
      const t = here / (here - there);
      if (t > 0 && t < 1)
        kept.push(rest[i]! + t * (rest[next]! - rest[i]!), rest[i + 1]! + t * (rest[next + 1]! - rest[i + 1]!));
    }
    rest = kept;
  }
  return rest;
}
