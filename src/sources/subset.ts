import {
  AugmentError,
  childKey,
  Draws,
  descend,
  type Key,
  type KeyPart,
  rootKey,
  show,
} from '../../transforms/index.ts';
import { openInner } from './inner-source.ts';
import type { SourceSpec } from './kinds.ts';
import { type Selection, select, viewSelection } from './selection.ts';
import type { Source, SourceKind } from './source.ts';
import { checkedCount, checkedFields, checkedSeed, seedSchema, sourceSchema } from './spec-fields.ts';

export interface SubsetOptions {
  /** Fixes the choice (0). */
  readonly seed?: KeyPart;
  /** As many of each class as can be; `auto`: where samples have one class each (false). */
  readonly balanced?: boolean | 'auto';
}

export interface SubsetSpec extends SubsetOptions {
  readonly source: SourceSpec;
  readonly count: number;
}

/**
 * `count` samples of a source, a random but fixed choice: a smaller choice of the same seed is the beginning of a
 * larger one. Throws AugmentError, when it is opened, where there are fewer.
 */
export function subset(
  source: SourceSpec,
  count: number,
  options: SubsetOptions = {},
): { readonly subset: SubsetSpec } {
  return { subset: { source, count, ...options } };
}

export const subsetKind: SourceKind<SubsetSpec, Selection> = {
  schema: {
    description: 'A random but fixed choice of samples.',
    type: 'object',
    properties: {
      source: sourceSchema,
      count: { type: 'integer', minimum: 1, description: 'How many samples.' },
      seed: seedSchema,
      balanced: {
        enum: [true, false, 'auto'],
        default: false,
        description: 'As many of each class as can be; auto: where samples have one class each.',
      },
    },
    required: ['source', 'count'],
    additionalProperties: false,
  },
  modality: ({ source }, of) => of(source),
  parse: (json, where, { parse }) => {
    const { source, count, seed, balanced } = checkedFields(json, ['source', 'count', 'seed', 'balanced'], where);
    if (balanced !== undefined && typeof balanced !== 'boolean' && balanced !== 'auto') {
      throw new AugmentError('bad-config', `${where}.balanced: expected true, false or auto, got ${show(balanced)}`);
    }
    return {
      source: parse(source, `${where}.source`) as SourceSpec,
      count: checkedCount(count, `${where}.count`),
      ...(seed === undefined ? {} : { seed: checkedSeed(seed, `${where}.seed`) }),
      ...(balanced === undefined ? {} : { balanced }),
    };
  },
  scan: async ({ source: spec, count, seed = 0, balanced = false }, context) => {
    const { index, source } = await openInner(spec, context, 'subset');
    if (count > source.length) {
      throw new AugmentError(
        'too-few-samples',
        `subset.count: expected at most ${source.length}, which is how many samples there are, got ${count}`,
      );
    }
    const key = descend(rootKey(seed), 'subset');
    const hasClasses = source.labels.width === 0 && source.labels.dtype === 'int32';
    if (balanced === true && !hasClasses) {
      const { dtype, width } = source.labels;
      throw new AugmentError(
        'bad-config',
        `subset.balanced: expected samples with one class each, got ${width === 0 ? 'one' : width} ${dtype} a sample`,
      );
    }
    const all = Uint32Array.from({ length: source.length }, (_, id) => id);
    return select(
      index,
      source,
      balanced !== false && hasClasses ? chooseBalanced(source, count, key) : choose(all, count, key),
    );
  },
  view: viewSelection,
};

/** The beginning of a keyed permutation: Fisher-Yates, which fixes one place after the other. Reorders `ids`. */
function choose(ids: Uint32Array, count: number, key: Key): Uint32Array {
  const draws = new Draws(key);
  for (let i = 0; i < count; i++) {
    const j = draws.integer([i, ids.length - 1]);
    const chosen = ids[j]!;
    ids[j] = ids[i]!;
    ids[i] = chosen;
  }
  return ids.subarray(0, count);
}

/** One of each class in turn, classes in a keyed order, until those that are left have no more. */
function chooseBalanced({ labels, classNames }: Source, count: number, key: Key): Uint32Array {
  const members = new Map<number, number[]>();
  for (const [id, label] of labels.values.entries()) {
    const found = members.get(label);
    if (found === undefined) members.set(label, [id]);
    else found.push(id);
  }
  const classes = [...members.keys()].sort((a, b) => a - b);
  const turns = new Draws(childKey(key, 'turns')).permutation(classes.length).map((i) => {
    const label = classes[i]!;
    const ids = Uint32Array.from(members.get(label)!);
    // By name, so that another class does not move the choice within this one.
    return choose(ids, Math.min(count, ids.length), descend(key, 'class', classNames[label] ?? label));
  });
  const chosen = new Uint32Array(count);
  for (let round = 0, at = 0; at < count; round++) {
    for (const ids of turns) if (round < ids.length && at < count) chosen[at++] = ids[round]!;
  }
  return chosen;
}
