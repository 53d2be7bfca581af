import type { TensorData } from '../batch.ts';

/** Numbers that have a `.npy` form. */
export type NpyData = Float32Array | Uint8Array | Uint16Array | Int32Array | BigInt64Array;

export interface NamedArray {
  readonly name: string;
  readonly data: NpyData;
  readonly shape: readonly number[];
}

/** Bytes that headers and data begin at multiples of, so that readers may map them. */
export const npyAlignment = 64;

/** NumPy's word for the type of an array's numbers, little-endian. */
export function npyType(data: NpyData): string {
  if (data instanceof Float32Array) return '<f4';
  if (data instanceof Uint8Array) return '|u1';
  if (data instanceof Uint16Array) return '<u2';
  return data instanceof Int32Array ? '<i4' : '<i8';
}

/** The header of a `.npy` file, version 1.0, filled up to 64 bytes, or `least`. Source: NEP 1, "A Simple File Format for NumPy Arrays". */
export function npyHeader(data: NpyData, shape: readonly number[], least = npyAlignment): Uint8Array {
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '${npyType(data)}', 'fortran_order': False, 'shape': (${tuple}), }`;
  const length = Math.max(least, Math.ceil((10 + text.length + 1) / npyAlignment) * npyAlignment);
  const header = Buffer.alloc(length, ' ');
  header.write('\x93NUMPY\x01\x00', 0, 'latin1');
  header.writeUInt16LE(length - 10, 8);
  header.write(text, 10, 'latin1');
  header[length - 1] = 10;
  return header;
}

/** The bytes of an array's numbers, where they lie. */
export function bytesOf({ buffer, byteOffset, byteLength }: NpyData): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** One row of a tensor whose first axis are rows. */
export function rowOf({ data, shape }: TensorData, row: number): Pick<NamedArray, 'data' | 'shape'> {
  const [, ...inner] = shape;
  const length = inner.reduce((a, b) => a * b, 1);
  return { data: data.subarray(row * length, (row + 1) * length), shape: inner };
}
