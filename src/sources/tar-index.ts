import { AugmentError } from '../../transforms/index.ts';
import { FileBytes } from './file-bytes.ts';
import { GrowingNames, GrowingNumbers } from './growing.ts';
import type { Names } from './names.ts';
import { type ListedFile, readPart } from './open-files.ts';
import { blockSize, type Fail, parsePax, parseTarHeader, paxSize } from './tar-headers.ts';
import { type LabelMember, labelTextOf, mostLabelBytes } from './tar-labels.ts';

/** What lies where in a shard: samples in their order, each with members, each with a place. */
export interface TarIndex {
  /** Of each sample: the members' common name up to the first dot. */
  readonly keys: Names;
  /** Of each sample: its label as text; empty where it has none. */
  readonly labels: Names;
  /** Of each sample: how many members there are up to its last. */
  readonly memberEnds: Float64Array;
  readonly offsets: Float64Array;
  readonly sizes: Float64Array;
  /** Of each member: the number of its extension. */
  readonly extensionOf: Float64Array;
  readonly extensions: readonly string[];
  /** Members that are no files (links, folders, devices) or belong to no sample (hidden, or without an extension). */
  readonly ignored: number;
  /** Why the archive is not whole, if it is not. */
  readonly cut: string | undefined;
}

/** A set has some; where each file has its own, names have a dot where none should be. */
const mostExtensions = 4096;
const mostHeaderBytes = 2 ** 20;
const mostNameBytes = 2 ** 16;
/** How far beyond its end an archive is looked at for a second one. */
const mostPadding = 2 ** 20;

/**
 * Goes through the headers of an uncompressed tar archive, and past all data but that of `label` members. Members are
 * one sample while their names agree up to the first dot, as in Python's webdataset. Throws AugmentError for what is no
 * whole archive, save one that ends early: that is said in `cut`.
 */
export function indexTar(file: ListedFile, label: LabelMember): TarIndex {
  const bytesAt = windowOver(file);
  refuseCompressed(file, bytesAt(0, Math.min(8, file.size)));
  const found = gathering(label);
  let [long, own, shared]: [string | undefined, Map<string, string>, Map<string, string>] = [
    undefined,
    new Map(),
    new Map(),
  ];
  let cut: string | undefined;
  for (let at = 0; ; ) {
    if (at + blockSize > file.size) {
      cut = at === file.size ? `no end mark at byte ${at}` : `an end in the middle of a header at byte ${at}`;
      break;
    }
    const fail: Fail = (what) => {
      throw new AugmentError('bad-archive', `${file.shown}: expected a tar archive, got ${what} (at byte ${at})`, {
        file: file.shown,
      });
    };
    const header = parseTarHeader(bytesAt(at, blockSize), fail);
    if (header === undefined) {
      refuseJoined(file, at + blockSize, bytesAt);
      break;
    }
    const { type } = header;
    const about = 'LKxXg'.includes(type);
    const records = new Map([...shared, ...own]);
    const written = about ? undefined : records.get('size');
    const size = written === undefined || written === '' ? header.size : paxSize(written, fail);
    // As Python's tarfile: links, folders and devices have no data, whatever their size says.
    const end = '123456'.includes(type) ? at + blockSize : at + blockSize + Math.ceil(size / blockSize) * blockSize;
    const dataEnd = '123456'.includes(type) ? end : at + blockSize + size;
    if (dataEnd > file.size) {
      cut = `an end at byte ${file.size}, within ${JSON.stringify(header.name.slice(0, 100))} of ${size} bytes`;
      break;
    }
    if (about) {
      if (size > mostHeaderBytes) fail(`a header of ${size} bytes`);
      const data = bytesAt(at + blockSize, size);
      if (type === 'L') long = data.toString('utf8', 0, data.indexOf(0) < 0 ? size : data.indexOf(0));
      if (type === 'x' || type === 'X') own = parsePax(data, fail);
      if (type === 'g') shared = new Map([...shared, ...parsePax(data, fail)]);
    } else {
      const name = records.get('path') || (long ?? header.name);
      if (name.length > mostNameBytes) fail(`a name of ${name.length} characters`);
      if (type === 'S' || [...records.keys()].some((key) => key.startsWith('GNU.sparse.'))) {
        fail(`a sparse member, ${JSON.stringify(name.slice(0, 100))}; pack it without --sparse`);
      }
      if (type === '0' || type === '7') found.add(name, at + blockSize, size, bytesAt, fail);
      else found.ignore();
      [long, own] = [undefined, new Map()];
    }
    at = end;
  }
  return found.end(cut);
}

/** Holds until the next call. */
type BytesAt = (offset: number, size: number) => Buffer;

/** Reads ahead where headers lie close together, and a page where they lie apart. */
function windowOver(file: ListedFile): BytesAt {
  const memory = new FileBytes();
  let bytes: Buffer = Buffer.alloc(0);
  let [start, ahead] = [0, 4096];
  return (offset, size) => {
    const after = offset - start;
    if (after < 0 || after + size > bytes.length) {
      ahead = after >= 0 && after <= bytes.length ? Math.min(2 * ahead, 1 << 18) : 4096;
      bytes = readPart(file, offset, Math.min(Math.max(size, ahead), file.size - offset), memory);
      start = offset;
    }
    return bytes.subarray(offset - start, offset - start + size);
  };
}

/** Puts members together to samples. */
function gathering(label: LabelMember) {
  const [keys, labels] = [new GrowingNames(), new GrowingNames()];
  const [memberEnds, offsets, sizes, extensionOf] = Array.from({ length: 4 }, () => new GrowingNumbers()) as [
    GrowingNumbers,
    GrowingNumbers,
    GrowingNumbers,
    GrowingNumbers,
  ];
  const numbers = new Map<string, number>();
  let [key, text, ignored]: [string | undefined, string, number] = [undefined, '', 0];
  let seen = new Set<string>();
  const close = () => {
    if (key === undefined) return;
    keys.push(key);
    labels.push(text);
    memberEnds.push(offsets.length);
  };
  return {
    ignore: () => {
      ignored++;
    },
    add(name: string, offset: number, size: number, bytesAt: BytesAt, fail: Fail): void {
      const base = name.lastIndexOf('/') + 1;
      const dot = name.indexOf('.', base);
      // A name that begins with a dot is hidden, such as the "._x.jpg" of macOS; webdataset's own "__x__" are no samples.
      if (dot <= base || /^__[^/]*__($|\/)/.test(name)) {
        ignored++;
        return;
      }
      const extension = name.slice(dot + 1).toLowerCase();
      if (key !== name.slice(0, dot)) {
        close();
        [key, text, seen] = [name.slice(0, dot), '', new Set()];
      }
      if (seen.has(extension)) fail(`${JSON.stringify(name)} a second time; a sample has one of each name`);
      seen.add(extension);
      if (!numbers.has(extension)) numbers.set(extension, numbers.size);
      if (numbers.size > mostExtensions) {
        fail(
          `more than ${mostExtensions} different extensions, such as ${JSON.stringify(extension.slice(0, 40))} of ${JSON.stringify(name.slice(0, 100))}: all after the first dot is extension, so names should have no dot before it`,
        );
      }
      offsets.push(offset);
      sizes.push(size);
      extensionOf.push(numbers.get(extension)!);
      if (extension === label.extension) {
        if (size > mostLabelBytes) fail(`a label of ${size} bytes in ${JSON.stringify(name)}`);
        text = labelTextOf(bytesAt(offset, size), label, name, fail);
      }
    },
    end(cut: string | undefined): TarIndex {
      close();
      return {
        keys: keys.names(),
        labels: labels.names(),
        memberEnds: memberEnds.values(),
        offsets: offsets.values(),
        sizes: sizes.values(),
        extensionOf: extensionOf.values(),
        extensions: [...numbers.keys()],
        ignored,
        cut,
      };
    },
  };
}

const compressions: readonly (readonly [name: string, command: string, magic: string])[] = [
  ['gzip', 'gunzip', '1f8b'],
  ['zstd', 'unzstd', '28b52ffd'],
  ['bzip2', 'bunzip2', '425a68'],
  ['xz', 'unxz', 'fd377a585a00'],
  ['lz4', 'unlz4', '04224d18'],
];

function refuseCompressed(file: ListedFile, start: Buffer): void {
  const found = compressions.find(([, , magic]) => start.toString('hex').startsWith(magic));
  if (found === undefined) return;
  throw new AugmentError(
    'compressed-archive',
    `${file.shown}: expected an uncompressed tar archive, got ${found[0]}; ${found[1]} it first, because samples are read from any place in it, in any order`,
    { file: file.shown },
  );
}

/** What `cat a.tar b.tar` makes ends, for every reader, where the first does: the rest would be lost without a word. */
function refuseJoined(file: ListedFile, end: number, bytesAt: BytesAt): void {
  for (let at = end; at < Math.min(file.size, end + mostPadding); at += 4096) {
    if (bytesAt(at, Math.min(4096, file.size - at)).every((byte) => byte === 0)) continue;
    throw new AugmentError(
      'bad-archive',
      `${file.shown}: expected one archive, got more after its end (at byte ${end}); were archives joined? pack them anew, or list them one by one`,
      { file: file.shown },
    );
  }
}
