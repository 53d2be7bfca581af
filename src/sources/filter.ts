import { AugmentError, show } from '../../transforms/index.ts';
import { keyOf, openInner } from './inner-source.ts';
import type { SourceSpec } from './kinds.ts';
import { labelOf, labelText } from './labels.ts';
import { idsWhere, type Selection, select, viewSelection } from './selection.ts';
import type { Source, SourceKind } from './source.ts';
import { checkedFields, sourceSchema } from './spec-fields.ts';
import { checkedWhere, conditionOf, type Where, whereSchema } from './where.ts';

/** A sample as a function that filters gets it. */
export interface FilteredSample {
  readonly id: number;
  /** The path within the source, the same on every machine. */
  readonly name: string;
  /** The class's name, or the number where there are no names; a list where samples have several. */
  readonly label: string | number | readonly (string | number)[];
}

export interface FilterSpec {
  readonly source: SourceSpec;
  readonly where: Where | ((sample: FilteredSample) => boolean);
}

/**
 * The samples of a source that `where` is true of; labels and class names stay as they are. A function is asked once
 * for each sample, in the main thread, and has no JSON. Throws AugmentError, when it is opened, where nothing is left.
 */
export function filter(source: SourceSpec, where: FilterSpec['where']): { readonly filter: FilterSpec } {
  if (typeof where !== 'function') return { filter: { source, where } };
  const toJSON = () => {
    throw new AugmentError(
      'not-json',
      `filter.where: expected a condition that has JSON, got ${show(where)}; write it as { label, name, not, any }`,
    );
  };
  return { filter: Object.assign({ source, where }, { toJSON }) };
}

export const filterKind: SourceKind<FilterSpec, Selection> = {
  schema: {
    description: 'The samples of a source that a condition is true of.',
    type: 'object',
    properties: { source: sourceSchema, where: { $ref: '#/$defs/where' } },
    required: ['source', 'where'],
    additionalProperties: false,
  },
  defs: { where: whereSchema },
  modality: ({ source }, of) => of(source),
  parse: (json, where, { parse }) => {
    const fields = checkedFields(json, ['source', 'where'], where);
    const source = parse(fields.source, `${where}.source`) as SourceSpec;
    if (typeof fields.where === 'function') return filter(source, fields.where as () => boolean).filter;
    return { source, where: checkedWhere(fields.where, `${where}.where`) };
  },
  scan: async ({ source: spec, where }, context) => {
    const { index, source } = await openInner(spec, context, 'filter');
    const isKept = typeof where === 'function' ? asked(where, source) : conditionOf(where, source, 'filter.where');
    const ids = idsWhere(source.length, isKept);
    if (ids.length === 0) {
      throw new AugmentError(
        'no-samples',
        `filter.where: expected samples that fit ${show(where)}, got none of ${source.length}; there is ${examplesOf(source)}`,
      );
    }
    return select(index, source, ids);
  },
  view: viewSelection,
};

function asked(where: (sample: FilteredSample) => boolean, source: Source): (id: number) => boolean {
  return (id) => {
    const name = keyOf(source, id);
    let answer: unknown;
    try {
      answer = where({ id, name, label: labelOf(source, id) });
    } catch (cause) {
      throw new AugmentError('failed', `filter.where: ${(cause as Error)?.message ?? cause} (at ${name})`, { cause });
    }
    if (typeof answer === 'boolean') return answer;
    const got = answer instanceof Promise ? 'a promise; it must answer at once' : show(answer);
    throw new AugmentError('bad-config', `filter.where: expected true or false, got ${got} (at ${name})`);
  };
}

/** A few names and labels, spread over the source. */
function examplesOf(source: Source): string {
  const ids = [...new Set([0, source.length >> 1, source.length - 1])];
  return ids.map((id) => `${keyOf(source, id)} (${labelText(source, id)})`).join(', ');
}
