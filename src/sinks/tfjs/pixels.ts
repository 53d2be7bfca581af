import type { TensorData } from '../../batch.ts';
import type { TensorFlow, TensorLike } from './tensorflow.ts';

/** An op of the native backend, called by its name. */
interface NativeBackend<T> {
  executeSingleOutput?(name: string, attributes: readonly object[], inputs: readonly T[]): T;
  createTypeOpAttr?(name: string, dtype: string): object;
}

/** Numbers by which TensorFlow's C API knows types. */
const native = {
  attribute: { name: '', type: 0, value: 0 },
  typeAttribute: 6,
  uint8: 4,
  float32: 1,
  int32: 3,
} as const;

/**
 * Grey levels of 8 bits as float32 in `range`: a byte each goes to the device, and is scaled there. Where a backend has no way to take bytes
 * (cpu, wasm, webgl), they are spread in JavaScript.
 */
export function scaledBytes<T extends TensorLike>(
  tf: TensorFlow<T>,
  { data, shape }: TensorData<Uint8Array>,
  [low, high]: readonly [number, number],
): T {
  return tf.tidy(() => {
    const levels = unpacked(tf, data, [...shape]);
    return tf.add(tf.mul(levels, (high - low) / 255), low);
  });
}

function unpacked<T extends TensorLike>(tf: TensorFlow<T>, data: Uint8Array, shape: number[]): T {
  const isWhole = data.length % 4 === 0 && data.byteOffset % 4 === 0;
  const backend = tf.backend() as NativeBackend<T>;
  if (isWhole && tf.getBackend() === 'tensorflow' && backend.executeSingleOutput !== undefined) {
    return bitcast(tf, backend as Required<NativeBackend<T>>, wordsOf(data), shape);
  }
  if (isWhole && tf.getBackend() === 'webgpu') return unpackedWords(tf, wordsOf(data), shape);
  return tf.cast(tf.tensor(Int32Array.from(data), shape, 'int32'), 'float32');
}

/** Four bytes a number. */
function wordsOf(data: Uint8Array): Int32Array {
  return new Int32Array(data.buffer, data.byteOffset, data.length / 4);
}

function bitcast<T extends TensorLike>(
  tf: TensorFlow<T>,
  backend: Required<NativeBackend<T>>,
  words: Int32Array,
  shape: number[],
): T {
  const type = (name: string, value: number) => ({ ...native.attribute, name, type: native.typeAttribute, value });
  const packed = tf.tensor(words, [words.length], 'int32');
  const bytes = backend.executeSingleOutput('Bitcast', [type('T', native.int32), type('type', native.uint8)], [packed]);
  const cast = [
    type('SrcT', native.uint8),
    type('DstT', native.float32),
    { ...native.attribute, name: 'Truncate', type: 5, value: false },
  ];
  return tf.reshape(backend.executeSingleOutput('Cast', cast, [bytes]), shape);
}

/** By whole-number arithmetic on the device: the lowest byte comes first. */
function unpackedWords<T extends TensorLike>(tf: TensorFlow<T>, words: Int32Array, shape: number[]): T {
  const by = tf.scalar(256, 'int32');
  let rest = tf.tensor(words, [words.length], 'int32');
  const bytes: T[] = [];
  for (let i = 0; i < 4; i++) {
    // Rounded towards minus infinity, so that what is left is a byte for negative words too.
    const above = tf.floorDiv(rest, by);
    bytes.push(tf.cast(tf.sub(rest, tf.mul(above, by)), 'float32'));
    rest = above;
  }
  return tf.reshape(tf.stack(bytes, 1), shape);
}
