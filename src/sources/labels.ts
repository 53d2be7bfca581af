import type { TensorData } from '../batch.ts';
import type { Extras } from '../workers/row-form.ts';
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

/**
 * The labels of a batch of which some samples took others in: shares of each class, [batch, classes], which sum to 1; of labels that are
 * numbers, or rows of them, their weighted means.
 */
export function mixedLabels(
  source: Source,
  ids: readonly number[],
  extras: ReadonlyMap<number, Extras>,
): TensorData<Float32Array> {
  const { values, width, dtype } = source.labels;
  const isClass = width === 0 && dtype === 'int32';
  const columns = isClass ? classCount(source) : Math.max(1, width);
  const data = new Float32Array(ids.length * columns);
  for (const [row, own] of ids.entries()) {
    const sums = new Float64Array(columns);
    for (const [id, weight] of extras.get(row)?.mixes ?? [[own, 1] as const]) {
      if (isClass) sums[values[id]!]! += weight;
      else for (let i = 0; i < columns; i++) sums[i]! += weight * values[id * columns + i]!;
    }
    data.set(sums, row * columns);
  }
  return { data, shape: isClass || width > 0 ? [ids.length, columns] : [ids.length], dtype: 'float32' };
}

/** Counting through all labels takes long where there are millions. */
const counted = new WeakMap<Labels, number>();

function classCount({ classNames, labels }: Source): number {
  let count = counted.get(labels);
  if (count === undefined) {
    count = Math.max(1, classNames.length);
    for (const label of labels.values) if (label >= count) count = label + 1;
    counted.set(labels, count);
  }
  return count;
}
