import { deflateSync } from 'node:zlib';

/** A PNG of class numbers: palette or grey, of 1, 2, 4 or 8 bits; `filter` is used for every row. */
export function indexPng(
  classes: Uint8Array,
  width: number,
  height: number,
  { bitDepth = 8, palette = true, filter = 0 }: { bitDepth?: number; palette?: boolean; filter?: number } = {},
): Buffer {
  const stride = Math.ceil((width * bitDepth) / 8);
  const rows = Buffer.alloc(height * (1 + stride));
  let above = Buffer.alloc(stride);
  for (let y = 0; y < height; y++) {
    const row = Buffer.alloc(stride);
    for (let x = 0; x < width; x++) {
      const bit = x * bitDepth;
      row[bit >> 3]! |= classes[y * width + x]! << (8 - bitDepth - (bit & 7));
    }
    const at = y * (1 + stride);
    rows[at] = filter;
    for (let i = 0; i < stride; i++) {
      const [a, b, c] = [i > 0 ? row[i - 1]! : 0, above[i]!, i > 0 ? above[i - 1]! : 0];
      const p = a + b - c;
      const nearest = [a, b, c].sort((q, r) => Math.abs(p - q) - Math.abs(p - r))[0]!;
      rows[at + 1 + i] = row[i]! - [0, a, b, (a + b) >> 1, nearest][filter]!;
    }
    above = row;
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([bitDepth, palette ? 3 : 0, 0, 0, 0], 8);
  const colours = Buffer.from(Array.from({ length: 3 << bitDepth }, (_, i) => (i * 37) & 255));
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    ...(palette ? [chunk('PLTE', colours)] : []),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc(body));
  return Buffer.concat([length, body, sum]);
}

function crc(bytes: Buffer): number {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let k = 0; k < 8; k++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return ~value >>> 0;
}
