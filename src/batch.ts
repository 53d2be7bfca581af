import type { Segment } from '../audio/kernels/labels.ts';
import type { BoxTarget, KeypointTarget } from './targets/gather.ts';

type Values = Float32Array | Uint8Array | Uint16Array | Int32Array;

/** Numbers with a shape: what every trainer's tensor constructor takes. */
export interface TensorData<T extends Values = Values> {
  readonly data: T;
  readonly shape: readonly number[];
  readonly dtype: T extends Float32Array
    ? 'float32'
    : T extends Uint8Array
      ? 'uint8'
      : T extends Uint16Array
        ? 'uint16'
        : 'int32';
}

/** What minibatches of every modality have. */
interface AnyBatch {
  /**
   * [batch] int32: index into the source's class names; [batch, width] where the source has several numbers a sample. Where the plan
   * mixes samples, [batch, classes] float32: shares of each class, which sum to 1; of labels that are numbers, weighted means.
   */
  readonly label: TensorData<Int32Array> | TensorData<Float32Array>;
  /** [batch] the samples, by id. With seed, epoch and plan, each names its pixels exactly. */
  readonly ids: readonly number[];
  readonly epoch: number;
  /** [batch] the epoch that each row was drawn in: that of the batch, save where `last: 'wrap'` goes on into the next. */
  readonly epochs: readonly number[];
  /** Position of the batch within its epoch, over all ranks. */
  readonly index: number;
  /** Rows from here on only fill up the batch (`last: 'pad'`); the batch's size otherwise. */
  readonly valid: number;
  /** Gives the batch's memory back, where the stream leases it (`stream({ lease: true })`); does nothing otherwise. */
  release(): void;
}

/**
 * A minibatch of pictures. It belongs to the consumer: what was yielded never changes (unless the stream leases its
 * batches). The pixels lie in shared memory; `slice()` of them gives a copy in memory of its own.
 */
export interface Batch extends AnyBatch {
  /**
   * [batch, height, width, channels], or [batch, channels, height, width]; [-1, 1] float32 unless the plan's `scale` says otherwise. Channels
   * are 3 (RGB) unless `decode` says that others are kept.
   */
  readonly image: TensorData<Float32Array> | TensorData<Uint8Array> | TensorData<Uint16Array>;
  /** [batch, height, width] class numbers, where the dataset asks for masks. */
  readonly mask?: TensorData<Uint8Array>;
  /** [batch] the boxes that are left of each picture's, where the dataset asks for them. */
  readonly boxes?: readonly (readonly BoxTarget[])[];
  /** [batch] the keypoints of each picture, where the dataset asks for them. */
  readonly keypoints?: readonly (readonly KeypointTarget[])[];
}

/** A minibatch of sounds; as a `Batch`, it belongs to the consumer. */
export interface SoundBatch extends AnyBatch {
  /**
   * [batch, channels, frames] of [-1, 1], filled up to the longest or to `padFrames`; with `layout: 'channelsLast'`
   * [batch, frames, channels]. Features: [batch, channels, bins, columns] or [batch, columns, bins, channels].
   */
  readonly audio: TensorData<Float32Array>;
  readonly layout: 'channelsFirst' | 'channelsLast';
  /** [batch] frames (of features, columns) of each sound before it was filled up. */
  readonly lengths: Int32Array;
  /** [batch, frames]: 1 where there is sound, 0 where it was filled up. */
  readonly mask: TensorData<Uint8Array>;
  /** Frames a second. */
  readonly sampleRate: number;
  /** [batch] labels in time, where the source has them: they went with the sound. */
  readonly segments?: readonly (readonly Segment[])[];
}
