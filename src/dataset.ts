import { AugmentError, type Json, type KeyPart, type Node, show } from '../transforms/index.ts';
import type { Batch, SoundBatch } from './batch.ts';
import { checkedDecode, type DecodeSpec } from './decode-spec.ts';
import { deterministic } from './deterministic.ts';
import { checkedTake, type Tail } from './order/steps.ts';
import { concat } from './sources/concat.ts';
import { modalityOf, type SourceSpec } from './sources/kinds.ts';
import { subset } from './sources/subset.ts';
import { type CacheSpec, checkedCache, checkedLast, checkedNodes, checkedPadding, type DatasetSpec } from './spec.ts';
import type { StreamOptions } from './stream/options.ts';
import { Stream } from './stream/stream.ts';
import { checkedTargets, refuseReduced, type TargetsSpec } from './targets/spec.ts';

/**
 * A dataset is a value: source, order, transforms and batch. Nothing is read until it is iterated; each method
 * returns a new one. Iterating it yields its minibatches; every epoch is shuffled and augmented anew.
 */
export class Dataset<B extends Batch | SoundBatch = Batch> implements AsyncIterable<B> {
  readonly spec: DatasetSpec;

  constructor(spec: DatasetSpec) {
    refuseReduced(spec.targets, spec.cache);
    this.spec = Object.freeze(spec);
  }

  /**
   * Shuffles fully, anew in every epoch. An iterable has no random access: it is shuffled within a `window` of so many
   * samples, which is weaker, and takes their memory.
   */
  shuffle({ window }: { readonly window?: number } = {}): Dataset<B> {
    const step = window === undefined ? 'shuffle' : { window: checkedTake(window, 'shuffle.window') };
    return this.#with({ order: [...this.spec.order, step] });
  }

  /**
   * Gathers sounds of alike duration in a batch, so that little is filled up: within windows of so many batches. Call it
   * after `shuffle`.
   */
  bucketByDuration({ windowBatches = 64 }: { readonly windowBatches?: number } = {}): Dataset<B> {
    const bucket = checkedTake(windowBatches, 'bucketByDuration.windowBatches');
    if (this.spec.modality === 'audio') return this.#with({ order: [...this.spec.order, { bucket }] });
    throw new AugmentError('bad-parameter', 'bucketByDuration: expected a source of sound, got pictures');
  }

  /** Keeps the first `count` samples: of the source, or of each epoch's order if called after `shuffle`. */
  take(count: number): Dataset<B> {
    return this.#with({ order: [...this.spec.order, { take: checkedTake(count, 'take') }] });
  }

  /** Adds transforms, in this order. `scale`, if given, must be the last of all and apply to every sample. */
  augment(...transforms: readonly Node[]): Dataset<B> {
    return this.#with({ augment: checkedNodes([...this.spec.augment, ...transforms], this.spec.modality) });
  }

  /**
   * Gathers `size` samples to a minibatch. What is left at the end of an epoch makes a smaller one (`last: 'keep'`), is
   * dropped, is filled up with repeats (`pad`), or goes on into the next epoch (`wrap`). Sounds of a batch are filled up to
   * the longest of them, or to `padFrames`; `lengths` of the batch tells how long each was.
   */
  batch(
    size: number,
    { last = 'keep', padFrames }: { readonly last?: Tail; readonly padFrames?: number } = {},
  ): Dataset<B> {
    return this.#with({
      batch: checkedTake(size, 'batch.size'),
      lastBatch: checkedLast(last, 'batch.last'),
      padFrames: checkedPadding(padFrames, this.spec.modality, 'batch.padFrames'),
    });
  }

  /** Goes through `epochs` epochs (forever, if not said), each in an order and with draws of its own. */
  repeat(epochs: number = Number.POSITIVE_INFINITY): Dataset<B> {
    return this.#with({ epochs: epochs === Number.POSITIVE_INFINITY ? epochs : checkedTake(epochs, 'repeat') });
  }

  /** Files are read with these options. */
  decode(options: DecodeSpec): Dataset<B> {
    return this.#with({ decode: checkedDecode({ ...this.spec.decode, ...options }, this.spec.modality, 'decode') });
  }

  /** Keeps decoded pictures in a folder (`dir`) or in memory, so that later epochs need not decode them. */
  cache(options: CacheSpec): Dataset<B> {
    return this.#with({ cache: checkedCache(options, this.spec.modality, 'cache') });
  }

  /**
   * Delivers masks, boxes and keypoints with the pictures, moved as the pictures are: `mask`, `boxes` and `keypoints` of the
   * batch. The source must have them.
   */
  targets(options: TargetsSpec): Dataset<B> {
    return this.#with({ targets: checkedTargets(options, this.spec.modality, 'targets') });
  }

  /**
   * A few of its samples, always the same, as equal per class as can be, and without augmentation: to see, before training
   * on everything, that the network can learn them by heart. A batch is at most that large. What is drawn of a transform
   * is left out, as by `deterministic`.
   */
  overfit(count: number): Dataset<B> {
    const { source, seed, augment, order, batch } = this.spec;
    const all = 'mix' in source ? concat(source.mix.sources.map((part) => part.source)) : source;
    return this.#with({
      source: subset(all, checkedTake(count, 'overfit'), { seed, balanced: 'auto' }),
      augment: checkedNodes(deterministic(augment), this.spec.modality),
      order: order.filter((step) => step === 'shuffle'),
      batch: Math.min(batch, count),
    });
  }

  /** Starts it: an async iterator of minibatches with `report()`. */
  stream(options: StreamOptions = {}): Stream<B> {
    return new Stream<B>(this.spec, options);
  }

  [Symbol.asyncIterator](): AsyncIterator<B> {
    return this.stream()[Symbol.asyncIterator]();
  }

  /** The same dataset as a config file holds it. */
  toJSON(): { readonly [field: string]: Json } {
    const { seed, source, decode, cache, targets, order, augment, batch, lastBatch, padFrames, epochs } = this.spec;
    return JSON.parse(
      JSON.stringify({
        seed,
        source,
        ...(Object.keys(decode).length === 0 ? {} : { decode }),
        ...(cache === undefined ? {} : { cache }),
        ...(targets === undefined ? {} : { targets }),
        ...(order.length === 0 ? {} : { order }),
        ...(augment.length === 0 ? {} : { augment }),
        batch,
        ...(lastBatch === 'keep' ? {} : { lastBatch }),
        ...(padFrames === 0 ? {} : { padFrames }),
        ...(epochs === 1 ? {} : { epochs: epochs === Number.POSITIVE_INFINITY ? 'forever' : epochs }),
      }),
    );
  }

  #with(change: Partial<DatasetSpec>): Dataset<B> {
    return new Dataset<B>({ ...this.spec, ...change });
  }
}

export interface DatasetOptions {
  readonly seed?: KeyPart;
  /** The folder that relative paths start from (the working directory). */
  readonly base?: string;
}

/** Sources that are seen to be of sound by their type. */
type SoundSource = { readonly audioFolder: unknown } | { readonly sounds: unknown };

/**
 * A dataset over `source`. Its batches are of pictures or of sound as the source is; where that cannot be seen from its
 * type, as with `concat` of sounds, say so: `dataset<SoundBatch>(concat(...))`. The seed, a safe integer or a string,
 * fixes every random choice of the run.
 */
export function dataset<B extends Batch | SoundBatch = Batch, S extends SourceSpec = SourceSpec>(
  source: S,
  { seed = 0, base }: DatasetOptions = {},
): Dataset<[S] extends [SoundSource] ? SoundBatch : B> {
  if (typeof seed !== 'string' && !Number.isSafeInteger(seed)) {
    throw new AugmentError('bad-parameter', `dataset.seed: expected a whole number or a string, got ${show(seed)}`);
  }
  return new Dataset<never>({
    modality: modalityOf(source),
    seed,
    source,
    decode: {},
    cache: undefined,
    targets: undefined,
    order: [],
    augment: [],
    batch: 1,
    lastBatch: 'keep',
    padFrames: 0,
    epochs: 1,
    base,
  });
}
