import { isDeepStrictEqual } from 'node:util';
import { AugmentError } from '../../transforms/index.ts';
import type { Labels, Source } from './source.ts';

/** What the labels of a source are. */
type LabelKind = 'classes' | 'one 0 or 1 for each class' | 'numbers';

/**
 * The labels of several sources, one after the other. Classes are those of all sources, in order of first appearance,
 * and go by name: a class that two sources have is one, whatever its number in each. Labels below 0 stay.
 * Throws AugmentError where the labels are not of one kind; it says which source has what.
 */
export function mergeLabels(
  sources: readonly Source[],
  where: string,
): { readonly labels: Labels; readonly classNames: readonly string[] } {
  const [first] = sources;
  for (const [i, source] of sources.entries()) {
    if (isAlike(first!, source)) continue;
    throw new AugmentError(
      'labels-differ',
      `${where}: expected labels of one kind, got ${described(first!, where, 0)} and ${described(source, where, i)}`,
    );
  }
  const classNames = [...new Set(sources.flatMap((source) => source.classNames))];
  const numberOf = new Map(classNames.map((name, label) => [name, label]));
  const kind = kindOf(first!);
  const { dtype } = first!.labels;
  const width = kind === 'one 0 or 1 for each class' ? classNames.length : first!.labels.width;
  const columns = Math.max(1, width);
  const length = sources.reduce((sum, source) => sum + source.length, 0);
  const buffer = new SharedArrayBuffer(length * columns * 4);
  const values = dtype === 'int32' ? new Int32Array(buffer) : new Float32Array(buffer);
  let start = 0;
  for (const [i, source] of sources.entries()) {
    const part = values.subarray(start * columns, (start + source.length) * columns);
    const numbers = source.classNames.map((name) => numberOf.get(name)!);
    if (kind === 'classes') renumberClasses(part, source, numbers, `${where}[${i}]`);
    else if (kind === 'numbers') part.set(source.labels.values);
    else moveColumns(part, columns, source.labels.values, numbers);
    start += source.length;
  }
  return { labels: { dtype, width, values }, classNames };
}

function kindOf({ labels: { width }, classNames }: Source): LabelKind {
  if (classNames.length === 0) return 'numbers';
  if (width === 0) return 'classes';
  return width === classNames.length ? 'one 0 or 1 for each class' : 'numbers';
}

function isAlike(a: Source, b: Source): boolean {
  const kind = kindOf(a);
  if (kind !== kindOf(b) || a.labels.dtype !== b.labels.dtype) return false;
  if (kind !== 'numbers') return true;
  // Names that are no classes' have a meaning that only equal lists surely share.
  return a.labels.width === b.labels.width && isDeepStrictEqual(a.classNames, b.classNames);
}

function described(source: Source, where: string, i: number): string {
  const { labels, classNames } = source;
  const columns = labels.width === 0 ? 'one' : `${labels.width}`;
  const names = classNames.length === 0 ? 'without class names' : `with ${classNames.length} class names`;
  return `${columns} ${labels.dtype} a sample ${names} in ${where}[${i}] (${source.nameOf(0)} and so on)`;
}

function renumberClasses(
  part: Int32Array | Float32Array,
  source: Source,
  numbers: readonly number[],
  where: string,
): void {
  const { values } = source.labels;
  for (let id = 0; id < values.length; id++) {
    const label = values[id]!;
    const number = label < 0 ? label : numbers[label];
    if (number === undefined) {
      throw new AugmentError(
        'bad-label',
        `${where}: expected labels from 0 to ${numbers.length - 1}, one for each class name, got ${label} for ${source.nameOf(id)}`,
        { file: source.nameOf(id), sampleId: id },
      );
    }
    part[id] = number;
  }
}

function moveColumns(
  part: Int32Array | Float32Array,
  columns: number,
  values: Int32Array | Float32Array,
  numbers: readonly number[],
): void {
  const width = numbers.length;
  for (let row = 0; row * width < values.length; row++) {
    for (let i = 0; i < width; i++) part[row * columns + numbers[i]!] = values[row * width + i]!;
  }
}
