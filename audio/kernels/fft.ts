import createModule from '@echogarden/pffft-wasm/simd';

// The part of PFFFT (Julien Pommier's, compiled to wasm with SIMD) that is used; its types do not come with it.
interface Pffft {
  readonly HEAPF32: Float32Array;
  _pffft_aligned_malloc(bytes: number): number;
  _pffft_new_setup(size: number, kind: number): number;
  _pffft_transform(setup: number, input: number, output: number, work: number, direction: number): void;
  _pffft_transform_ordered(setup: number, input: number, output: number, work: number, direction: number): void;
  _pffft_zconvolve_accumulate(setup: number, a: number, b: number, ab: number, scaling: number): void;
}

const pffft = (await createModule()) as Pffft;

const real = 0;
const [forward, backward] = [0, 1];

/** A buffer of floats in the FFT's own memory. */
export interface FftBuffer {
  readonly pointer: number;
  readonly length: number;
}

/**
 * Fourier transforms of `size` real values, in place in `FftBuffer`s: a power of two from 32 on, or such a one times small powers of
 * 3 and 5. Spectra lie as [re 0, re size/2, re 1, im 1, re 2, im 2, ...]. Neither direction scales: there and back is times `size`.
 */
export class RealFft {
  readonly size: number;
  readonly #setup: number;
  readonly #work: number;

  private constructor(size: number) {
    this.size = size;
    this.#setup = pffft._pffft_new_setup(size, real);
    if (this.#setup === 0)
      throw new RangeError(`an FFT of ${size} values: expected a multiple of 32 made of 2, 3 and 5`);
    this.#work = pffft._pffft_aligned_malloc(size * 4);
  }

  static readonly #known = new Map<number, RealFft>();

  /** The transform of this size: made once in a thread. Throws RangeError for a size that there is none of. */
  static of(size: number): RealFft {
    let fft = RealFft.#known.get(size);
    if (fft === undefined) {
      fft = new RealFft(size);
      RealFft.#known.set(size, fft);
    }
    return fft;
  }

  /** Memory that is never given back: take it once. */
  static allocate(length: number): FftBuffer {
    return { pointer: pffft._pffft_aligned_malloc(length * 4), length };
  }

  /** A view of a buffer's floats; valid until the next `allocate` or `of`. */
  static view({ pointer, length }: FftBuffer): Float32Array {
    return pffft.HEAPF32.subarray(pointer >> 2, (pointer >> 2) + length);
  }

  /** In place. */
  forward({ pointer }: FftBuffer): void {
    pffft._pffft_transform_ordered(this.#setup, pointer, pointer, this.#work, forward);
  }

  /** In place. */
  inverse({ pointer }: FftBuffer): void {
    pffft._pffft_transform_ordered(this.#setup, pointer, pointer, this.#work, backward);
  }

  /** In place, to an order of its own, which only `multiplyAdd` and `inverseUnordered` understand; faster. */
  forwardUnordered({ pointer }: FftBuffer): void {
    pffft._pffft_transform(this.#setup, pointer, pointer, this.#work, forward);
  }

  inverseUnordered({ pointer }: FftBuffer): void {
    pffft._pffft_transform(this.#setup, pointer, pointer, this.#work, backward);
  }

  /** sum += scale * a * b, of unordered spectra. */
  multiplyAdd(a: FftBuffer, b: FftBuffer, sum: FftBuffer, scale: number): void {
    pffft._pffft_zconvolve_accumulate(this.#setup, a.pointer, b.pointer, sum.pointer, scale);
  }
}
