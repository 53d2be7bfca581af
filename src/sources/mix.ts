import { AugmentError, show } from '../../transforms/index.ts';
import { type Concatenation, concatenate, viewConcatenation } from './concat.ts';
import { commonModality } from './inner-source.ts';
import type { SourceSpec } from './kinds.ts';
import type { SourceKind } from './source.ts';
import { checkedCount, checkedFields, sourceSchema } from './spec-fields.ts';

/** A source, and its share of the samples relative to the others'. */
export interface MixPart {
  readonly source: SourceSpec;
  /** Above 0; shares are weights divided by their sum. */
  readonly weight: number;
}

export interface MixSpec {
  readonly sources: readonly MixPart[];
  /** Samples of an epoch, over all sources. */
  readonly length?: number;
}

/**
 * Several sources, drawn from in shares by weight: each goes around as often as its share needs. Class names are merged
 * as by `concat`. It is the outermost source: filter or split its parts instead.
 */
export function mix(
  sources: readonly MixPart[],
  { length }: { readonly length?: number } = {},
): { readonly mix: MixSpec } {
  return { mix: { sources: [...sources], ...(length === undefined ? {} : { length }) } };
}

interface Mixture extends Concatenation {
  readonly weights: readonly number[];
  readonly epochLength: number | undefined;
}

export const mixKind: SourceKind<MixSpec, Mixture> = {
  schema: {
    description: 'Several sources, drawn from in shares by weight.',
    type: 'object',
    properties: {
      sources: {
        type: 'array',
        minItems: 1,
        items: {
          type: 'object',
          properties: {
            source: sourceSchema,
            weight: { type: 'number', exclusiveMinimum: 0, description: 'Share, relative to the other weights.' },
          },
          required: ['source', 'weight'],
          additionalProperties: false,
        },
      },
      length: { type: 'integer', minimum: 1, description: 'Samples of an epoch, over all sources.' },
    },
    required: ['sources'],
    additionalProperties: false,
  },
  modality: ({ sources }, of) =>
    commonModality(
      sources.map(({ source }) => source),
      of,
      'mix',
    ),
  parse: (json, where, { parse }) => {
    const { sources, length } = checkedFields(json, ['sources', 'length'], where);
    if (!Array.isArray(sources) || sources.length === 0) {
      throw new AugmentError(
        'bad-config',
        `${where}.sources: expected a list of at least one { source, weight }, got ${show(sources)}`,
      );
    }
    const parts = sources.map((part: unknown, i): MixPart => {
      const here = `${where}.sources[${i}]`;
      const { source, weight } = checkedFields(part, ['source', 'weight'], here);
      if (typeof weight !== 'number' || !Number.isFinite(weight) || weight <= 0) {
        throw new AugmentError('bad-config', `${here}.weight: expected a number above 0, got ${show(weight)}`);
      }
      return { source: parse(source, `${here}.source`) as SourceSpec, weight };
    });
    return mix(parts, length === undefined ? {} : { length: checkedCount(length, `${where}.length`) }).mix;
  },
  scan: async ({ sources, length }, context) => ({
    ...(await concatenate(
      sources.map(({ source }) => source),
      context,
      'mix',
    )),
    weights: sources.map(({ weight }) => weight),
    epochLength: length,
  }),
  view: ({ weights, epochLength, ...whole }, context) => ({
    ...viewConcatenation(whole, context),
    mix: {
      lengths: whole.ends.map((end, i) => end - (whole.ends[i - 1] ?? 0)),
      weights,
      ...(epochLength === undefined ? {} : { length: epochLength }),
    },
  }),
};
