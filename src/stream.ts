import { AugmentError, rootKey } from '../transforms/index.ts';
import type { ScaleOp } from '../vision/index.ts';
import type { Batch } from './batch.ts';
import { epochOrder } from './order.ts';
import { Renderer } from './renderer.ts';
import type { DatasetSpec } from './spec.ts';

export interface StreamOptions {
  /** How many epochs, instead of what the dataset says. */
  readonly epochs?: number;
  /** Ends the iteration with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** What became of the samples of an epoch: delivered + dropped = samples, once it is over. */
export interface EpochReport {
  readonly epoch: number;
  readonly samples: number;
  readonly delivered: number;
  /** Samples of a last batch that was not full. */
  readonly dropped: number;
}

/** A running dataset: iterate it once for its minibatches. */
export class Stream implements AsyncIterable<Batch> {
  readonly #spec: DatasetSpec;
  readonly #options: StreamOptions;
  readonly #epochs: EpochReport[] = [];
  /** Minibatches delivered so far. */
  step = 0;

  constructor(spec: DatasetSpec, options: StreamOptions) {
    this.#spec = spec;
    this.#options = options;
  }

  /** One line for each epoch that has begun. */
  report(): readonly EpochReport[] {
    return [...this.#epochs];
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Batch, void, void> {
    const { batch: size, lastBatch, order, seed } = this.#spec;
    const epochs = this.#options.epochs ?? this.#spec.epochs;
    const renderer = new Renderer(this.#spec);
    try {
      const key = rootKey(seed);
      for (let epoch = 0; epoch < epochs; epoch++) {
        const ids = epochOrder(renderer.source.length, order, key, epoch);
        const count = { epoch, samples: ids.length, delivered: 0, dropped: 0 };
        const at = this.#epochs.push(count) - 1;
        for (let start = 0, index = 0; start < ids.length; start += size, index++) {
          this.#options.signal?.throwIfAborted();
          const slice = ids.subarray(start, start + size);
          if (slice.length < size && lastBatch === 'drop') {
            count.dropped += slice.length;
            break;
          }
          const batch = await collate(renderer, slice, size, epoch, index);
          count.delivered += slice.length;
          this.#epochs[at] = { ...count };
          this.step++;
          yield batch;
        }
        this.#epochs[at] = { ...count };
      }
    } finally {
      renderer.close();
    }
  }
}

/** Renders one minibatch: each sample straight into its row of the kernels' memory, which is copied out at the end. */
async function collate(
  renderer: Renderer,
  ids: Uint32Array,
  size: number,
  epoch: number,
  index: number,
): Promise<Batch> {
  let shape: readonly [width: number, height: number, scale: ScaleOp] | undefined;
  let first = 0;
  let rowBytes = 0;
  const labels = new Int32Array(ids.length);
  for (let row = 0; row < ids.length; row++) {
    const id = ids[row]!;
    const place = (width: number, height: number, scale: ScaleOp): number => {
      if (shape === undefined) {
        shape = [width, height, scale];
        rowBytes = width * height * 3 * (scale.dtype === 'float32' ? 4 : 1);
        first = renderer.reserveBatch(rowBytes * size);
      } else if (shape[0] !== width || shape[1] !== height) {
        throw new AugmentError(
          'uneven-batch',
          `batch ${index} of epoch ${epoch}: expected samples of one size, got ${renderer.source.nameOf(ids[0]!)} as ${shape[1]} x ${shape[0]} and ${renderer.source.nameOf(id)} as ${height} x ${width} (height x width); add resizedCrop, resize or centerCrop to the transforms`,
          { epoch, sampleId: id },
        );
      }
      return first + row * rowBytes;
    };
    const rendering = renderer.render(epoch, id, place);
    if (rendering !== undefined) await rendering;
    labels[row] = renderer.source.labelOf(id);
  }
  const [width, height, { layout, dtype }] = shape!;
  const pixels = layout === 'NHWC' ? [height, width, 3] : [3, height, width];
  const bytes = renderer.copyOut(first, rowBytes * ids.length);
  const whole = [ids.length, ...pixels];
  const image: Batch['image'] =
    dtype === 'float32'
      ? { data: new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4), shape: whole, dtype }
      : { data: bytes, shape: whole, dtype };
  return {
    image,
    label: { data: labels, shape: [ids.length], dtype: 'int32' },
    ids: [...ids],
    epoch,
    index,
  };
}
