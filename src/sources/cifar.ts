import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { AugmentError } from '../../transforms/index.ts';
import { cifarClasses } from './cifar-classes.ts';
import { checkFields, choice, fieldsSchema, optional, texts } from './fields.ts';
import { reason } from './file-bytes.ts';
import { identityOf } from './names.ts';
import { type RawPictures, sharedBytes, viewRawPictures } from './raw-pictures.ts';
import type { SourceKind } from './source.ts';

export interface CifarSpec {
  /** The binary files (`data_batch_1.bin` and so on, `train.bin`, `test.bin`), one after the other. */
  readonly paths: readonly string[];
  readonly variant: 10 | 100;
  /** CIFAR-100 only: which of its two labels, the class of 100 (`fine`, unless said) or the superclass of 20. */
  readonly labels?: 'fine' | 'coarse';
  /** Instead of those in the text file beside the first path, or of CIFAR's own. */
  readonly classNames?: readonly string[];
}

/** The source of CIFAR-10 or CIFAR-100 in the binary version: 32 x 32 RGB. Read to shared memory once. */
export function cifar(spec: CifarSpec): { readonly cifar: CifarSpec } {
  return { cifar: spec };
}

const fields = {
  paths: texts('The binary files, one after the other.', 'a list of files, none twice'),
  variant: choice('CIFAR-10 or CIFAR-100.', [10, 100]),
  labels: optional(choice('CIFAR-100 only: the class of 100, or the superclass of 20.', ['fine', 'coarse'])),
  classNames: optional(texts('What class indices mean.')),
};

export const cifarKind: SourceKind<CifarSpec, RawPictures> = {
  schema: { description: 'CIFAR-10 or CIFAR-100, binary version.', ...fieldsSchema(fields) },
  parse(json, where) {
    checkFields(json, fields, where);
    const spec = json as CifarSpec;
    const { classes } = layoutOf(spec);
    if (spec.variant === 10 && spec.labels !== undefined) {
      throw new AugmentError('bad-config', `${where}.labels: expected nothing with variant 10, got "${spec.labels}"`);
    }
    if (spec.classNames !== undefined && spec.classNames.length !== classes.length) {
      throw new AugmentError(
        'bad-config',
        `${where}.classNames: expected ${classes.length} names, got ${spec.classNames.length}`,
      );
    }
    return spec;
  },
  scan,
  view: viewRawPictures,
};

const plane = 32 * 32;
const pictureBytes = 3 * plane;

/** How a record is laid out, and where its class names may lie. */
function layoutOf({ variant, labels = 'fine' }: CifarSpec) {
  if (variant === 10) {
    return { labelBytes: 1, labelAt: 0, classes: cifarClasses.cifar10, namesFile: 'batches.meta.txt' };
  }
  const labelAt = labels === 'coarse' ? 0 : 1;
  return { labelBytes: 2, labelAt, classes: cifarClasses[labels], namesFile: `${labels}_label_names.txt` };
}

function scan(spec: CifarSpec, { base }: { readonly base: string }): RawPictures {
  const { labelBytes, labelAt, classes, namesFile } = layoutOf(spec);
  const recordBytes = labelBytes + pictureBytes;
  const counts = spec.paths.map((path) => countRecords(resolve(base, path), path, recordBytes, spec.variant));
  const total = counts.reduce((a, b) => a + b, 0);
  const pixels = sharedBytes(total * pictureBytes, spec.paths[0]!);
  const labels = new Int32Array(new SharedArrayBuffer(total * 4));
  let at = 0;
  const files = spec.paths.map((path, i) => {
    const first = at;
    readRecords(resolve(base, path), path, recordBytes, counts[i]!, (record) => {
      const label = record[labelAt]!;
      if (label >= classes.length) {
        const where = `record ${at - first}: expected a label below ${classes.length}`;
        fail(path, `${where}, got ${label}; is it CIFAR-${spec.variant}?`);
      }
      labels[at] = label;
      interleave(record.subarray(labelBytes), pixels.subarray(at * pictureBytes, (at + 1) * pictureBytes));
      at++;
    });
    return { name: path, end: at };
  });
  return {
    pixels,
    raw: { width: 32, height: 32, channels: 3 },
    files,
    labels: { dtype: 'int32', width: 0, values: labels },
    classNames: spec.classNames ?? namesBeside(resolve(base, spec.paths[0]!), namesFile, classes.length) ?? classes,
    identity: identityOf(pixels),
  };
}

function countRecords(path: string, shown: string, recordBytes: number, variant: number): number {
  const size = withFile(path, shown, (_file, bytes) => bytes);
  if (size > 0 && size % recordBytes === 0) return size / recordBytes;
  const other = variant === 10 ? 100 : 10;
  const hint =
    size > 0 && size % (pictureBytes + (other === 10 ? 1 : 2)) === 0
      ? `that is CIFAR-${other}: say variant: ${other}`
      : 'take the binary version, whole';
  fail(shown, `expected records of ${recordBytes} bytes (CIFAR-${variant}), got a file of ${size} bytes; ${hint}`);
}

/** Some records at a time, so that a file takes no memory beside the pixels made of it. */
function readRecords(
  path: string,
  shown: string,
  recordBytes: number,
  count: number,
  use: (record: Uint8Array) => void,
): void {
  const atOnce = Buffer.allocUnsafe(Math.min(count, 256) * recordBytes);
  withFile(path, shown, (file) => {
    for (let read = 0; read < count; ) {
      const wanted = Math.min(count - read, 256) * recordBytes;
      let got = 0;
      while (got < wanted) {
        const more = readSync(file, atOnce, got, wanted - got, null);
        if (more === 0) fail(shown, `expected ${count} records, got ${read}; did it change while it was read?`);
        got += more;
      }
      for (let from = 0; from < wanted; from += recordBytes, read++) use(atOnce.subarray(from, from + recordBytes));
    }
  });
}

/** All red, all green, all blue to red, green, blue. */
function interleave(planar: Uint8Array, out: Uint8Array): void {
  for (let i = 0, at = 0; i < plane; i++) {
    out[at++] = planar[i]!;
    out[at++] = planar[i + plane]!;
    out[at++] = planar[i + 2 * plane]!;
  }
}

/** The class names, a line each, that come with the files. */
function namesBeside(path: string, name: string, count: number): readonly string[] | undefined {
  let lines: string[];
  try {
    lines = readFileSync(join(dirname(path), name), 'utf8').split(/\r?\n/);
  } catch {
    return undefined;
  }
  const names = lines.map((line) => line.trim()).filter((line) => line !== '');
  if (names.length === count && new Set(names).size === count) return names;
  fail(
    join(dirname(path), name),
    `expected ${count} different class names, a line each, got ${names.length} lines; mend it, or give classNames`,
  );
}

function withFile<T>(path: string, shown: string, use: (file: number, size: number) => T): T {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    const stat = fstatSync(file);
    if (!stat.isFile()) fail(shown, `expected a CIFAR file, got ${stat.isDirectory() ? 'a folder' : 'no file'}`);
    return use(file, stat.size);
  } catch (cause) {
    if (cause instanceof AugmentError) throw cause;
    const message = `${shown}: expected a CIFAR file, got ${reason(cause)}; looked for ${path}`;
    throw new AugmentError('missing-file', message, { file: shown, cause });
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function fail(shown: string, message: string): never {
  throw new AugmentError('bad-cifar', `${shown}: ${message}`, { file: shown });
}
