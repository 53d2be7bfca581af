import { EigenvalueDecomposition } from 'ml-matrix';
import { AugmentError, show } from '../transforms/index.ts';
import { KernelMemory } from '../vision/kernels/memory.ts';
import type { Whitening } from '../vision/kernels/whitening.ts';

export type { Whitening };

export interface WhiteningFitOptions {
  /** `color`: the three channels of a pixel are a sample; `pixels`: a whole picture is. */
  readonly scope: 'color' | 'pixels';
  /** Size in pixels of the pictures; `color` takes any other as well. */
  readonly width: number;
  readonly height: number;
}

/** At this many, products, covariance and eigenvectors take half a gigabyte, and the decomposition 6 minutes. */
const mostFeatures = 4096;

/**
 * Fits ZCA and PCA whitening over pictures in one pass: mean and covariance of what is added, then its eigenvectors.
 * Sums of uint8 pictures are whole numbers and exact, so neither their order nor merging changes a bit of the result.
 * Throws AugmentError for sizes above 4096 values, pictures of another size, and data that nothing can be fitted over.
 */
export class WhiteningFit {
  readonly #options: WhiteningFitOptions;
  readonly #moments: ColorMoments | PixelMoments;

  constructor({ scope, width, height }: WhiteningFitOptions) {
    if (![width, height].every((side) => Number.isSafeInteger(side) && side > 0)) {
      throw new AugmentError(
        'bad-parameter',
        `WhiteningFit: expected width and height as whole numbers >= 1, got ${show({ width, height })}`,
      );
    }
    const features = 3 * width * height;
    if (scope === 'pixels' && features > mostFeatures) {
      throw new AugmentError(
        'out-of-range',
        `whitening over pixels: expected at most ${mostFeatures} values (3 x height x width), such as 36x36, ` +
          `got 3 x ${height} x ${width} = ${features}; fit at a smaller size, or with scope color`,
        { transform: 'whiten' },
      );
    }
    this.#options = { scope, width, height };
    this.#moments = scope === 'color' ? new ColorMoments() : new PixelMoments(width * height);
  }

  /** Adds a picture: [height, width, 3] RGB in grey levels 0..255, as uint8 (exact) or finite float32. */
  add(pixels: Uint8Array | Float32Array): void {
    const { scope, width, height } = this.#options;
    const expected = 3 * width * height;
    const fits = scope === 'color' ? pixels.length > 0 && pixels.length % 3 === 0 : pixels.length === expected;
    if (!fits) {
      const shape = scope === 'color' ? 'a multiple of 3' : `${height} x ${width} x 3 = ${expected}`;
      throw new AugmentError('wrong-size', `WhiteningFit.add: expected ${shape} values, got ${pixels.length}`, {
        transform: 'whiten',
      });
    }
    if (pixels instanceof Float32Array && !pixels.every(Number.isFinite)) {
      throw new AugmentError('out-of-range', 'WhiteningFit.add: expected finite values, got some that are not', {
        transform: 'whiten',
      });
    }
    this.#moments.add(pixels);
  }

  /** Adds all that was added to another fit of the same scope and size. */
  merge(other: WhiteningFit): void {
    const [a, b] = [this.#moments, other.#moments];
    if (a instanceof ColorMoments && b instanceof ColorMoments) a.merge(b);
    else if (a instanceof PixelMoments && b instanceof PixelMoments && show(this.#options) === show(other.#options))
      a.merge(b);
    else
      throw new AugmentError(
        'wrong-size',
        `WhiteningFit.merge: expected a fit of ${show(this.#options)}, got one of ${show(other.#options)}`,
      );
  }

  /**
   * The fit over all that was added so far. `components`: at most so many, those of most variance (all). Directions in
   * which the data did not vary at all are left out, since no factor can give them variance.
   */
  finish({ components }: { readonly components?: number } = {}): Whitening {
    const { count, features, sums } = this.#moments;
    if (components !== undefined && !(Number.isSafeInteger(components) && components >= 1 && components <= features)) {
      throw new AugmentError(
        'bad-parameter',
        `components: expected a whole number from 1 to ${features}, got ${show(components)}`,
        { transform: 'whiten' },
      );
    }
    if (count < 2)
      throw new AugmentError('too-few-samples', `whitening: expected at least 2 samples to fit over, got ${count}`, {
        transform: 'whiten',
      });
    const products = this.#moments.products();
    const covariance = Array.from({ length: features }, () => new Float64Array(features));
    for (let i = 0; i < features; i++) {
      for (let j = i; j < features; j++) {
        const value = (products.values[i * products.stride + j]! - (sums[i]! * sums[j]!) / count) / count / 255 ** 2;
        covariance[i]![j] = value;
        covariance[j]![i] = value;
      }
    }
    let power = 0;
    for (let i = 0; i < features; i++)
      power = Math.max(power, products.values[i * (products.stride + 1)]! / count / 255 ** 2);
    const decomposed = decompose(covariance, features * 2 ** -52 * power, components ?? features);
    if (decomposed.eigenvalues.length === 0) {
      throw new AugmentError(
        'too-few-samples',
        `whitening: expected samples that differ, got ${count} that are equal`,
        { transform: 'whiten' },
      );
    }
    return { ...this.#options, samples: count, mean: sums.map((sum) => sum / count / 255), ...decomposed };
  }
}

/** Components of a symmetric matrix, largest eigenvalue first, those above `floor` only; their largest entry is positive. */
function decompose(
  covariance: Float64Array[],
  floor: number,
  most: number,
): Pick<Whitening, 'eigenvalues' | 'eigenvectors'> {
  const features = covariance.length;
  const { realEigenvalues: values, eigenvectorMatrix: columns } = new EigenvalueDecomposition(covariance, {
    assumeSymmetric: true,
  });
  const order = values.flatMap((value, k) => (value > floor ? [k] : [])).sort((a, b) => values[b]! - values[a]!);
  const kept = order.slice(0, most);
  const eigenvectors = new Float32Array(kept.length * features);
  kept.forEach((k, row) => {
    const vector = columns.getColumn(k);
    const largest = vector.reduce((most, entry) => Math.max(most, Math.abs(entry)), 0);
    // Rounding must not decide between entries of equal size, so the first that is nearly the largest does.
    const sign = Math.sign(vector.find((entry) => Math.abs(entry) >= largest * (1 - 1e-6))!);
    eigenvectors.set(
      vector.map((entry) => entry * sign),
      row * features,
    );
  });
  return { eigenvalues: Float64Array.from(kept, (k) => values[k]!), eigenvectors };
}

interface Products {
  /** Sums of products of features i and j >= i, at i * stride + j. */
  readonly values: Float64Array;
  readonly stride: number;
}

class ColorMoments {
  readonly features = 3;
  count = 0;
  readonly sums = new Float64Array(3);
  readonly #products = new Float64Array(9);

  add(pixels: Uint8Array | Float32Array): void {
    let [r, g, b, rr, rg, rb, gg, gb, bb] = [0, 0, 0, 0, 0, 0, 0, 0, 0];
    for (let i = 0; i < pixels.length; i += 3) {
      const [red, green, blue] = [pixels[i]!, pixels[i + 1]!, pixels[i + 2]!];
      r += red;
      g += green;
      b += blue;
      rr += red * red;
      rg += red * green;
      rb += red * blue;
      gg += green * green;
      gb += green * blue;
      bb += blue * blue;
    }
    this.#add(pixels.length / 3, [r, g, b], [rr, rg, rb, 0, gg, gb, 0, 0, bb]);
  }

  merge(other: ColorMoments): void {
    this.#add(other.count, other.sums, other.#products);
  }

  products(): Products {
    return { values: this.#products, stride: 3 };
  }

  #add(count: number, sums: ArrayLike<number>, products: ArrayLike<number>): void {
    this.count += count;
    for (let i = 0; i < 3; i++) this.sums[i]! += sums[i]!;
    for (let i = 0; i < 9; i++) this.#products[i]! += products[i]!;
  }
}

/** Samples a block: 512 bytes of each feature, as int16 and as float64. */
const wholeBlock = 256;
const realBlock = 64;

/** Gathers pictures, turned so that each feature's values lie side by side, and multiplies all pairs a block at a time. */
class PixelMoments {
  readonly features: number;
  count = 0;
  readonly sums: Float64Array;
  readonly #memory = new KernelMemory();
  readonly #padded: number;
  readonly #pointers: { readonly whole: number; readonly real: number; readonly products: number };
  readonly #whole: Int16Array;
  readonly #real: Float64Array;
  readonly #products: Float64Array;
  #wholePending = 0;
  #realPending = 0;

  constructor(pixels: number) {
    this.features = 3 * pixels;
    this.sums = new Float64Array(this.features);
    this.#padded = (this.features + 3) & ~3;
    const [whole, real, products] = [512, 512, this.#padded * 8].map((bytes) =>
      this.#memory.allocate(this.#padded * bytes),
    ) as [number, number, number];
    this.#pointers = { whole, real, products };
    const { buffer } = this.#memory.bytes;
    this.#whole = new Int16Array(buffer, whole, this.#padded * wholeBlock).fill(0);
    this.#real = new Float64Array(buffer, real, this.#padded * realBlock).fill(0);
    this.#products = new Float64Array(buffer, products, this.#padded ** 2).fill(0);
  }

  add(pixels: Uint8Array | Float32Array): void {
    this.count++;
    if (pixels instanceof Uint8Array) {
      this.#gather(pixels, this.#whole, wholeBlock, this.#wholePending++);
      if (this.#wholePending === wholeBlock) this.#flush();
    } else {
      this.#gather(pixels, this.#real, realBlock, this.#realPending++);
      if (this.#realPending === realBlock) this.#flush();
    }
  }

  merge(other: PixelMoments): void {
    const { values } = other.products();
    this.#flush();
    this.count += other.count;
    for (let i = 0; i < this.sums.length; i++) this.sums[i]! += other.sums[i]!;
    for (let i = 0; i < values.length; i++) this.#products[i]! += values[i]!;
  }

  products(): Products {
    this.#flush();
    return { values: this.#products, stride: this.#padded };
  }

  #gather(pixels: Uint8Array | Float32Array, block: Int16Array | Float64Array, size: number, sample: number): void {
    const plane = this.features / 3;
    for (let pixel = 0, i = 0; pixel < plane; pixel++) {
      for (let feature = pixel; feature < this.features; feature += plane, i++) {
        const value = pixels[i]!;
        block[feature * size + sample] = value;
        this.sums[feature]! += value;
      }
    }
  }

  #flush(): void {
    const { whole, real, products } = this.#pointers;
    if (this.#wholePending > 0) {
      this.#memory.wasm.accumulateWhole!(whole, this.#padded, wholeBlock, products);
      this.#whole.fill(0);
      this.#wholePending = 0;
    }
    if (this.#realPending > 0) {
      this.#memory.wasm.accumulateReal!(real, this.#padded, realBlock, products);
      this.#real.fill(0);
      this.#realPending = 0;
    }
  }
}
