import { AugmentError, show } from '../../transforms/index.ts';
import { renamedBoxes } from '../targets/source-targets.ts';
import { firstAbove } from './first-above.ts';
import { commonModality, keyOf, openInner, renumbered } from './inner-source.ts';
import type { SourceSpec } from './kinds.ts';
import { mergeLabels } from './merged-labels.ts';
import { identityOf } from './names.ts';
import type { Labels, Source, SourceContext, SourceIndex, SourceJson, SourceKind } from './source.ts';
import { sourceSchema } from './spec-fields.ts';

export type ConcatSpec = readonly SourceSpec[];

/** More samples than ids can count. */
const mostSamples = 2 ** 32;

/**
 * The samples of several sources, one source after the other. Classes go by name: the union in order of first appearance.
 * Throws AugmentError, when it is opened, where labels are of different kinds; it says which source has what.
 */
export function concat(sources: readonly SourceSpec[]): { readonly concat: ConcatSpec } {
  return { concat: [...sources] };
}

/** What a scan found of sources that lie one after the other. */
export interface Concatenation {
  readonly sources: readonly SourceIndex[];
  /** Where each source ends. */
  readonly ends: readonly number[];
  readonly labels: Labels;
  readonly classNames: readonly string[];
  readonly identity: string;
}

export const concatKind: SourceKind<ConcatSpec, Concatenation> = {
  schema: {
    description: 'Several sources, one after the other; classes go by name.',
    type: 'array',
    minItems: 1,
    items: sourceSchema,
  },
  modality: (sources, of) => commonModality(sources, of, 'concat'),
  parse: (json, where, { parse }) => {
    if (!Array.isArray(json) || json.length === 0) {
      throw new AugmentError('bad-config', `${where}: expected a list of at least one source, got ${show(json)}`);
    }
    return json.map((source, i) => parse(source, `${where}[${i}]`) as SourceSpec);
  },
  scan: (sources, context) => concatenate(sources, context, 'concat'),
  view: viewConcatenation,
};

/** Lists sources one after the other. `kind`: what errors call the whole. */
export async function concatenate(
  specs: readonly SourceJson[],
  context: SourceContext,
  kind: string,
): Promise<Concatenation> {
  const indices: SourceIndex[] = [];
  const sources: Source[] = [];
  const ends: number[] = [];
  for (const spec of specs) {
    const { index, source } = await openInner(spec, context, kind);
    indices.push(index);
    sources.push(source);
    ends.push((ends.at(-1) ?? 0) + source.length);
  }
  if (ends.at(-1)! > mostSamples) {
    throw new AugmentError('too-many-samples', `${kind}: expected at most ${mostSamples} samples, got ${ends.at(-1)}`);
  }
  return {
    sources: indices,
    ends,
    ...mergeLabels(sources, kind),
    identity: identityOf(...sources.flatMap(({ length, identity }) => [`${length}`, identity])),
  };
}

export function viewConcatenation(whole: Concatenation, { view }: Pick<SourceContext, 'view'>): Source {
  const { ends, labels, classNames, identity } = whole;
  const sources = whole.sources.map((index) => view(index));
  const at = <T>(id: number, ask: (source: Source, inner: number) => T): T => {
    const i = firstAbove(ends, id);
    return ask(sources[i]!, i === 0 ? id : id - ends[i - 1]!);
  };
  return {
    length: ends.at(-1)!,
    classNames,
    labels,
    identity,
    nameOf: (id) => at(id, (source, inner) => source.nameOf(inner)),
    keyOf: (id) => at(id, keyOf),
    read: (id, into, signal) => at(id, (source, inner) => renumbered(id, () => source.read(inner, into, signal))),
    stampOf: (id) => at(id, (source, inner) => source.stampOf?.(inner) ?? 0),
    ...(sources.some((source) => source.readMask) && {
      readMask: (id: number, signal?: AbortSignal) =>
        at(id, (source, inner) => renumbered(id, () => source.readMask?.(inner, signal))),
    }),
    ...(sources.some((source) => source.readTargets) && {
      readTargets: (id: number) =>
        at(id, (source, inner) =>
          renamedBoxes(
            renumbered(id, () => source.readTargets?.(inner)),
            source.classNames,
            classNames,
          ),
        ),
    }),
    assertPresent: () => {
      for (const source of sources) source.assertPresent?.();
    },
  };
}
