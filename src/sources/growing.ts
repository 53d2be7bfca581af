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
