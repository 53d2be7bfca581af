import { inflateSync } from 'node:zlib';

/** What a PNG of class numbers says of itself. */
export interface PngHeader {
  readonly width: number;
  readonly height: number;
  readonly bitDepth: number;
  /** 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGB and alpha. */
  readonly colorType: number;
  readonly isInterlaced: boolean;
}

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** The header of a PNG, or nothing where it is none. */
export function pngHeader(bytes: Uint8Array): PngHeader | undefined {
  if (bytes.length < 33 || signature.compare(bytes.subarray(0, 8)) !== 0) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    width: view.getUint32(16),
    height: view.getUint32(20),
    bitDepth: bytes[24]!,
    colorType: bytes[25]!,
    isInterlaced: bytes[28] === 1,
  };
}

/**
 * The stored numbers of a grey or palette PNG of at most 8 bits, [height, width]: indices, not colours, which no picture
 * library gives. Throws Error that says what is wrong with the file.
 */
export function pngIndices(bytes: Uint8Array, { width, height, bitDepth, isInterlaced }: PngHeader): Uint8Array {
  const passes = isInterlaced ? adam7 : [whole];
  const sizes = passes.map(([x, y, dx, dy]) => [Math.ceil((width - x) / dx), Math.ceil((height - y) / dy)] as const);
  const rowBytes = (columns: number) => Math.ceil((columns * bitDepth) / 8);
  const sound = sizes.map(([columns, rows]) => (columns > 0 && rows > 0 ? rows * (1 + rowBytes(columns)) : 0));
  const length = sound.reduce((a, b) => a + b, 0);
  const raw = inflateSync(dataOf(bytes), { maxOutputLength: length + 1024 });
  if (raw.length < length) throw new Error('it ends early');
  const indices = new Uint8Array(width * height);
  let at = 0;
  for (const [i, [x, y, dx, dy]] of passes.entries()) {
    const [columns, rows] = sizes[i]!;
    if (columns <= 0 || rows <= 0) continue;
    const stride = 1 + rowBytes(columns);
    for (let row = 0; row < rows; row++, at += stride) {
      unfilter(raw, at, stride, row === 0 ? -1 : at - stride);
      unpack(raw, at + 1, columns, bitDepth, indices, (y + row * dy) * width + x, dx);
    }
  }
  return indices;
}

type Pass = readonly [x: number, y: number, dx: number, dy: number];
const whole: Pass = [0, 0, 1, 1];
const adam7: readonly Pass[] = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
];

/** The compressed data of all IDAT chunks. */
function dataOf(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: Uint8Array[] = [];
  for (let at = 8; at + 8 <= bytes.length; ) {
    const length = view.getUint32(at);
    const type = view.getUint32(at + 4);
    if (type === 0x49444154) parts.push(bytes.subarray(at + 8, at + 8 + length));
    if (type === 0x49454e44) break;
    at += 12 + length;
  }
  if (parts.length === 0) throw new Error('it holds no picture');
  return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
}

/** Takes a row's prediction back, in place; bytes are pixels, or several of them. `above` -1: there is none. */
function unfilter(raw: Uint8Array, at: number, stride: number, above: number): void {
  const filter = raw[at]!;
  if (filter > 4) throw new Error(`a row has filter ${filter}`);
  if (filter === 0) return;
  for (let i = 1; i < stride; i++) {
    const left = i > 1 ? raw[at + i - 1]! : 0;
    const up = above < 0 ? 0 : raw[above + i]!;
    const corner = i > 1 && above >= 0 ? raw[above + i - 1]! : 0;
    const predicted =
      filter === 1 ? left : filter === 2 ? up : filter === 3 ? (left + up) >> 1 : paeth(left, up, corner);
    raw[at + i] = raw[at + i]! + predicted;
  }
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}

function unpack(
  raw: Uint8Array,
  at: number,
  columns: number,
  bitDepth: number,
  to: Uint8Array,
  first: number,
  step: number,
): void {
  if (bitDepth === 8 && step === 1) {
    to.set(raw.subarray(at, at + columns), first);
    return;
  }
  const ones = (1 << bitDepth) - 1;
  for (let i = 0; i < columns; i++) {
    const bit = i * bitDepth;
    to[first + i * step] = (raw[at + (bit >> 3)]! >> (8 - bitDepth - (bit & 7))) & ones;
  }
}
