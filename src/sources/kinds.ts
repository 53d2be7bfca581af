import { AugmentError, show, suggestion } from '../../transforms/index.ts';
import { type ArraysSpec, arraysKind } from './arrays.ts';
import { type CifarSpec, cifarKind } from './cifar.ts';
import { type CsvSpec, csvKind } from './csv.ts';
import { type IdxSpec, idxKind } from './idx.ts';
import { type ImageFolderSpec, imageFolderKind } from './image-folder.ts';
import { jsonLinesKind } from './json-lines.ts';
import type { ManifestSpec } from './manifest-columns.ts';
import { type PicturesSpec, picturesKind } from './pictures.ts';
import type { Source, SourceContext, SourceIndex, SourceJson, SourceKind } from './source.ts';

/** Where samples come from: plain JSON, one field whose name is the kind of source. */
export type SourceSpec =
  | { readonly imageFolder: ImageFolderSpec }
  | { readonly csv: CsvSpec }
  | { readonly jsonLines: ManifestSpec }
  | { readonly pictures: PicturesSpec }
  | { readonly arrays: ArraysSpec }
  | { readonly idx: IdxSpec }
  | { readonly cifar: CifarSpec };

/** Every kind of source; a new one is a file and a line here. */
export const sourceKinds: { readonly [kind: string]: SourceKind<object, object> } = {
  imageFolder: imageFolderKind,
  csv: csvKind,
  jsonLines: jsonLinesKind,
  pictures: picturesKind,
  arrays: arraysKind,
  idx: idxKind,
  cifar: cifarKind,
};

/** A source's spec from loose JSON, such as a config's. Throws AugmentError that names the field at fault. */
export function parseSource(json: unknown, where: string): SourceSpec {
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
  const spec = sourceKinds[kind]!.parse(value, `${where}.${kind}`, { parse: parseSource });
  return { [kind]: spec } as unknown as SourceSpec;
}

/** Lists a source's samples: done once, in the main thread. Throws AugmentError where there is nothing to read. */
export async function scanSource(spec: SourceJson, base = process.cwd()): Promise<SourceIndex> {
  const [kind, checked] = Object.entries(parseSource(spec, 'source'))[0] as [string, object];
  const context: SourceContext = {
    base,
    parse: parseSource,
    scan: (inner) => scanSource(inner, base),
    view: viewSource,
  };
  return { kind, data: await sourceKinds[kind]!.scan(checked, context) };
}

/** The source that a scan found, in any thread. */
export function viewSource(index: SourceIndex): Source {
  return sourceKinds[index.kind]!.view(index.data as object, { view: viewSource });
}
