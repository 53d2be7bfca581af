import { AugmentError } from '../../transforms/index.ts';
import { growing } from './growing.ts';
import { suggestBriefly } from './manifest-faults.ts';
import { sharedInt32 } from './names.ts';
import type { Labels } from './source.ts';

/** What a manifest's label columns say. */
export interface LabelColumns {
  readonly columns: readonly string[];
  /** One column stands by itself: its numbers have no row of their own. */
  readonly single: boolean;
  readonly kind: 'class' | 'number' | 'multi';
  readonly separator: string;
  readonly classNames: readonly string[] | undefined;
}

/** Where a value stands, for errors. */
export type Complain = (column: string, expected: string, got: unknown, hint: string) => never;

export interface LabelCollector {
  add(cells: readonly unknown[], complain: Complain): void;
  finish(shown: string): { readonly labels: Labels; readonly classNames: readonly string[] };
}

/** Collects the labels of a manifest row by row. */
export function collectLabels(spec: LabelColumns): LabelCollector {
  if (spec.columns.length === 0) return withoutLabels(spec.classNames);
  if (spec.kind === 'class') return classes(spec);
  if (spec.kind === 'number') return numbers(spec);
  return spec.single ? classSets(spec) : classColumns(spec);
}

function withoutLabels(classNames: readonly string[] = []): LabelCollector {
  let rows = 0;
  return {
    add: () => rows++,
    finish: () => ({
      labels: { dtype: 'int32', width: 0, values: new Int32Array(new SharedArrayBuffer(rows * 4)) },
      classNames,
    }),
  };
}

function classes({ columns: [column], classNames }: LabelColumns): LabelCollector {
  const dictionary = classDictionary(column!, classNames);
  const rows = growing(Int32Array);
  return {
    add: ([cell], complain) => {
      rows.push(dictionary.numberOf(cell, complain));
    },
    finish: () => {
      const { names, places } = dictionary.sorted();
      const values = sharedInt32(rows.all());
      for (let i = 0; i < values.length; i++) values[i] = places[values[i]!]!;
      return { labels: { dtype: 'int32', width: 0, values }, classNames: names };
    },
  };
}

function classSets({ columns: [column], classNames, separator }: LabelColumns): LabelCollector {
  const dictionary = classDictionary(column!, classNames);
  const members = growing(Int32Array);
  const ends = growing(Float64Array);
  return {
    add: ([cell], complain) => {
      const parts: unknown = typeof cell === 'string' ? cell.split(separator) : (cell ?? []);
      if (!Array.isArray(parts)) {
        return complain(column!, 'class names in a list', cell, 'a label of several classes is a text or a list');
      }
      for (const part of parts) {
        const name = typeof part === 'string' ? part.trim() : part;
        if (name !== '' || parts.length > 1) members.push(dictionary.numberOf(name, complain));
      }
      ends.push(members.length);
    },
    finish: (shown) => {
      const { names, places } = dictionary.sorted();
      const width = names.length;
      if (width === 0) {
        const message = `${shown}: column "${column}": expected a class in at least one row, got none; is it the right column?`;
        throw new AugmentError('bad-manifest', message, { file: shown });
      }
      const values = room(ends.length, width, shown);
      const [member, end] = [members.all(), ends.all()];
      for (let row = 0, at = 0; row < end.length; row++) {
        for (; at < end[row]!; at++) values[row * width + places[member[at]!]!] = 1;
      }
      return { labels: { dtype: 'float32', width, values }, classNames: names };
    },
  };
}

/** One column for each class. */
function classColumns({ columns, classNames = columns }: LabelColumns): LabelCollector {
  const flags = new Map<unknown, number>([
    ['0', 0],
    ['1', 1],
    ['false', 0],
    ['true', 1],
  ]);
  const rows = growing(Float32Array);
  return {
    add: (cells, complain) => {
      for (const [i, column] of columns.entries()) {
        const cell = cells[i];
        const number = toNumber(cell) ?? flags.get(String(cell).trim().toLowerCase());
        if (number !== 0 && number !== 1) complain(column, '0 or 1', cell, 'each label column is one class');
        rows.push(number as number);
      }
    },
    finish: (shown) => {
      const values = room(rows.length / columns.length, columns.length, shown);
      values.set(rows.all());
      return { labels: { dtype: 'float32', width: columns.length, values }, classNames };
    },
  };
}

function numbers({ columns, single }: LabelColumns): LabelCollector {
  const rows = growing(Float32Array);
  let width = single ? undefined : columns.length;
  const take = (column: string, cell: unknown, complain: Complain) => {
    const number = toNumber(cell);
    if (number === undefined) {
      complain(column, 'a number', cell, 'mend or drop the row, or say labelKind: class if it is a name');
    }
    rows.push(number as number);
  };
  return {
    add: (cells, complain) => {
      const list = single && Array.isArray(cells[0]) ? (cells[0] as readonly unknown[]) : undefined;
      if (single) {
        const found = list === undefined ? 0 : list.length;
        width ??= found;
        if (found !== width || list?.length === 0) {
          const expected =
            width === 0 && list?.length !== 0 ? 'a number' : `${width || 'one or more'} numbers in a list`;
          complain(columns[0]!, expected, cells[0], 'every row has as many as the first one');
        }
      }
      if (list !== undefined) for (const cell of list) take(columns[0]!, cell, complain);
      else for (const [i, column] of columns.entries()) take(column, cells[i], complain);
    },
    finish: (shown) => {
      const values = room(rows.length, 1, shown);
      values.set(rows.all());
      return { labels: { dtype: 'float32', width: width ?? 0, values }, classNames: [] };
    },
  };
}

const mostLabelBytes = 2 ** 31;

function room(rows: number, width: number, shown: string): Float32Array {
  if (rows * width * 4 > mostLabelBytes) {
    throw new AugmentError(
      'too-many-classes',
      `${shown}: expected labels of at most 2 GiB, got ${rows} rows of ${width} numbers; is it the right label column, and separator?`,
      { file: shown },
    );
  }
  return new Float32Array(new SharedArrayBuffer(rows * width * 4));
}

/** More are no classes, and would only fill the memory. */
const mostClasses = 1_000_000;
const longestClassName = 256;

/** Numbers classes as they come; `sorted` says what number each gets in the end. */
function classDictionary(column: string, given: readonly string[] | undefined) {
  const numbers = new Map<string, number>((given ?? []).map((name, i) => [name, i]));
  const byIndex = given !== undefined && !given.some((name) => wholeNumber.test(name));
  return {
    numberOf(cell: unknown, complain: Complain): number {
      const simple = typeof cell === 'string' || typeof cell === 'number' || typeof cell === 'boolean';
      const name = simple ? String(cell) : '';
      if (name === '') return complain(column, 'a class name', cell, 'fill it in, or drop the row');
      const known = numbers.get(name);
      if (known !== undefined) return known;
      if (given === undefined) {
        if (name.length > longestClassName || numbers.size === mostClasses) {
          const expected = `at most ${mostClasses} different class names of at most ${longestClassName} characters`;
          return complain(column, expected, cell, 'is it the right label column?');
        }
        numbers.set(name, numbers.size);
        return numbers.size - 1;
      }
      if (byIndex && wholeNumber.test(name) && Number(name) < given.length) return Number(name);
      return complain(column, `one of ${given.length} class names`, cell, suggestBriefly(name, given));
    },
    sorted(): { readonly names: readonly string[]; readonly places: Int32Array } {
      const found = [...numbers.keys()];
      const names = given ?? sortNames(found);
      const placeOf = new Map(names.map((name, i) => [name, i]));
      return { names, places: Int32Array.from(found, (name) => placeOf.get(name)!) };
    },
  };
}

const wholeNumber = /^(0|[1-9]\d{0,14})$/;

/** By code unit, the same on every machine; by size where all are whole numbers, so that 10 comes after 9. */
function sortNames(names: readonly string[]): readonly string[] {
  return names.every((name) => wholeNumber.test(name))
    ? names.toSorted((a, b) => Number(a) - Number(b))
    : names.toSorted();
}

const decimal = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

/** A number that float32 can hold. */
function toNumber(cell: unknown): number | undefined {
  const number =
    typeof cell === 'string' && decimal.test(cell.trim()) ? Number(cell) : typeof cell === 'number' ? cell : Number.NaN;
  return Number.isFinite(Math.fround(number)) ? number : undefined;
}
