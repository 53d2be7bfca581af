import { AugmentError, type Modality, show, suggestion } from '../../transforms/index.ts';
import { type ArraysSpec, arraysKind } from './arrays.ts';
import { type AudioFolderSpec, audioFolderKind } from './audio-folder.ts';
import { type CifarSpec, cifarKind } from './cifar.ts';
import { type CocoDetectionSpec, cocoDetectionKind } from './coco-detection.ts';
import { type ConcatSpec, concatKind } from './concat.ts';
import { type CsvSpec, csvKind } from './csv.ts';
import { type FilterSpec, filterKind } from './filter.ts';
import { type IdxSpec, idxKind } from './idx.ts';
import { type ImageFolderSpec, imageFolderKind } from './image-folder.ts';
import type { IterableSpec } from './iterable.ts';
import { jsonLinesKind } from './json-lines.ts';
import type { ManifestSpec } from './manifest-columns.ts';
import { type MixSpec, mixKind } from './mix.ts';
import { type ParquetSpec, parquetKind } from './parquet.ts';
import { type PicturesSpec, picturesKind } from './pictures.ts';
import { type SoundsSpec, soundsKind } from './sounds.ts';
import type { Source, SourceContext, SourceIndex, SourceJson, SourceKind } from './source.ts';
import { type SplitSpec, splitKind } from './split.ts';
import { type SubsetSpec, subsetKind } from './subset.ts';
import { type WebDatasetSpec, webDatasetKind } from './webdataset.ts';

/** Where samples come from: plain JSON, one field whose name is the kind of source. */
export type SourceSpec =
  | { readonly imageFolder: ImageFolderSpec }
  | { readonly audioFolder: AudioFolderSpec }
  | { readonly sounds: SoundsSpec }
  | { readonly pictures: PicturesSpec }
  | { readonly cocoDetection: CocoDetectionSpec }
  | { readonly parquet: ParquetSpec }
  | { readonly webDataset: WebDatasetSpec }
  | { readonly concat: ConcatSpec }
  | { readonly filter: FilterSpec }
  | { readonly subset: SubsetSpec }
  | { readonly split: SplitSpec }
  | { readonly mix: MixSpec }
  | { readonly iterable: IterableSpec }
  | { readonly csv: CsvSpec }
  | { readonly jsonLines: ManifestSpec }
  | { readonly arrays: ArraysSpec }
  | { readonly idx: IdxSpec }
  | { readonly cifar: CifarSpec };

/** Every kind of source; a new one is a file and a line here. */
export const sourceKinds: { readonly [kind: string]: SourceKind<object, object> } = {
  imageFolder: imageFolderKind,
  audioFolder: audioFolderKind,
  csv: csvKind,
  jsonLines: jsonLinesKind,
  pictures: picturesKind,
  cocoDetection: cocoDetectionKind,
  sounds: soundsKind,
  parquet: parquetKind,
  webDataset: webDatasetKind,
  concat: concatKind,
  filter: filterKind,
  subset: subsetKind,
  split: splitKind,
  mix: mixKind,
  arrays: arraysKind,
  idx: idxKind,
  cifar: cifarKind,
};

/** Sources within each other, and no more: a deeper spec is a mistake, or made to exhaust the stack. */
const deepest = 32;

/** A source's spec from loose JSON, such as a config's. Throws AugmentError that names the field at fault. */
export function parseSource(json: unknown, where: string): SourceSpec {
  return parseAt(json, where, 1);
}

function parseAt(json: unknown, where: string, depth: number): SourceSpec {
  if (depth > deepest) {
    throw new AugmentError('bad-config', `source: expected at most ${deepest} sources within each other, got more`);
  }
  const known = Object.keys(sourceKinds);
  if (typeof json !== 'object' || json === null || Object.keys(json).length !== 1) {
    throw new AugmentError(
      'bad-config',
      `${where}: expected a source such as { imageFolder: { path: data/train } }, got ${show(json)}`,
    );
  }
  const [kind, value] = Object.entries(json)[0] as [string, unknown];
  if (!known.includes(kind)) {
    throw new AugmentError('bad-config', `${where}: unknown source "${kind}"; ${suggestion(kind, known)}`);
  }
  const spec = sourceKinds[kind]!.parse(value, `${where}.${kind}`, {
    parse: (inner, at) => parseAt(inner, at, depth + 1),
  });
  return { [kind]: spec } as unknown as SourceSpec;
}

/** What a source's samples are. Throws AugmentError where it holds sources of both. */
export function modalityOf(spec: SourceJson): Modality {
  const [kind, value] = Object.entries(spec)[0]!;
  if (kind === 'iterable') return (value as IterableSpec).media ?? 'image';
  return sourceKinds[kind]?.modality?.(value as object, modalityOf) ?? 'image';
}

/** Stands for an iterable in other threads: its records come to them. */
export const arriving: SourceIndex = { kind: 'iterable', data: {} };

const arrivingSource: Source = {
  length: Number.POSITIVE_INFINITY,
  classNames: [],
  labels: { dtype: 'int32', width: 0, values: new Int32Array() },
  identity: 'as it comes',
  nameOf: (id) => `record ${id}`,
  read: (id) => {
    throw noRandomAccess(id);
  },
};

function noRandomAccess(id?: number): AugmentError {
  return new AugmentError(
    'no-random-access',
    'expected a source with random access, got an iterable, which can only be streamed; write its samples to files, or use pictures or sounds',
    { sampleId: id },
  );
}

/** Lists a source's samples: done once, in the main thread. Throws AugmentError where there is nothing to read. */
export async function scanSource(spec: SourceJson, base = process.cwd()): Promise<SourceIndex> {
  if ('iterable' in spec) throw noRandomAccess();
  const context: SourceContext = { base, parse: parseSource, scan, view: viewSource };
  async function scan(checked: SourceJson): Promise<SourceIndex> {
    const [kind, value] = Object.entries(checked)[0]!;
    return { kind, data: await sourceKinds[kind]!.scan(value as object, context) };
  }
  return scan(parseSource(spec, 'source'));
}

/** The source that a scan found, in any thread. */
export function viewSource(index: SourceIndex): Source {
  if (index.kind === arriving.kind) return arrivingSource;
  return sourceKinds[index.kind]!.view(index.data as object, { view: viewSource });
}
