import { resolve } from 'node:path';
import { AugmentError, show } from '../../transforms/index.ts';
import { GrowingNames, GrowingNumbers } from './growing.ts';
import { labelsOfTexts, noLabels } from './label-texts.ts';
import { identityOf, type Names, nameAt } from './names.ts';
import type { ListedFile } from './open-files.ts';
import { listFiles } from './shard-paths.ts';
import type { Labels } from './source.ts';
import { indexTar, type TarIndex } from './tar-index.ts';
import { indexPath, loadIndex, saveIndex } from './tar-index-file.ts';
import { parseLabelMember } from './tar-labels.ts';
import { pictureExtensions, type WebDatasetSpec } from './webdataset-spec.ts';

export interface WebDatasetIndex {
  readonly shards: readonly ListedFile[];
  /** How many samples there are up to the end of each shard. */
  readonly shardEnds: Int32Array;
  /** Keys with the picture's extension. */
  readonly names: Names;
  readonly offsets: Float64Array;
  readonly sizes: Float64Array;
  /** Empty without masks; a size of -1 where a sample has none. */
  readonly maskOffsets: Float64Array;
  readonly maskSizes: Float64Array;
  readonly labels: Labels;
  readonly classNames: readonly string[];
  readonly identity: string;
}

/** Indexes the shards, or loads their indices, and takes what the spec asks for. */
export function scanShards(spec: WebDatasetSpec, base: string): WebDatasetIndex {
  const shards = listFiles(spec.shards, base);
  const label = spec.label ?? 'cls';
  const found = {
    shardEnds: new GrowingNumbers(),
    names: new GrowingNames(),
    labels: new GrowingNames(),
    numbers: [0, 1, 2, 3].map(() => new GrowingNumbers()),
    /** Samples with a label, and the first without. */
    labelled: 0,
    without: undefined as string | undefined,
  };
  for (const shard of shards) {
    const index = openIndex(shard, label, spec.index, base);
    if (index.cut !== undefined && spec.onTruncated !== 'accept') {
      throw new AugmentError(
        'truncated-archive',
        `${shard.shown}: expected a whole tar archive, got ${index.cut}; copy it anew, or say onTruncated: accept to take the ${index.memberEnds.length} samples before that`,
        { file: shard.shown },
      );
    }
    select(index, shard, spec, found);
    found.shardEnds.push(found.names.length);
  }
  const [offsets, sizes, maskOffsets, maskSizes] = found.numbers.map((list) => list.shared(Float64Array)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const names = found.names.names();
  if (names.ends.length === 0) {
    const shown = shards[0]!.shown;
    throw new AugmentError('empty-archive', `${shown}: expected samples, got none in ${shards.length} shards`, {
      file: shown,
    });
  }
  const shardEnds = found.shardEnds.shared(Int32Array);
  const nameOf = (id: number) => memberName(shards, shardEnds, names, id);
  const labelled = spec.label !== undefined || found.labelled > 0;
  if (labelled && found.without !== undefined) {
    throw new AugmentError(
      'bad-label',
      `${found.without}: expected a label in a ${label} member, got none; ${found.labelled} of ${names.ends.length} samples have one`,
      { file: found.without },
    );
  }
  const { classNames = [] } = spec;
  return {
    shards,
    shardEnds,
    names,
    offsets,
    sizes,
    maskOffsets,
    maskSizes,
    ...(labelled
      ? labelsOfTexts(found.labels.names(), spec.classNames, nameOf)
      : { labels: noLabels(names.ends.length), classNames }),
    identity: identityOf(names.bytes, bytesOf(names.ends), bytesOf(offsets), bytesOf(sizes)),
  };
}

function openIndex(shard: ListedFile, label: string, folder: string | undefined, base: string): TarIndex {
  if (folder === 'off') return indexTar(shard, parseLabelMember(label, 'label'));
  const path = indexPath(shard, folder === undefined ? undefined : resolve(base, folder));
  const kept = loadIndex(path, shard, label);
  if (kept !== undefined) return kept;
  const index = indexTar(shard, parseLabelMember(label, 'label'));
  saveIndex(path, shard, label, index);
  return index;
}

/** Takes the samples of a shard: those that have a picture. Others must have nothing else that was asked for. */
function select(
  index: TarIndex,
  shard: ListedFile,
  spec: WebDatasetSpec,
  found: {
    readonly names: GrowingNames;
    readonly labels: GrowingNames;
    readonly numbers: readonly GrowingNumbers[];
    labelled: number;
    without: string | undefined;
  },
): void {
  const images = ranks(spec.image ?? pictureExtensions, index.extensions);
  const masks = ranks(spec.mask ?? [], index.extensions);
  const [offsets, sizes, maskOffsets, maskSizes] = found.numbers as [
    GrowingNumbers,
    GrowingNumbers,
    GrowingNumbers,
    GrowingNumbers,
  ];
  const samples = index.memberEnds.length;
  const before = found.names.length;
  for (let i = 0, member = 0; i < samples; i++) {
    let [image, mask] = [-1, -1];
    const first = member;
    for (; member < index.memberEnds[i]!; member++) {
      const extension = index.extensionOf[member]!;
      if (images[extension]! < (images[index.extensionOf[image]!] ?? Number.POSITIVE_INFINITY)) image = member;
      if (masks[extension]! < (masks[index.extensionOf[mask]!] ?? Number.POSITIVE_INFINITY)) mask = member;
    }
    const label = nameAt(index.labels, i);
    const cutOff = index.cut !== undefined && i === samples - 1;
    if (image < 0) {
      if ((label !== '' || mask >= 0) && !cutOff) throw withoutPicture(index, shard, i, first, spec);
      continue;
    }
    if (cutOff && label === '' && found.labelled > 0) continue;
    const name = `${nameAt(index.keys, i)}.${index.extensions[index.extensionOf[image]!]!}`;
    found.names.push(name);
    found.labels.push(label);
    if (label !== '') found.labelled++;
    else found.without ??= `${shard.shown}: ${name}`;
    offsets.push(index.offsets[image]!);
    sizes.push(index.sizes[image]!);
    if (spec.mask === undefined) continue;
    maskOffsets.push(mask < 0 ? 0 : index.offsets[mask]!);
    maskSizes.push(mask < 0 ? -1 : index.sizes[mask]!);
  }
  if (found.names.length === before && index.cut === undefined) {
    const extensions = index.extensions.slice(0, 20).join(', ');
    const got = samples === 0 ? 'no samples' : `${samples} samples with members ${extensions}`;
    const other = index.ignored === 0 ? '' : ` and ${index.ignored} links, folders or files without an extension`;
    throw new AugmentError(
      samples === 0 ? 'empty-archive' : 'no-pictures',
      `${shard.shown}: expected samples with a picture (${show(spec.image ?? pictureExtensions)}), got ${got}${other}; say which extension in image`,
      { file: shard.shown },
    );
  }
}

/** Of each extension of a shard: its place in the list of those that are asked for, or infinity. */
function ranks(wanted: string | readonly string[], extensions: readonly string[]): readonly number[] {
  const order = (typeof wanted === 'string' ? [wanted] : wanted).map((extension) => extension.toLowerCase());
  return extensions.map((extension) => {
    const place = order.indexOf(extension);
    return place < 0 ? Number.POSITIVE_INFINITY : place;
  });
}

function withoutPicture(index: TarIndex, shard: ListedFile, sample: number, first: number, spec: WebDatasetSpec) {
  const members = [...index.extensionOf.subarray(first, index.memberEnds[sample])].map((i) => index.extensions[i]);
  const key = nameAt(index.keys, sample);
  return new AugmentError(
    'no-pictures',
    `${shard.shown}: ${key}: expected a picture (${show(spec.image ?? pictureExtensions)}) beside its label, got ${members.slice(0, 20).join(', ')}; say which extension in image`,
    { file: `${shard.shown}: ${key}` },
  );
}

/** The first shard whose samples end after `id`. */
export function shardOf(ends: Int32Array, id: number): number {
  let [low, high] = [0, ends.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ends[middle]! > id) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** A sample's name: the shard, and its picture in it. */
export function memberName(shards: readonly ListedFile[], ends: Int32Array, names: Names, id: number): string {
  return `${shards[shardOf(ends, id)]!.shown}: ${nameAt(names, id)}`;
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float64Array) => new Uint8Array(buffer, byteOffset, byteLength);
