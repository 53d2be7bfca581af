/** Reads bits, most significant first, from bytes that end with at least 8 bytes of padding. */
export interface Bits {
  readonly bytes: Uint8Array;
  /** In bits from the start. */
  at: number;
}

/** Up to 25 bits, unsigned. */
export function readBits(bits: Bits, count: number): number {
  if (count === 0) return 0;
  const { bytes, at } = bits;
  const from = at >>> 3;
  const word = (bytes[from]! << 24) | (bytes[from + 1]! << 16) | (bytes[from + 2]! << 8) | bytes[from + 3]!;
  bits.at = at + count;
  return (word << (at & 7)) >>> (32 - count);
}

/** Up to 33 bits, signed (a side channel of 32-bit sound has 33). */
export function readSigned(bits: Bits, count: number): number {
  if (count <= 25) return (readBits(bits, count) << (32 - count)) >> (32 - count);
  const high = readSigned(bits, count - 16);
  return high * 65536 + readBits(bits, 16);
}

/** Zero bits up to the next one bit. Throws RangeError where the bytes end first. */
export function readUnary(bits: Bits): number {
  let count = 0;
  const end = bits.bytes.length * 8 - 64;
  for (;;) {
    const { bytes, at } = bits;
    if (at > end) throw new RangeError('the stream ends within a frame');
    const from = at >>> 3;
    const word =
      ((bytes[from]! << 24) | (bytes[from + 1]! << 16) | (bytes[from + 2]! << 8) | bytes[from + 3]!) << (at & 7);
    const zeros = Math.clz32(word);
    if (zeros < 24) {
      bits.at = at + zeros + 1;
      return count + zeros;
    }
    bits.at = at + 24;
    count += 24;
  }
}

/** A stream that breaks the format. */
export class FlacFault extends Error {}

/**
 * Decodes one subframe into `out[0, size)`: constant, verbatim, fixed or linear prediction. RFC 9639 section 9.2.
 * Values are exact integers; 33-bit ones do not fit an Int32Array, so they are kept as doubles.
 */
export function readSubframe(bits: Bits, size: number, sampleBits: number, out: Float64Array): void {
  if (readBits(bits, 1) !== 0) throw new FlacFault('a subframe that begins with a one bit');
  const type = readBits(bits, 6);
  const wasted = readBits(bits, 1) === 1 ? readUnary(bits) + 1 : 0;
  const depth = sampleBits - wasted;
  if (depth < 1) throw new FlacFault(`${wasted} wasted bits of ${sampleBits}`);
  if (type === 0) out.fill(readSigned(bits, depth), 0, size);
  else if (type === 1) {
    for (let i = 0; i < size; i++) {
      out[i] = readSigned(bits, depth);
      if (bits.at > bits.bytes.length * 8 - 64) throw new RangeError('the stream ends within a frame');
    }
  } else if (type >= 8 && type <= 12) readFixed(bits, size, depth, type - 8, out);
  else if (type >= 32) readPredicted(bits, size, depth, type - 31, out);
  else throw new FlacFault(`subframe type ${type}`);
  if (wasted > 0) {
    const scale = 2 ** wasted;
    for (let i = 0; i < size; i++) out[i] = out[i]! * scale;
  }
}

function readFixed(bits: Bits, size: number, depth: number, order: number, out: Float64Array): void {
  if (order > size) throw new FlacFault(`order ${order} of ${size} values`);
  for (let i = 0; i < order; i++) out[i] = readSigned(bits, depth);
  readResidual(bits, size, order, out);
  if (order === 1) for (let i = 1; i < size; i++) out[i] = out[i]! + out[i - 1]!;
  else if (order === 2) for (let i = 2; i < size; i++) out[i] = out[i]! + 2 * out[i - 1]! - out[i - 2]!;
  else if (order === 3) for (let i = 3; i < size; i++) out[i] = out[i]! + 3 * (out[i - 1]! - out[i - 2]!) + out[i - 3]!;
  else if (order === 4) {
    for (let i = 4; i < size; i++) {
      out[i] = out[i]! + 4 * (out[i - 1]! + out[i - 3]!) - 6 * out[i - 2]! - out[i - 4]!;
    }
  }
}

/** Of the subframe at hand, shifted. */
const coefficients = new Float64Array(32);

function readPredicted(bits: Bits, size: number, depth: number, order: number, out: Float64Array): void {
  if (order > size) throw new FlacFault(`order ${order} of ${size} values`);
  for (let i = 0; i < order; i++) out[i] = readSigned(bits, depth);
  const precision = readBits(bits, 4) + 1;
  const shift = readSigned(bits, 5);
  if (precision === 16 || shift < 0) throw new FlacFault(`precision ${precision}, shift ${shift}`);
  coefficients.fill(0);
  for (let i = 0; i < order; i++) coefficients[i] = readSigned(bits, precision) * 2 ** -shift;
  readResidual(bits, size, order, out);
  predict(out, size, order);
}

/**
 * Sums of 33 bits x 15 bits x 32 stay under 2^53: doubles are exact, where int32 would not hold them; so they are with
 * the shift taken into the coefficients. The last eight
 * values and their coefficients (zero beyond the order) are kept in registers: encoders mostly choose 8 to 12.
 */
function predict(out: Float64Array, size: number, order: number): void {
  const [c1, c2, c3, c4] = [coefficients[0]!, coefficients[1]!, coefficients[2]!, coefficients[3]!];
  const [c5, c6, c7, c8] = [coefficients[4]!, coefficients[5]!, coefficients[6]!, coefficients[7]!];
  const before = (distance: number) => (distance <= order ? out[order - distance]! : 0);
  let [h1, h2, h3, h4] = [before(1), before(2), before(3), before(4)];
  let [h5, h6, h7, h8] = [before(5), before(6), before(7), before(8)];
  for (let i = order; i < size; i++) {
    let sum = c8 * h8 + c7 * h7 + (c6 * h6 + c5 * h5) + (c4 * h4 + c3 * h3) + c2 * h2;
    for (let j = 8; j < order; j++) sum += coefficients[j]! * out[i - 1 - j]!;
    const value = out[i]! + Math.floor(sum + c1 * h1);
    out[i] = value;
    h8 = h7;
    h7 = h6;
    h6 = h5;
    h5 = h4;
    h4 = h3;
    h3 = h2;
    h2 = h1;
    h1 = value;
  }
}

/** Rice-coded residual in partitions, into `out[order, size)`. RFC 9639 section 9.2.7. */
function readResidual(bits: Bits, size: number, order: number, out: Float64Array): void {
  const method = readBits(bits, 2);
  if (method > 1) throw new FlacFault(`residual coding ${method}`);
  const parameterBits = method === 0 ? 4 : 5;
  const escapeCode = method === 0 ? 15 : 31;
  const partitions = 1 << readBits(bits, 4);
  const length = size / partitions;
  if (!Number.isInteger(length) || length < order) throw new FlacFault(`${partitions} partitions of ${size} values`);
  for (let partition = 0, i = order; partition < partitions; partition++) {
    const to = (partition + 1) * length;
    const parameter = readBits(bits, parameterBits);
    if (parameter === escapeCode) {
      const width = readBits(bits, 5);
      for (; i < to; i++) out[i] = width === 0 ? 0 : readSigned(bits, width);
      if (bits.at > bits.bytes.length * 8 - 64) throw new RangeError('the stream ends within a frame');
    } else i = readRice(bits, parameter, i, to, out);
  }
}

function readRice(bits: Bits, parameter: number, from: number, to: number, out: Float64Array): number {
  const { bytes } = bits;
  const end = bytes.length * 8 - 64;
  let at = bits.at;
  for (let i = from; i < to; i++) {
    if (at > end) throw new RangeError('the stream ends within a frame');
    const start = at >>> 3;
    const word =
      ((bytes[start]! << 24) | (bytes[start + 1]! << 16) | (bytes[start + 2]! << 8) | bytes[start + 3]!) << (at & 7);
    const zeros = Math.clz32(word);
    let value: number;
    if (zeros + 1 + parameter <= 24) {
      // Both parts lie in the one word that was loaded.
      value = (zeros << parameter) | (parameter === 0 ? 0 : (word << (zeros + 1)) >>> (32 - parameter));
      at += zeros + 1 + parameter;
    } else {
      bits.at = at;
      const high = readUnary(bits);
      const low =
        parameter > 25 ? readBits(bits, parameter - 16) * 65536 + readBits(bits, 16) : readBits(bits, parameter);
      at = bits.at;
      const long = high * 2 ** parameter + low;
      out[i] = long % 2 === 0 ? long / 2 : -(long + 1) / 2;
      continue;
    }
    out[i] = (value >>> 1) ^ -(value & 1);
  }
  bits.at = at;
  return to;
}
