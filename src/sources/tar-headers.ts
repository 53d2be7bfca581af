/** A block of a tar archive that begins a member. */
export interface TarHeader {
  readonly name: string;
  /** Bytes of data that follow. */
  readonly size: number;
  /** The type flag: '0' file, '1' and '2' links, '5' folder, 'L' long name, 'x' and 'g' pax records... */
  readonly type: string;
}

/** Says what is wrong, where: never returns. */
export type Fail = (what: string) => never;

export const blockSize = 512;

/** One header: ustar, GNU or the old kind. Undefined: a block of zeros, which ends the archive. */
export function parseTarHeader(block: Buffer, fail: Fail): TarHeader | undefined {
  let [sum, signed] = [0, 0];
  for (let i = 0; i < blockSize; i++) {
    const byte = i >= 148 && i < 156 ? 32 : block[i]!;
    sum += byte;
    signed += byte < 128 ? byte : byte - 256;
  }
  if (sum === 8 * 32 && block.subarray(148, 156).every((byte) => byte === 0)) return undefined;
  const checksum = octal(block, 148, 8, 'checksum', fail);
  // Old archivers summed signed bytes.
  if (checksum !== sum && checksum !== signed) fail(`a header with checksum ${checksum}, where its bytes give ${sum}`);
  const type = block[156] === 0 ? '0' : String.fromCharCode(block[156]!);
  const name = text(block, 0, 100);
  // GNU writes "ustar  " and keeps other things where ustar has the first part of the name.
  const prefix = block.toString('latin1', 257, 263) === 'ustar\0' ? text(block, 345, 155) : '';
  return { name: prefix === '' ? name : `${prefix}/${name}`, size: number(block, 124, 12, fail), type };
}

/** The records of a pax header: `length key=value\n`, one after the other. */
export function parsePax(data: Buffer, fail: Fail): Map<string, string> {
  const records = new Map<string, string>();
  for (let at = 0; at < data.length && data[at] !== 0; ) {
    const space = data.indexOf(32, at);
    const digits = space < 0 ? '' : data.toString('latin1', at, Math.min(space, at + 12));
    const length = /^\d{1,9}$/.test(digits) ? Number(digits) : 0;
    const equals = data.indexOf(61, space);
    const end = at + length;
    if (end > data.length || equals < 0 || equals >= end || end <= space || data[end - 1] !== 10) {
      fail(`a pax record that is none: ${JSON.stringify(data.toString('latin1', at, at + 20))}`);
    }
    records.set(data.toString('utf8', space + 1, equals), data.toString('utf8', equals + 1, end - 1));
    at = end;
  }
  return records;
}

/** A size as pax has it. */
export function paxSize(value: string, fail: Fail): number {
  const size = /^\d+$/.test(value) ? Number(value) : Number.NaN;
  if (!Number.isSafeInteger(size)) fail(`a pax size of ${JSON.stringify(value.slice(0, 40))}`);
  return size;
}

function text(block: Buffer, start: number, length: number): string {
  const end = block.subarray(start, start + length).indexOf(0);
  return block.toString('utf8', start, start + (end < 0 ? length : end));
}

/** Octal digits, or bytes of base 256 where the first bit is set. */
function number(block: Buffer, start: number, length: number, fail: Fail): number {
  const first = block[start]!;
  if (first < 128) return octal(block, start, length, 'size', fail);
  if ((first & 0x40) !== 0) fail('a member with a negative size');
  let value = first & 0x3f;
  for (let i = 1; i < length; i++) value = value * 256 + block[start + i]!;
  if (!Number.isSafeInteger(value)) fail(`a member with a size of ${value} bytes`);
  return value;
}

function octal(block: Buffer, start: number, length: number, what: string, fail: Fail): number {
  const written = text(block, start, length).trim();
  if (!/^[0-7]*$/.test(written)) fail(`a header whose ${what} is ${JSON.stringify(written)}`);
  return written === '' ? 0 : Number.parseInt(written, 8);
}
