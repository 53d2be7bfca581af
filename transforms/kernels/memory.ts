import { AugmentError } from '../errors.ts';

/** The functions that the kernels' wasm module exports, by name; pointers are byte offsets into its memory. */
export type WasmFunctions = Readonly<Record<string, (...parameters: number[]) => number>>;

/**
 * One instance of a modality's kernels and the memory they work in. Regions are handed out upwards and released all at
 * once back to a mark; views are taken anew after every allocation, because growing the memory detaches old ones.
 */
export class WasmMemory {
  readonly wasm: WasmFunctions;
  readonly #memory = new WebAssembly.Memory({ initial: 64, maximum: 32768 });
  #top: number;
  /** Asking the memory itself leaves JavaScript. */
  #size: number;
  #bytes: Uint8Array;
  #floats: Float32Array;
  #doubles: Float64Array;
  #words: Int32Array;

  readonly #advice: string;

  /** `advice`: what to do where memory runs out. */
  constructor(module: WebAssembly.Module, advice: string) {
    this.#advice = advice;
    const instance = new WebAssembly.Instance(module, { env: { memory: this.#memory } });
    this.wasm = instance.exports as WasmFunctions;
    this.#top = this.wasm.heapBase!();
    const { buffer } = this.#memory;
    this.#size = buffer.byteLength;
    this.#bytes = new Uint8Array(buffer);
    this.#floats = new Float32Array(buffer);
    this.#doubles = new Float64Array(buffer);
    this.#words = new Int32Array(buffer);
  }

  /** A region of at least `bytes` bytes, 64-byte aligned, with 64 readable bytes before and behind it. Throws AugmentError past 2 GiB. */
  allocate(bytes: number): number {
    const pointer = (this.#top + 64 + 63) & ~63;
    const end = pointer + Math.ceil(bytes) + 64;
    if (end > this.#size) this.#grow(end - this.#size);
    this.#top = end;
    return pointer;
  }

  #grow(bytes: number): void {
    try {
      this.#memory.grow(Math.ceil(bytes / 65536));
    } catch (cause) {
      const held = Math.round(this.#size / 2 ** 20);
      throw new AugmentError(
        'out-of-memory',
        `expected samples that fit in the kernels' 2 GiB, got ${Math.round(bytes / 2 ** 20)} MiB more than the ${held} MiB held; ${this.#advice}`,
        { cause },
      );
    }
    const { buffer } = this.#memory;
    this.#size = buffer.byteLength;
    this.#bytes = new Uint8Array(buffer);
    this.#floats = new Float32Array(buffer);
    this.#doubles = new Float64Array(buffer);
    this.#words = new Int32Array(buffer);
  }

  /** The place to which `release` can go back. */
  mark(): number {
    return this.#top;
  }

  release(mark: number): void {
    this.#top = mark;
  }

  /** All of the memory; valid until the next `allocate`. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }

  get floats(): Float32Array {
    return this.#floats;
  }

  get doubles(): Float64Array {
    return this.#doubles;
  }

  /** As 32-bit integers; an unsigned word may be written as it is. */
  get words(): Int32Array {
    return this.#words;
  }
}
