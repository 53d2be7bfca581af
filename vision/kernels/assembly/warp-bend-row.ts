// A bend over a whole row of its own output, whose places stand in line: the nodes are brought together down first,
// once a row, and then across by weights that are the same for every row.
import { Bend, bendAt, CUBIC, LINEAR_NET } from './warp-bend';

/** For each pixel: a byte offset into the row of nodes, and the weights of four pairs of it. */
const COLUMN_BYTES: usize = 48;

// @ts-ignore: decorator
@inline
function spline(t: f32, k: i32): f32 {
  const s: f32 = 1 - t;
  if (k == 0) return s * s * s * <f32>(1.0 / 6.0);
  if (k == 1) return <f32>(2.0 / 3.0) + t * t * (t * 0.5 - 1);
  if (k == 2) return <f32>(2.0 / 3.0) + s * s * (s * 0.5 - 1);
  return t * t * t * <f32>(1.0 / 6.0);
}

/** Fills `columns` for a bend that is a net or a spline. */
export function prepareColumns(bend: Bend, width: i32, columns: usize): void {
  const isCubic = <i32>bend.shape == CUBIC, margin = isCubic ? 1 : 0;
  for (let x = 0; x < width; x++, columns += COLUMN_BYTES) {
    const u = (<f64>x - bend.left) * bend.densityX;
    const i = min(max(<i32>u, margin), <i32>bend.columns - 2 - margin);
    const t = <f32>(u - <f64>i);
    store<usize>(columns, <usize>(i - margin) << 3);
    for (let k = 0; k < 4; k++) {
      const weight: f32 = isCubic ? spline(t, k) : k == 0 ? 1 - t : k == 1 ? t : 0;
      store<f32>(columns + 16 + (<usize>k << 3), weight);
      store<f32>(columns + 20 + (<usize>k << 3), weight);
    }
  }
}

function gatherDown(bend: Bend, y: f64, nodes: usize): void {
  const isCubic = <i32>bend.shape == CUBIC, margin = isCubic ? 1 : 0;
  const v = (y - bend.top) * bend.densityY;
  const j = min(max(<i32>v, margin), <i32>bend.rows - 2 - margin);
  const t = <f32>(v - <f64>j);
  const stride = <usize>bend.columns << 3;
  let at = <usize>bend.nodes + <usize>(j - margin) * stride;
  const end = nodes + stride;
  const w0 = f32x4.splat(isCubic ? spline(t, 0) : 1 - t), w1 = f32x4.splat(isCubic ? spline(t, 1) : t);
  const w2 = f32x4.splat(spline(t, 2)), w3 = f32x4.splat(spline(t, 3));
  for (let to = nodes; to < end; to += 16, at += 16) {
    let sum = f32x4.add(f32x4.mul(v128.load(at), w0), f32x4.mul(v128.load(at + stride), w1));
    if (isCubic) {
      sum = f32x4.add(sum, f32x4.mul(v128.load(at + 2 * stride), w2));
      sum = f32x4.add(sum, f32x4.mul(v128.load(at + 3 * stride), w3));
    }
    v128.store(to, sum);
  }
  // What is read past the last node weighs nothing, but must be numbers.
  v128.store(end, f32x4.splat(0));
  v128.store(end + 16, f32x4.splat(0));
}

/** Displacements (dx, dy) of all pixels of row y. `nodes`: room for a row of them and 48 bytes. */
export function bendRow(bend: Bend, y: i32, width: i32, columns: usize, nodes: usize, pairs: usize): void {
  const shape = <i32>bend.shape;
  const end = pairs + (<usize>width << 3);
  if (shape == LINEAR_NET || shape == CUBIC) {
    gatherDown(bend, <f64>y, nodes);
    for (; pairs < end; pairs += 8, columns += COLUMN_BYTES) {
      const at = nodes + load<usize>(columns);
      const sum = f32x4.add(
        f32x4.mul(v128.load(at), v128.load(columns, 16)),
        f32x4.mul(v128.load(at, 16), v128.load(columns, 32)),
      );
      v128.store64_lane(pairs, f32x4.add(sum, v128.shuffle<i64>(sum, sum, 1, 1)), 0);
    }
    return;
  }
  if (shape > CUBIC) {
    const tiles = <usize>bend.nodes + (<usize>(load<i32>(<usize>bend.tileOfRow + (<usize>y << 2)) * <i32>bend.columns) << 3);
    let column = <usize>bend.tileOfColumn;
    for (; pairs < end; pairs += 8, column += 4) store<u64>(pairs, load<u64>(tiles + (<usize>load<i32>(column) << 3)));
    return;
  }
  for (let x: f64 = 0; pairs < end; pairs += 8, x += 1) v128.store64_lane(pairs, bendAt(bend, x, <f64>y), 0);
}
