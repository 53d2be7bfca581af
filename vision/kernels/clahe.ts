import type { ClaheOp } from '../ops/index.ts';
import type { Canvas } from './canvas.ts';
import type { KernelMemory } from './memory.ts';

/** Equalises by tiles: the lightness of a picture in colour, each channel by itself where there are not three. */
export function clahe(memory: KernelMemory, { planes }: Canvas, op: ClaheOp): void {
  const { width, height } = planes;
  const size = width * height;
  const mark = memory.mark();
  const more = memory.allocate(size * 4 + 16);
  if (planes.channels !== 3) {
    for (let c = 0; c < planes.channels; c++) {
      const plane = planes.pointer + c * size * 4;
      contrastGained(memory, plane, width, height, op, more);
      memory.wasm.addPlane!(plane, size, more);
    }
  } else {
    const lightness = memory.allocate(size * 4 + 16);
    const { linear, srgb } = writeTables(memory);
    overColors(memory, planes.pointer, size, (first, plane, bytes, from) =>
      memory.wasm.labLightness!(first, plane, bytes, linear, lightness + from),
    );
    contrastGained(memory, lightness, width, height, op, more);
    overColors(memory, planes.pointer, size, (first, plane, bytes, from) =>
      memory.wasm.labRaise!(first, plane, bytes, srgb, lightness + from, more + from),
    );
  }
  memory.release(mark);
}

type ColorPart = (first: number, plane: number, bytes: number, from: number) => void;

/** Whole vectors where they lie; the last pixels, which are fewer than four, on planes of their own, so that none runs into the next. */
function overColors(memory: KernelMemory, pointer: number, size: number, part: ColorPart): void {
  const plane = size * 4;
  const whole = (size >> 2) * 16;
  part(pointer, plane, whole, 0);
  if (plane === whole) return;
  const mark = memory.mark();
  const tail = memory.allocate(48);
  memory.bytes.fill(0, tail, tail + 48);
  for (let c = 0; c < 3; c++) {
    const from = pointer + c * plane;
    memory.bytes.copyWithin(tail + c * 16, from + whole, from + plane);
  }
  part(tail, 16, 16, whole);
  for (let c = 0; c < 3; c++)
    memory.bytes.copyWithin(pointer + c * plane + whole, tail + c * 16, tail + c * 16 + plane - whole);
  memory.release(mark);
}

/** What CLAHE adds to each value of a plane, at `more`. Levels are rounded to be looked up; what was rounded off stays. */
function contrastGained(
  memory: KernelMemory,
  plane: number,
  width: number,
  height: number,
  op: ClaheOp,
  more: number,
): void {
  const mark = memory.mark();
  const [rows, columns] = op.tiles;
  // As OpenCV: where one side does not divide, both are made longer, by a whole tile's worth where the other one does.
  const isEven = width % columns === 0 && height % rows === 0;
  const wide = isEven ? width : width + columns - (width % columns);
  const high = isEven ? height : height + rows - (height % rows);
  const levels = extendedLevels(memory, plane, width, height, wide, high);
  const tileWidth = wide / columns;
  const tileHeight = high / rows;
  const curves = tileCurves(memory, levels, wide, tileWidth, tileHeight, op);
  const between = columnPlaces(memory, width, columns, tileWidth);
  const mixed = memory.allocate(columns * 1024);
  const rowBytes = columns * 1024;
  for (let y = 0; y < height; y++) {
    const [above, below, part] = neighbours(y, tileHeight, rows);
    memory.wasm.mixCurves!(curves + above * rowBytes, curves + below * rowBytes, part, columns * 256, mixed);
    memory.wasm.rowThroughCurves!(levels + y * wide, width, mixed, between, more + y * width * 4);
  }
  memory.release(mark);
}

/** The plane in bytes, longer to the right and below by its reflection (101). */
function extendedLevels(
  memory: KernelMemory,
  plane: number,
  width: number,
  height: number,
  wide: number,
  high: number,
): number {
  const levels = memory.allocate(wide * high + 16);
  const packed = memory.allocate(width * height + 16);
  memory.wasm.planeLevels!(plane, width * height, packed);
  const { bytes } = memory;
  for (let y = 0; y < high; y++) {
    const from = packed + reflected(y, height) * width;
    const to = levels + y * wide;
    bytes.copyWithin(to, from, from + width);
    for (let x = width; x < wide; x++) bytes[to + x] = bytes[from + reflected(x, width)]!;
  }
  return levels;
}

function reflected(at: number, size: number): number {
  if (size === 1) return 0;
  const period = 2 * (size - 1);
  const place = at % period;
  return place < size ? place : period - place;
}

/** The curve of each tile, 256 float32. */
function tileCurves(
  memory: KernelMemory,
  levels: number,
  stride: number,
  tileWidth: number,
  tileHeight: number,
  { clipLimit, tiles: [rows, columns] }: ClaheOp,
): number {
  const curves = memory.allocate(rows * columns * 1024);
  const counts = memory.allocate(1024);
  const area = tileWidth * tileHeight;
  const limit = clipLimit > 0 ? Math.max(1, Math.floor((clipLimit * area) / 256)) : Number.POSITIVE_INFINITY;
  const scale = Math.fround(255 / area);
  for (let tile = 0; tile < rows * columns; tile++) {
    const top = Math.floor(tile / columns) * tileHeight;
    const left = (tile % columns) * tileWidth;
    memory.wasm.tileHistogram!(levels + top * stride + left, stride, tileWidth, tileHeight, counts);
    const histogram = new Int32Array(memory.bytes.buffer, counts, 256);
    clipCounts(histogram, limit);
    let reached = 0;
    for (let level = 0; level < 256; level++) {
      reached += histogram[level]!;
      memory.floats[((curves + tile * 1024) >> 2) + level] = halfToEven(Math.min(255, Math.fround(reached * scale)));
    }
  }
  return curves;
}

/** Cuts counts at the limit, and hands out evenly what was cut; the rest that does not divide goes to levels evenly apart. */
function clipCounts(histogram: Int32Array, limit: number): void {
  let cut = 0;
  for (let level = 0; level < 256; level++) {
    const over = histogram[level]! - limit;
    if (over <= 0) continue;
    cut += over;
    histogram[level] = limit;
  }
  const each = Math.floor(cut / 256);
  let rest = cut - each * 256;
  for (let level = 0; level < 256; level++) histogram[level]! += each;
  const step = rest === 0 ? 1 : Math.max(1, Math.floor(256 / rest));
  for (let level = 0; level < 256 && rest > 0; level += step, rest--) histogram[level]!++;
}

function halfToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}

/** The two tiles that a place lies between, and how far it is from the first to the second. */
function neighbours(at: number, tileSize: number, count: number): readonly [number, number, number] {
  const place = at / tileSize - 0.5;
  const first = Math.floor(place);
  return [Math.max(0, first), Math.min(count - 1, first + 1), place - first];
}

/** For each column of pixels: where the curves on its left and right are, and how far it is between them. */
function columnPlaces(memory: KernelMemory, width: number, columns: number, tileWidth: number): number {
  const pointer = memory.allocate(width * 12);
  const offsets = new Uint32Array(memory.bytes.buffer, pointer, width * 3);
  for (let x = 0; x < width; x++) {
    const [left, right, part] = neighbours(x, tileWidth, columns);
    offsets[x * 3] = left * 1024;
    offsets[x * 3 + 1] = right * 1024;
    memory.floats[(pointer >> 2) + x * 3 + 2] = part;
  }
  return pointer;
}

const linearTable = Array.from({ length: 257 }, (_, i) => linearOf(Math.min(i, 255) / 255));
const srgbTable = Array.from({ length: 4098 }, (_, i) => 255 * srgbOf(Math.min(i, 4096) / 4096));

function linearOf(level: number): number {
  return level <= 0.04045 ? level / 12.92 : ((level + 0.055) / 1.055) ** 2.4;
}

function srgbOf(linear: number): number {
  return linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055;
}

function writeTables(memory: KernelMemory): { readonly linear: number; readonly srgb: number } {
  const linear = memory.allocate(linearTable.length * 4 + 12);
  const srgb = memory.allocate(srgbTable.length * 4 + 8);
  memory.floats.set(linearTable, linear >> 2);
  memory.floats.set(srgbTable, srgb >> 2);
  return { linear, srgb };
}
