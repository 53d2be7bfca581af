/** Numbers with a shape: what every trainer's tensor constructor takes. */
export interface TensorData<T extends Float32Array | Uint8Array | Int32Array = Float32Array | Uint8Array | Int32Array> {
  readonly data: T;
  readonly shape: readonly number[];
  readonly dtype: T extends Float32Array ? 'float32' : T extends Uint8Array ? 'uint8' : 'int32';
}

/**
 * A minibatch. It belongs to the consumer: what was yielded never changes (unless the stream leases its batches). The
 * pixels lie in shared memory; `slice()` of them gives a copy in memory of its own.
 */
export interface Batch {
  /** [batch, height, width, 3], or [batch, 3, height, width]; [-1, 1] float32 unless the plan's `scale` says otherwise. */
  readonly image: TensorData<Float32Array> | TensorData<Uint8Array>;
  /** [batch] int32: index into the source's class names; [batch, width] where the source has several numbers a sample. */
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
