import { AugmentError } from '../../../transforms/index.ts';
import type { Batch, SoundBatch, TensorData } from '../../batch.ts';
import { scaledBytes } from './pixels.ts';
import { assertReady, type TensorFlow, type TensorFlowModule, type TensorLike, type TensorOf } from './tensorflow.ts';

export interface TensorOptions {
  /** `oneHot`: [batch, classes] float32; `sparse`: [batch] int32 as the batch has them. Shares of mixed samples are shares either way. */
  readonly label?: 'oneHot' | 'sparse';
  /** How many classes there are, for `oneHot`. */
  readonly classes?: number;
  /** What black and white of uint8 pixels become on the device ([-1, 1]). */
  readonly range?: readonly [number, number];
}

/** A batch as tensors. Whoever has them disposes them. */
export interface Tensors<T> {
  /** [batch, height, width, channels] or channels first, float32. */
  readonly image?: T;
  readonly audio?: T;
  /** Of pictures class numbers, int32; of sounds 1 where there is one, float32. */
  readonly mask?: T;
  readonly label: T;
}

/** What a tensor's numbers lie in stays until the backend has let go of them: some backends do not copy. */
const alive = new WeakMap<object, unknown>();

/**
 * A batch as tensors of whichever TensorFlow.js is passed in. float32 is not copied here; uint8 pixels go to the device as bytes and are scaled
 * there to [-1, 1] or `range`. Throws AugmentError where no backend is ready, and for labels that cannot be as asked.
 */
export function toTensors<F extends TensorFlowModule>(
  module: F,
  batch: Batch | SoundBatch,
  options: TensorOptions = {},
): Tensors<TensorOf<F>> {
  assertReady(module);
  const tf = module as unknown as TensorFlow<TensorOf<F>>;
  const made: TensorOf<F>[] = [];
  const keep = (tensor: TensorOf<F>): TensorOf<F> => {
    made.push(tensor);
    return tensor;
  };
  try {
    const label = keep(labelTensor(tf, batch, options));
    if (!('image' in batch)) {
      const audio = keep(plain(tf, batch.audio, batch));
      return { audio, mask: keep(plain(tf, floats(batch.mask), batch)), label };
    }
    const { image, mask } = batch;
    const pixels = keep(imageTensor(tf, image, batch, options.range ?? [-1, 1]));
    return { image: pixels, ...(mask && { mask: keep(plain(tf, integers(mask), batch)) }), label };
  } catch (error) {
    for (const tensor of made) tensor.dispose();
    throw error;
  }
}

function imageTensor<T extends TensorLike>(
  tf: TensorFlow<T>,
  image: Batch['image'],
  batch: object,
  range: readonly [number, number],
): T {
  if (image.data instanceof Uint8Array) return scaledBytes(tf, image as TensorData<Uint8Array>, range);
  if (image.data instanceof Float32Array) return plain(tf, image as TensorData<Float32Array>, batch);
  throw new AugmentError(
    'bad-parameter',
    'expected pictures of float32 or uint8, got uint16, which TensorFlow.js has not; leave dtype out of scale',
  );
}

function plain<T extends TensorLike>(
  tf: TensorFlow<T>,
  { data, shape }: TensorData<Float32Array> | TensorData<Int32Array>,
  batch: object,
): T {
  const tensor = tf.tensor(data, [...shape], data instanceof Float32Array ? 'float32' : 'int32');
  alive.set(tensor.dataId, batch);
  return tensor;
}

const floats = ({ data, shape }: TensorData<Uint8Array>): TensorData<Float32Array> => ({
  data: Float32Array.from(data),
  shape,
  dtype: 'float32',
});
const integers = ({ data, shape }: TensorData<Uint8Array>): TensorData<Int32Array> => ({
  data: Int32Array.from(data),
  shape,
  dtype: 'int32',
});

function labelTensor<T extends TensorLike>(
  tf: TensorFlow<T>,
  batch: Batch | SoundBatch,
  { label: kind = 'oneHot', classes }: TensorOptions,
): T {
  const { data, shape } = batch.label;
  if (data instanceof Float32Array) return plain(tf, batch.label as TensorData<Float32Array>, batch);
  // Several numbers a sample are 0 or 1 for each class already.
  if (shape.length > 1) return plain(tf, { data: Float32Array.from(data), shape, dtype: 'float32' }, batch);
  if (kind === 'sparse') return plain(tf, batch.label as TensorData<Int32Array>, batch);
  if (classes === undefined) {
    throw new AugmentError(
      'bad-parameter',
      'toTensors.classes: expected how many classes there are, which one-hot labels need, got nothing; say classes, or label: "sparse"',
      { parameter: 'classes' },
    );
  }
  const beyond = data.findIndex((value) => value < 0 || value >= classes);
  if (beyond >= 0) {
    throw new AugmentError(
      'bad-labels',
      `toTensors: expected labels from 0 to ${classes - 1}, got ${data[beyond]} for sample ${batch.ids[beyond]}; are the classes those of this source?`,
      { sampleId: batch.ids[beyond]! },
    );
  }
  return tf.tidy(() => tf.cast(tf.oneHot(tf.tensor(data.slice(), [...shape], 'int32'), classes), 'float32'));
}
