import { targetOf } from './bends/places.ts';
import { determinant3, inverse3, multiply3 } from './matrices.ts';
import type { ImageOp, Matrix3, WarpStep } from './ops/index.ts';
import { areaOf, clipToBox, clipToSide, subdivided } from './outline.ts';
import type { Box, Keypoint, Targets } from './targets.ts';

/** A point in homogeneous coordinates: what has no positive `w` lies behind the horizon. */
type Moved = readonly [x: number, y: number, w: number];

/** What a step does to points of its input, in pixels from edges. */
interface Forward {
  readonly point: (u: number, v: number) => Moved;
  /** Straight lines stay straight, and this is the matrix. */
  readonly matrix: Matrix3 | undefined;
}

/** Less of a box than so many square pixels (of a tiny box: than this fraction) is what rounding leaves of one cut off whole. */
const nothing = 1e-6;
/** Points nearer to the horizon than this lie beyond all pictures. */
const horizon = 1e-9;
/** Sides of an outline that a bend moves are divided into pieces of at most so many pixels. */
const pieceTolerance = 4;

/** Where the targets of a picture lie after an op. */
export function movedTargets(op: ImageOp, targets: Targets): Targets {
  return op.kind === 'warp' ? op.steps.reduce(throughStep, targets) : targets;
}

/** Whether a plan's geometry leaves the picture mirrored. */
export function isMirrored(ops: readonly ImageOp[]): boolean {
  let isOdd = false;
  for (const op of ops) {
    if (op.kind === 'warp') for (const { inverse } of op.steps) if (determinant3(inverse) < 0) isOdd = !isOdd;
  }
  return isOdd;
}

/** The one place that knows where a point of a step's input, in pixels from edges, lies in its output. */
function forwardOf(step: WarpStep): Forward | undefined {
  if (step.bend !== undefined) return { matrix: undefined, point: (u, v) => bent(step, u, v) };
  const { inverse } = step;
  const half: Matrix3 = [1, 0, 0.5, 0, 1, 0.5, 0, 0, 1];
  const centred = inverse3(inverse);
  if (centred === undefined) return undefined;
  const matrix = multiply3(multiply3(half, centred), [1, 0, -0.5, 0, 1, -0.5, 0, 0, 1]);
  return { matrix, point: (u, v) => through(matrix, u, v) };
}

/** Where a bend shows a place; one that it folds away goes where the places around it go. */
function bent(step: WarpStep, u: number, v: number): Moved {
  const { bend: _bend, ...straight } = step;
  const found = targetOf(step, u - 0.5, v - 0.5) ?? targetOf(straight, u - 0.5, v - 0.5);
  return found === undefined ? [0, 0, 0] : [found[0] + 0.5, found[1] + 0.5, 1];
}

function throughStep(targets: Targets, step: WarpStep): Targets {
  const { boxes, keypoints } = targets;
  if (boxes.length === 0 && keypoints.length === 0) return targets;
  const forward = forwardOf(step);
  // A picture that is squeezed into a line shows nothing of its targets.
  if (forward === undefined) return { ...targets, boxes: [], keypoints: targets.keepsOutside ? keypoints : [] };
  const movedBoxes: Box[] = [];
  for (const box of boxes) {
    const moved = movedBox(box, step, forward);
    if (moved !== undefined) movedBoxes.push(moved);
  }
  const movedPoints: Keypoint[] = [];
  for (const point of keypoints) {
    const moved = movedKeypoint(point, step, forward, targets.keepsOutside === true);
    if (moved !== undefined) movedPoints.push(moved);
  }
  return { ...targets, boxes: movedBoxes, keypoints: movedPoints };
}

function movedBox(box: Box, step: WarpStep, forward: Forward): Box | undefined {
  const [left, top, width, height] = step.window;
  const seen = clipToBox(box.outline, left, top, left + width, top + height);
  const whole = throughForward(box.outline, forward);
  const outline = clipToBox(throughForward(seen, forward), 0, 0, step.width, step.height);
  const before = areaOf(box.outline);
  const wholeArea = before > 0 ? (box.wholeArea * areaOf(whole)) / before : box.wholeArea;
  if (outline.length === 0 || (box.wholeArea > 0 && areaOf(outline) <= nothing * Math.min(1, wholeArea)))
    return undefined;
  return { ...box, outline, wholeArea };
}

/** An outline where the step sends it; what lies behind the horizon is cut off first. */
function throughForward(outline: readonly number[], { matrix, point }: Forward): readonly number[] {
  let front = outline;
  if (matrix === undefined) front = subdivided(outline, pieceTolerance);
  else if (matrix[6] !== 0 || matrix[7] !== 0) {
    front = clipToSide(outline, (x, y) => matrix[6] * x + matrix[7] * y + matrix[8] - horizon);
  }
  const moved: number[] = [];
  for (let i = 0; i < front.length; i += 2) {
    const [x, y, w] = point(front[i]!, front[i + 1]!);
    moved.push(x / w, y / w);
  }
  return moved;
}

function movedKeypoint(
  keypoint: Keypoint,
  { window: [left, top, width, height], ...out }: WarpStep,
  { point }: Forward,
  keepsOutside: boolean,
): Keypoint | undefined {
  const { x, y, angleDegrees, size } = keypoint;
  if (!keepsOutside && !isWithin(x, y, left, top, width, height)) return undefined;
  const [a, b, w] = point(x, y);
  if (!(w > horizon)) return undefined;
  const moved = [a / w, b / w] as const;
  if (!keepsOutside && !isWithin(moved[0], moved[1], 0, 0, out.width, out.height)) return undefined;
  const [xx, xy, yx, yy] = jacobian(point, x, y, moved);
  const turn = (angleDegrees * Math.PI) / 180;
  const [alongX, alongY] = [Math.cos(turn), -Math.sin(turn)];
  const angle = Math.atan2(-(yx * alongX + yy * alongY), xx * alongX + xy * alongY) * (180 / Math.PI);
  return {
    ...keypoint,
    x: moved[0],
    y: moved[1],
    angleDegrees: angle < 0 ? angle + 360 : angle,
    size: size * Math.sqrt(Math.abs(xx * yy - xy * yx)),
  };
}

/** Rounding, of as much as `slack` pixels, takes no point out of the picture. */
function isWithin(x: number, y: number, left: number, top: number, width: number, height: number): boolean {
  const slack = 1e-6;
  return x >= left - slack && y >= top - slack && x <= left + width + slack && y <= top + height + slack;
}

/** How far the moved point goes where the point goes one pixel right, and one down: of neighbours on both sides. */
function jacobian(
  point: Forward['point'],
  x: number,
  y: number,
  [movedX, movedY]: readonly [number, number],
): readonly [xx: number, xy: number, yx: number, yy: number] {
  const step = 1 / 64;
  const slope = (dx: number, dy: number): readonly [number, number] => {
    const [ax, ay, aw] = point(x + dx, y + dy);
    const [bx, by, bw] = point(x - dx, y - dy);
    if (aw > horizon && bw > horizon) return [(ax / aw - bx / bw) / (2 * step), (ay / aw - by / bw) / (2 * step)];
    return aw > horizon ? [(ax / aw - movedX) / step, (ay / aw - movedY) / step] : [0, 0];
  };
  const [across, down] = [slope(step, 0), slope(0, step)];
  return [across[0], down[0], across[1], down[1]];
}

function through(m: Matrix3, x: number, y: number): Moved {
  return [m[0] * x + m[1] * y + m[2], m[3] * x + m[4] * y + m[5], m[6] * x + m[7] * y + m[8]];
}
