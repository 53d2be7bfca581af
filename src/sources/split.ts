import {
  AugmentError,
  Draws,
  descend,
  hashText,
  type KeyPart,
  namedKey,
  rootKey,
  show,
  suggestion,
} from '../../transforms/index.ts';
import { keyOf, openInner } from './inner-source.ts';
import type { SourceSpec } from './kinds.ts';
import { checkedPattern, groupsOf, matchNames } from './name-pattern.ts';
import { idsWhere, type Selection, select, viewSelection } from './selection.ts';
import type { Source, SourceKind } from './source.ts';
import { checkedFields, checkedSeed, seedSchema, sourceSchema } from './spec-fields.ts';

export interface SplitOptions {
  /** The part that this source is. */
  readonly part: string;
  /** Each part's fraction of the samples; together 1. Their order does not matter. */
  readonly parts: { readonly [part: string]: number };
  /**
   * What must not be torn apart: the `name` (default), the `stem` (the name without its ending), or what the one group of
   * a regular expression finds in the name, such as the speaker or the patient.
   */
  readonly by?: 'name' | 'stem' | (string & {});
  /** Fixes the choice (0). */
  readonly seed?: KeyPart;
}

export interface SplitSpec extends SplitOptions {
  readonly source: SourceSpec;
}

/**
 * One part of a source, such as `train`. A hash of a sample's name alone decides which part it belongs to, so that other
 * samples, other machines and other orders never move it; the parts are disjoint, and together all.
 */
export function split(source: SourceSpec, options: SplitOptions): { readonly split: SplitSpec } {
  return { split: { source, ...options } };
}

/** A source as two disjoint ones: `validation` is about that fraction of the samples, `train` all others. */
export function splitTrainValidation(
  source: SourceSpec,
  { validation, ...options }: { readonly validation: number } & Pick<SplitOptions, 'by' | 'seed'>,
): { readonly train: { readonly split: SplitSpec }; readonly validation: { readonly split: SplitSpec } } {
  if (!(validation > 0 && validation < 1)) {
    throw new AugmentError(
      'bad-parameter',
      `splitTrainValidation.validation: expected a fraction between 0 and 1, got ${show(validation)}`,
      { parameter: 'validation' },
    );
  }
  const parts = { train: 1 - validation, validation };
  const part = (name: keyof typeof parts) => split(source, { part: name, parts, ...options });
  return { train: part('train'), validation: part('validation') };
}

export const splitKind: SourceKind<SplitSpec, Selection> = {
  schema: {
    description: 'One part of a source; a hash of the name decides which part a sample belongs to.',
    type: 'object',
    properties: {
      source: sourceSchema,
      part: { type: 'string', description: 'The part that this source is.' },
      parts: {
        type: 'object',
        minProperties: 1,
        additionalProperties: { type: 'number', minimum: 0, maximum: 1 },
        description: "Each part's fraction of the samples; together 1.",
      },
      by: {
        type: 'string',
        minLength: 1,
        default: 'name',
        description: 'name, stem, or a regular expression whose one group finds what must not be torn apart.',
      },
      seed: seedSchema,
    },
    required: ['source', 'part', 'parts'],
    additionalProperties: false,
  },
  modality: ({ source }, of) => of(source),
  parse: (json, where, { parse }) => {
    const { source, part, parts, by, seed } = checkedFields(json, ['source', 'part', 'parts', 'by', 'seed'], where);
    const fractions = checkedParts(parts, `${where}.parts`);
    if (typeof part !== 'string' || !Object.hasOwn(fractions, part)) {
      const known = Object.keys(fractions);
      const hint = typeof part === 'string' ? suggestion(part, known) : `known: ${known.join(', ')}`;
      throw new AugmentError('bad-config', `${where}.part: expected one of the parts, got ${show(part)}; ${hint}`);
    }
    return {
      source: parse(source, `${where}.source`) as SourceSpec,
      part,
      parts: fractions,
      ...(by === undefined ? {} : { by: checkedBy(by, `${where}.by`) }),
      ...(seed === undefined ? {} : { seed: checkedSeed(seed, `${where}.seed`) }),
    };
  },
  scan: async ({ source: spec, part, parts, by = 'name', seed = 0 }, context) => {
    const { index, source } = await openInner(spec, context, 'split');
    const [low, high] = rangeOf(part, parts);
    const key = descend(rootKey(seed), 'split');
    const groups = groupNames(source, by);
    const ids = idsWhere(source.length, () => {
      const place = new Draws(namedKey(key, hashText(groups.next().value as string))).unit();
      return place >= low && place < high;
    });
    if (ids.length === 0) {
      throw new AugmentError(
        'no-samples',
        `split: expected samples in part ${show(part)} (${parts[part]} of ${source.length}), got none; give it a larger fraction`,
      );
    }
    return select(index, source, ids);
  },
  view: viewSelection,
};

function checkedParts(parts: unknown, where: string): { readonly [part: string]: number } {
  const fractions: [string, unknown][] = typeof parts === 'object' && parts !== null ? Object.entries(parts) : [];
  const isFraction = ([, value]: [string, unknown]) => typeof value === 'number' && value >= 0 && value <= 1;
  const sum = fractions.every(isFraction) ? fractions.reduce((total, [, value]) => total + (value as number), 0) : 0;
  if (Math.abs(sum - 1) < 1e-9) return Object.fromEntries(fractions) as { readonly [part: string]: number };
  throw new AugmentError(
    'bad-config',
    `${where}: expected fractions that add up to 1, such as { train: 0.9, validation: 0.1 }, got ${show(parts)}`,
  );
}

function checkedBy(by: unknown, where: string): string {
  if (by === 'name' || by === 'stem') return by;
  const pattern = checkedPattern(by, where);
  if (groupsOf(pattern) === 1) return pattern;
  throw new AugmentError(
    'bad-config',
    `${where}: expected name, stem, or a regular expression with one group, such as "speaker-([0-9]+)", got ${show(by)} with ${groupsOf(pattern)}`,
  );
}

/** The stretch of 0..1 that is a part's own. Parts go by name, so that the order in which they are written is nothing. */
function rangeOf(part: string, parts: { readonly [part: string]: number }): readonly [number, number] {
  let low = 0;
  const names = Object.keys(parts)
    .filter((name) => parts[name]! > 0)
    .sort();
  for (const name of names) {
    // The last ends above 1 whatever the sum was rounded to.
    const high = name === names.at(-1) ? 2 : low + parts[name]!;
    if (name === part) return [low, high];
    low = high;
  }
  return [0, 0];
}

/** What decides, of one sample after the other. */
function* groupNames(source: Source, by: string): Generator<string> {
  if (by === 'name' || by === 'stem') {
    for (let id = 0; id < source.length; id++) {
      const name = keyOf(source, id);
      yield by === 'name' ? name : name.replace(/\.[^./\\]*$/, '');
    }
    return;
  }
  let id = 0;
  for (const group of matchNames(source, by, { grouped: true, where: 'split.by' })) {
    if (group === null) {
      throw new AugmentError(
        'bad-config',
        `split.by: expected ${show(by)} to find a group in every name, got ${show(keyOf(source, id))}; filter such samples out before`,
        { file: source.nameOf(id), sampleId: id },
      );
    }
    yield group;
    id++;
  }
}
