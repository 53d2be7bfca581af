// From RGBX bytes to the row of the batch, a strip at a time: levels, all passes of colour, and the scale, in the first cache.
import { affinePlane, CURVE, greyVectors, matrixVectors, mixesGrey, mixVectors, passVectors, setLimits } from './color';
import { planesRow } from './bytes';
import { curvePlane } from './levels';
import { stepsToRow, storeGreyStrip, storesGrey, storeStrip } from './epilogue';

/** Pixels of a strip. */
const STRIP: i32 = 512;
const PLANE: usize = (STRIP + 16) * 4;
const strip = memory.data((512 + 16) * 12, 64);

const AFFINE: i32 = 0;
const MIX: i32 = 1;
const CURVES: i32 = 3;

/** A pass of colour: words of 32 bits, laid out by direct.ts on the other side: see `PreparedPass`. */
// @ts-ignore: decorator
@unmanaged
class Pass {
  kind: i32;
  matrix: usize;
  offsets: usize;
  shifted: i32;
  curves: usize;
  after: usize;
  clamp: i32;
}

const PASS_BYTES: usize = 28;

function colorStrip(pass: Pass, count: i32): void {
  if (pass.kind == AFFINE) {
    for (let c: usize = 0; c < 3; c++) {
      const m = pass.matrix + (c << 2);
      affinePlane(strip + c * PLANE, count, load<f32>(m), load<f32>(m, 12), pass.clamp != 0);
    }
    return;
  }
  if (pass.kind == CURVES) {
    for (let c: i32 = 0; c < 3; c++) {
      const plane = strip + <usize>c * PLANE;
      curvePlane(plane, count, pass.curves + <usize>c * CURVE);
      if ((pass.clamp >> c) & 1) affinePlane(plane, count, 1, 0, true);
    }
    return;
  }
  const bytes = <usize>((count + 3) >> 2) << 4;
  setLimits(pass.clamp != 0);
  if (pass.kind == MIX) mixVectors(strip, PLANE, bytes, pass.matrix, pass.offsets);
  else if (!pass.offsets && !pass.curves && !pass.after) matrixVectors(strip, PLANE, bytes, pass.matrix);
  else passVectors(strip, PLANE, bytes, pass.matrix, pass.offsets, pass.shifted != 0, pass.curves, pass.after);
}

/** Straight rows of RGBX through `passes` (PASS_BYTES each), and then `steps` (see epilogue.ts; 0: none), to the batch. */
export function stripsToRow(
  start: usize, stepX: i32, stepY: usize, width: i32, height: i32,
  passes: usize, passCount: i32, steps: usize, scaling: usize, target: usize,
): void {
  const size = width * height;
  const end = passes + <usize>passCount * PASS_BYTES;
  const only = changetype<Pass>(passes);
  const grey = passCount == 1 && only.kind == MIX && steps == 0 && mixesGrey(only.matrix, only.offsets) && storesGrey(scaling);
  let x = 0;
  for (let first = 0; first < size; first += STRIP) {
    const count = min(STRIP, size - first);
    for (let done = 0; done < count; ) {
      const part = min(count - done, width - x);
      const to = strip + (<usize>done << 2);
      if (stepX == 4) planesRow(start + (<usize>x << 2), false, part, PLANE, to);
      else planesRow(start - (<usize>x << 2), true, part, PLANE, to);
      done += part;
      x += part;
      if (x == width) {
        x = 0;
        start += stepY;
      }
    }
    if (grey) {
      setLimits(only.clamp != 0);
      greyVectors(false, strip, PLANE, <usize>((count + 3) >> 2) << 4, only.matrix);
      storeGreyStrip(strip, first, count, scaling, target);
      continue;
    }
    for (let pass = passes; pass < end; pass += PASS_BYTES) colorStrip(changetype<Pass>(pass), count);
    if (steps) stepsToRow(strip, PLANE, first, count, size, width, steps, scaling, target);
    else storeStrip(strip, PLANE, first, count, size, scaling, target);
  }
}
