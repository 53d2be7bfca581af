import type { Names } from './names.ts';

type Shared = Int32Array | Float64Array | Float32Array;

/** Numbers that are listed one by one, packed: millions of them take eight bytes each. */
export class GrowingNumbers {
  #values = new Float64Array(256);
  length = 0;

  push(value: number): void {
    if (this.length === this.#values.length) {
      const larger = new Float64Array(2 * this.length);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.length++] = value;
  }

  values(): Float64Array {
    return this.#values.subarray(0, this.length);
  }

  /** A copy in memory that threads share. */
  shared<T extends Shared>(Kind: new (buffer: SharedArrayBuffer) => T): T {
    const copy = new Kind(
      new SharedArrayBuffer(this.length * (Kind as unknown as typeof Int32Array).BYTES_PER_ELEMENT),
    );
    copy.set(this.values());
    return copy;
  }
}

/** Strings that are listed one by one, packed as UTF-8. */
export class GrowingNames {
  #bytes = Buffer.alloc(1024);
  #length = 0;
  readonly #ends = new GrowingNumbers();

  get length(): number {
    return this.#ends.length;
  }

  push(text: string): void {
    const size = Buffer.byteLength(text);
    if (this.#length + size > this.#bytes.length) {
      const larger = Buffer.alloc(2 * this.#bytes.length + size);
      this.#bytes.copy(larger, 0, 0, this.#length);
      this.#bytes = larger;
    }
    this.#length += this.#bytes.write(text, this.#length);
    this.#ends.push(this.#length);
  }

  /** All of them, in memory that threads share. */
  names(): Names {
    const bytes = new Uint8Array(new SharedArrayBuffer(this.#length));
    bytes.set(this.#bytes.subarray(0, this.#length));
    return { bytes, ends: this.#ends.shared(Float64Array) };
  }
}

type Numbers = Int32Array<ArrayBuffer> | Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

/** Numbers that come one by one, outside of JavaScript's heap: hundreds of millions do not exhaust it. */
export interface Growing<T extends Numbers> {
  push(value: number): void;
  /** What has come so far; holds until the next push. */
  all(): T;
  readonly length: number;
}

export function growing<T extends Numbers>(Type: new (length: number) => T): Growing<T> {
  let values = new Type(256);
  let length = 0;
  return {
    push(value) {
      if (length === values.length) {
        const grown = new Type(length * 2);
        grown.set(values);
        values = grown;
      }
      values[length++] = value;
    },
    all: () => values.subarray(0, length) as T,
    get length() {
      return length;
    },
  };
}
