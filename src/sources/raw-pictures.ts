import { AugmentError } from '../../transforms/index.ts';
import { pixelBytes } from '../../vision/io/raw.ts';
import type { Labels, RawPixels, Source } from './source.ts';

/** Raw pictures of one size, one after the other in memory that threads share. */
export interface RawPictures {
  readonly pixels: Uint8Array;
  readonly raw: RawPixels;
  /** Where the pictures came from, in order: a name, and the id after its last one. */
  readonly files: readonly { readonly name: string; readonly end: number }[];
  readonly labels: Labels;
  readonly classNames: readonly string[];
  readonly identity: string;
}

export function viewRawPictures({ pixels, raw, files, labels, classNames, identity }: RawPictures): Source {
  const bytesEach = raw.width * raw.height * raw.channels * pixelBytes[raw.dtype ?? 'uint8'];
  const nameOf = (id: number) => {
    const at = files.findIndex(({ end }) => id < end);
    return `${files[at]?.name}[${id - (at > 0 ? files[at - 1]!.end : 0)}]`;
  };
  return {
    length: pixels.length / bytesEach,
    classNames,
    labels,
    identity,
    nameOf,
    read: (id) => ({ bytes: pixels.subarray(id * bytesEach, (id + 1) * bytesEach), name: nameOf(id), raw }),
  };
}

/** Memory that threads share. Throws AugmentError where the system has not so much of it. */
export function sharedBytes(length: number, what: string): Uint8Array {
  try {
    return new Uint8Array(new SharedArrayBuffer(length));
  } catch (cause) {
    throw new AugmentError(
      'out-of-memory',
      `${what}: expected ${Math.ceil(length / 2 ** 20)} MiB of memory for its pictures, got ${(cause as Error).message}; use fewer of them, or files in a folder`,
      { cause },
    );
  }
}

/** The length of `shape`'s numbers if they are all whole and at least 1. */
export function countOf(shape: readonly number[]): number | undefined {
  return shape.every((size) => Number.isInteger(size) && size >= 1) ? shape.reduce((a, b) => a * b, 1) : undefined;
}

/** Throws AugmentError where a class index has no name, though there are names. */
export function checkClasses(labels: Int32Array, classNames: readonly string[], what: string): void {
  if (classNames.length === 0) return;
  const id = labels.findIndex((label) => label < 0 || label >= classNames.length);
  if (id < 0) return;
  throw new AugmentError(
    'bad-labels',
    `${what}: expected labels from 0 to ${classNames.length - 1}, one for each of ${classNames.length} class names, got ${labels[id]} for sample ${id}; name all classes`,
    { sampleId: id },
  );
}
