import {
  type AnyDefinition,
  AugmentError,
  isGroup,
  type Json,
  type KeyPart,
  type Modality,
  type Node,
  parseNode,
} from '../../transforms/index.ts';
import type { SharedStore } from '../cache/index.ts';
import { catalogs } from '../catalog.ts';
import type { DecodeSpec } from '../decode-spec.ts';
import type { SourceIndex } from '../sources/source.ts';
import { type CacheSpec, checkedNodes, type DatasetSpec } from '../spec.ts';
import type { TargetsSpec } from '../targets/spec.ts';
import type { BoardSize } from './board.ts';
import type { Slab } from './slabs.ts';

/** What a worker begins with: a dataset as plain data, and the memory that all threads share. */
export interface Setup {
  readonly worker: number;
  readonly board: { readonly size: BoardSize; readonly words: Int32Array<SharedArrayBuffer> };
  readonly tallies: Float64Array;
  readonly slabs: readonly Slab[];
  readonly source: SourceIndex;
  readonly store: SharedStore | undefined;
  readonly plan: PlainPlan;
}

/** A dataset without its source, as other threads get it. */
export interface PlainPlan {
  readonly modality: Modality;
  readonly seed: KeyPart;
  readonly decode: DecodeSpec;
  readonly cache: CacheSpec | undefined;
  readonly targets: TargetsSpec | undefined;
  readonly augment: Json;
  readonly padFrames: number;
  /** Modules that export transforms of the user's own. */
  readonly modules: readonly string[];
  readonly base: string | undefined;
}

/** A dataset as plain data. Throws AugmentError where a transform of the user's own cannot be found by other threads. */
export function plainPlan({
  modality,
  seed,
  decode,
  cache,
  targets,
  augment,
  padFrames,
  base,
}: DatasetSpec): PlainPlan {
  const own = definitionsOf(augment).filter(
    (definition) => catalogs[definition.modality].get(definition.name) !== definition,
  );
  const homeless = own.find(({ module }) => module === undefined);
  if (homeless !== undefined) {
    throw new AugmentError(
      'not-a-module',
      `${homeless.name}: expected a transform that worker threads can import, got one without a module; put it into a file that exports it and add \`module: import.meta.url\` to its definition, or stream with workers: 0`,
      { transform: homeless.name },
    );
  }
  const modules = [...new Set(own.map(({ module }) => module!))];
  return {
    modality,
    seed,
    decode,
    cache,
    targets,
    padFrames,
    augment: JSON.parse(JSON.stringify(augment)),
    modules,
    base,
  };
}

/** The nodes of a plan, in another thread. Throws AugmentError where a module does not export what the plan uses. */
export async function nodesOf({ modality, augment, modules }: PlainPlan): Promise<readonly Node[]> {
  const known = new Map(catalogs[modality]);
  for (const module of modules) {
    for (const value of Object.values(await importModule(module))) {
      const definition = (value as { definition?: AnyDefinition } | null)?.definition;
      if (definition?.module === module) known.set(definition.name, definition);
    }
  }
  const nodes = (augment as readonly Json[]).map((node, i) => parseNode(node, known, `augment[${i}]`));
  return checkedNodes(nodes, modality);
}

async function importModule(module: string): Promise<object> {
  try {
    return (await import(module)) as object;
  } catch (cause) {
    throw new AugmentError(
      'not-a-module',
      `${module}: expected a module that worker threads can import, got ${(cause as Error).message}; build it to JavaScript, or stream with workers: 0`,
      { file: module, cause },
    );
  }
}

function definitionsOf(nodes: readonly Node[]): readonly AnyDefinition[] {
  return nodes.flatMap((node) => (isGroup(node) ? definitionsOf(node.children) : [node.definition]));
}
