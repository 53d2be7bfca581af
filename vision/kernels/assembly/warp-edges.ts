// Rows of a chain whose windows end in a constant: stretches of nothing but fill, narrow ramps between it and the picture, and what lies
// inside of all windows. From the last step down, what is left of a row is inside of all steps so far.
import { CONSTANT, Job, LEVEL_BYTES, Level } from './warp-job';
import { findSpan, spanEnd, spanStart } from './warp-reach';
import { fillExactly, fillRamp, fillWith } from './warp-sample';
import { fillSpan } from './warp-span';

// Of each step: the half-plane before its horizon, four within which its window may be seen, four within which nothing else is, and
// the map from the output to its input.
const PLANE: usize = 24;
const WITHIN: usize = PLANE;
const INNER: usize = 5 * PLANE;
const MAP: usize = 9 * PLANE;
export const EDGE_BYTES: usize = MAP + 72;

let from: i32 = 0;
let end: i32 = 0;

/** The columns from `left` to `right` - 1 of row y that lie within so many half-planes, to `from` and `end`. */
function meet(planes: usize, count: usize, y: f64, left: i32, right: i32): void {
  let low = <f64>left, high = <f64>(right - 1);
  for (const last = planes + count * PLANE; planes < last; planes += PLANE) {
    const a = load<f64>(planes), rest = load<f64>(planes, 8) * y + load<f64>(planes, 16);
    if (a > 0) low = Math.max(low, -rest / a);
    else if (a < 0) high = Math.min(high, -rest / a);
    else if (rest < 0) high = <f64>(left - 1);
  }
  from = <i32>Math.ceil(Math.min(low, <f64>right));
  end = max(from, <i32>Math.floor(Math.max(high, <f64>(left - 1))) + 1);
}

export function fillRow(job: Job, y: i32): void {
  let left = 0, right = <i32>job.width;
  for (let level = <i32>job.levelCount - 1; level >= 0 && left < right; level--) {
    if (<i32>changetype<Level>(<usize>job.levels + <usize>level * LEVEL_BYTES).border != CONSTANT) break;
    const edges = <usize>job.edges + <usize>level * EDGE_BYTES;
    meet(edges, 1, <f64>y, left, right);
    fillExactly(y, left, from);
    fillExactly(y, end, right);
    left = from;
    right = end;
    meet(edges + WITHIN, 4, <f64>y, left, right);
    fillWith(level, y, left, from);
    fillWith(level, y, end, right);
    left = from;
    right = end;
    meet(edges + INNER, 4, <f64>y, left, right);
    fillRamp(level, edges + MAP, y, left, from);
    fillRamp(level, edges + MAP, y, end, right);
    left = from;
    right = end;
  }
  if (left >= right) return;
  findSpan(job, y);
  const start = max(left, spanStart), stop = min(right, spanEnd);
  if (stop - start < 4) {
    fillExactly(y, left, right);
    return;
  }
  fillExactly(y, left, start);
  fillSpan(job, y, start, stop);
  fillExactly(y, stop, right);
}
