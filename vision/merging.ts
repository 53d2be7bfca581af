import { Draws } from '../transforms/draws.ts';
import type { MixingOp } from './mixing.ts';
import type { CopyPasteOp, PixelBox } from './ops/index.ts';
import { areaOf, boundsOf, clipToBox } from './outline.ts';
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
      const areas = pasted.map(({ outline }) => boxAround(outline));
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

/** Of keypoints that stay in the list wherever they are, the sample's own do, also where they are covered. */
function together(all: readonly Targets[]): Targets {
  const { keepsOutside } = all[0]!;
  return {
    ...(keepsOutside === undefined ? {} : { keepsOutside }),
    boxes: all.flatMap(({ boxes }) => boxes),
    keypoints: all.flatMap(({ keypoints }) => keypoints),
  };
}

/** Says of which sample targets are; those that a sample took in itself keep theirs. */
function ofSample({ boxes, keypoints }: Targets, sampleId: number): Targets {
  return {
    boxes: boxes.map((box) => ({ sampleId, ...box })),
    keypoints: keypoints.map((point) => ({ sampleId, ...point })),
  };
}

/** Targets of a picture that now lies elsewhere. */
export function moved(targets: Targets, dx: number, dy: number): Targets {
  const { boxes, keypoints } = targets;
  return {
    ...targets,
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
export function covered(targets: Targets, area: PixelBox): Targets {
  const { boxes, keypoints, keepsOutside = false } = targets;
  return {
    ...targets,
    boxes: boxes.flatMap((box) => uncovered(box, area)),
    keypoints: keypoints.filter((point) => keepsOutside || !lies(point, area)),
  };
}

function uncovered(box: Box, area: PixelBox): readonly Box[] {
  const whole = areaOf(box.outline);
  const visible = whole - areaOf(clipped(box.outline, area));
  if (visible >= whole * (1 - 1e-9)) return [box];
  if (visible <= whole * 1e-9) return [];
  const outline = clipped(box.outline, keptOf(boxAround(box.outline), area));
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
function boxAround(outline: readonly number[]): PixelBox {
  const [left, top, right, bottom] = boundsOf(outline);
  return [left, top, right - left, bottom - top];
}

/** The part of a convex outline that lies in a box. */
function clipped(outline: readonly number[], [left, top, width, height]: PixelBox): readonly number[] {
  return clipToBox(outline, left, top, left + width, top + height);
}
