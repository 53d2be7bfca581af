import type { TensorData } from '../batch.ts';
import type { Labels, Source } from './source.ts';

/** One sample's label as reports and previews show it: the class's name where there is one. */
export function labelText(source: Source, id: number): number | string {
  const label = labelOf(source, id);
  if (!Array.isArray(label)) return label as string | number;
  return source.classNames.length === source.labels.width ? label.join(' + ') || 'no class' : label.join(', ');
}

/** One sample's label as functions get it: class names where there are some; a list where samples have several. */
export function labelOf({ labels, classNames }: Source, id: number): string | number | readonly (string | number)[] {
  const { width, values } = labels;
  if (width === 0) return classNames[values[id]!] ?? values[id]!;
  const row = [...values.subarray(id * width, (id + 1) * width)];
  return classNames.length === width ? classNames.filter((_, i) => row[i] !== 0) : row;
}

/** The labels of a batch: [batch] or [batch, width]. */
export function labelsOf(labels: Labels, ids: ArrayLike<number>): TensorData<Int32Array> | TensorData<Float32Array> {
  const width = Math.max(1, labels.width);
  const values = labels.dtype === 'int32' ? new Int32Array(ids.length * width) : new Float32Array(ids.length * width);
  for (let row = 0; row < ids.length; row++) {
    const from = ids[row]! * width;
    for (let i = 0; i < width; i++) values[row * width + i] = labels.values[from + i]!;
  }
  const shape = labels.width === 0 ? [ids.length] : [ids.length, width];
  return values instanceof Int32Array
    ? { data: values, shape, dtype: 'int32' }
    : { data: values, shape, dtype: 'float32' };
}
