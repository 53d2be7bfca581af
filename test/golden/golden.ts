// Pictures and what reference implementations make of them; README.md says whose, and make.py made the files.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface GoldenInput {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  /** [height, width, 3] RGB. */
  readonly data: Uint8Array;
}

export interface GoldenCase {
  readonly name: string;
  readonly input: GoldenInput;
  /** A transform's name, or what README.md lists beside them. */
  readonly operation: string;
  /** The transform's parameters and drawn values, in its own words. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Who computed `expected`, and how. */
  readonly reference: string;
  /** Of `expected`: [height, width, 3] for pictures. */
  readonly shape: readonly number[];
  /** NaN where a reference has nothing to say. */
  readonly expected: Float32Array | Uint8Array;
  /** By how much one value may be off, and all of them on average; grey levels for pictures. */
  readonly tolerance: number;
  readonly meanTolerance: number;
  /** The largest difference from other implementations, found when the files were made. */
  readonly agreement?: Readonly<Record<string, number>>;
  readonly note?: string;
}

export interface PhiloxAnswer {
  readonly counter: readonly [number, number, number, number];
  readonly key: readonly [number, number];
  readonly answer: readonly [number, number, number, number];
}

interface Entry extends Omit<GoldenCase, 'input' | 'expected'> {
  readonly input: string;
  readonly dtype: 'u8' | 'f32' | 'levels16';
  /** In golden.bin, bytes. */
  readonly offset: number;
}

interface Index {
  readonly inputs: readonly (Omit<GoldenInput, 'data'> & { readonly offset: number })[];
  readonly cases: readonly Entry[];
}

const notCompared = 65535;

/** All cases, or those of one operation. Throws RangeError if there are none, so that no test passes over nothing. */
export function goldenCases(operation?: string): readonly GoldenCase[] {
  const { inputs, cases } = JSON.parse(readFileSync(goldenFile('golden.json'), 'utf8')) as Index;
  const chosen = cases.filter((entry) => operation === undefined || entry.operation === operation);
  if (chosen.length === 0) {
    const known = [...new Set(cases.map((entry) => entry.operation))];
    throw new RangeError(`golden cases: expected one of ${known.join(', ')}, got ${operation}`);
  }
  const { buffer } = new Uint8Array(readFileSync(goldenFile('golden.bin')));
  const pictures = new Map<string, GoldenInput>();
  for (const { offset, ...picture } of inputs) {
    pictures.set(picture.name, {
      ...picture,
      data: new Uint8Array(buffer, offset, picture.width * picture.height * 3),
    });
  }
  return chosen.map(({ dtype, offset, ...entry }) => {
    const count = entry.shape.reduce((product, side) => product * side, 1);
    return { ...entry, input: pictures.get(entry.input)!, expected: read(buffer, dtype, offset, count) };
  });
}

/** Random123's known answers for Philox4x32 of 10 rounds. */
export function philoxAnswers(): readonly PhiloxAnswer[] {
  return JSON.parse(readFileSync(goldenFile('philox.json'), 'utf8')) as PhiloxAnswer[];
}

/** How far values are from those expected: the largest and the mean difference, and where the largest is. */
export function difference(actual: ArrayLike<number>, { expected, name }: GoldenCase): Difference {
  if (actual.length !== expected.length) {
    throw new RangeError(`${name}: expected ${expected.length} values, got ${actual.length}`);
  }
  let [largest, sum, count, index] = [0, 0, 0, -1];
  expected.forEach((value: number, i: number) => {
    if (Number.isNaN(value)) return;
    const apart = Math.abs(actual[i]! - value);
    sum += apart;
    count++;
    // Written so that a NaN in `actual` is the largest of all.
    if (apart <= largest || Number.isNaN(largest)) return;
    [largest, index] = [apart, i];
  });
  return { largest, mean: sum / count, index };
}

export interface Difference {
  readonly largest: number;
  readonly mean: number;
  /** Of the largest difference, in `expected`; -1 if there is none. */
  readonly index: number;
}

function read(
  buffer: ArrayBufferLike,
  dtype: Entry['dtype'],
  offset: number,
  count: number,
): Float32Array | Uint8Array {
  if (dtype === 'u8') return new Uint8Array(buffer, offset, count);
  const view = new DataView(buffer, offset);
  return Float32Array.from({ length: count }, (_, i) => {
    if (dtype === 'f32') return view.getFloat32(i * 4, true);
    const raw = view.getUint16(i * 2, true);
    return raw === notCompared ? Number.NaN : raw / 128 - 64;
  });
}

/** The data stay in the package's test/golden when this file is built into another folder. */
/** Where a golden file lies. */
export function goldenFile(name: string): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    if (folder === dirname(folder)) throw new Error(`golden files: no package.json above ${import.meta.url}`);
    folder = dirname(folder);
  }
  return join(folder, 'test', 'golden', name);
}
