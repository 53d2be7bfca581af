import { rootKey } from '../transforms/index.ts';
import type { Batch } from './batch.ts';
import { collate } from './collate.ts';
import type { BatchRoom } from './memory.ts';
import { epochOrder } from './order.ts';
import { Renderer } from './renderer.ts';
import type { DatasetSpec } from './spec.ts';

export interface StreamOptions {
  /** How many epochs, instead of what the dataset says. */
  readonly epochs?: number;
  /** Ends the iteration with the signal's reason. */
  readonly signal?: AbortSignal;
  /**
   * Every batch is written over the one before: nothing for the garbage collector, but copy what you keep. Left out,
   * what was yielded never changes.
   */
  readonly reuse?: boolean;
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
    const renderer = await Renderer.open(this.#spec);
    const room: BatchRoom | undefined = this.#options.reuse ? {} : undefined;
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
          const batch = await collate(renderer, slice, epoch, index, room);
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
