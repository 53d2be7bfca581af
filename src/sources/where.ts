import { AugmentError, type Json, show, suggestion } from '../../transforms/index.ts';
import { checkedPattern, matchNames } from './name-pattern.ts';
import type { Source } from './source.ts';
import { checkedFields } from './spec-fields.ts';

/** Which samples: all of what is said must hold. */
export interface Where {
  /** The class by its name or number, or one of several; of samples with several classes, one that they have. */
  readonly label?: string | number | readonly (string | number)[];
  /** A regular expression (flag u) that finds something in the name, which is the path within the source. */
  readonly name?: string;
  readonly not?: Where;
  /** At least one of these holds. */
  readonly any?: readonly Where[];
}

const deepest = 16;
const fields = ['label', 'name', 'not', 'any'] as const;
const one = { anyOf: [{ type: 'string' }, { type: 'number' }] };

/** JSON Schema; goes by the name `where`. */
export const whereSchema: { readonly [keyword: string]: Json } = {
  description: 'Which samples: all of what is said must hold.',
  type: 'object',
  properties: {
    label: {
      anyOf: [...one.anyOf, { type: 'array', minItems: 1, items: one }],
      description: 'The class by its name or number, or one of several.',
    },
    name: { type: 'string', minLength: 1, description: 'A regular expression that finds something in the name.' },
    not: { $ref: '#/$defs/where' },
    any: { type: 'array', minItems: 1, items: { $ref: '#/$defs/where' } },
  },
  minProperties: 1,
  additionalProperties: false,
};

/** Checks a loose condition. Throws AugmentError that names the field at fault. */
export function checkedWhere(json: unknown, where: string, depth = 0): Where {
  const { label, name, not, any } = checkedFields(json, fields, where);
  if ([label, name, not, any].every((field) => field === undefined)) {
    throw new AugmentError('bad-config', `${where}: expected label, name, not or any, got ${show(json)}`);
  }
  if (depth > deepest) {
    throw new AugmentError(
      'bad-config',
      `${where}: expected at most ${deepest} conditions within each other, got more`,
    );
  }
  if (any !== undefined && (!Array.isArray(any) || any.length === 0)) {
    throw new AugmentError('bad-config', `${where}.any: expected a list of at least one condition, got ${show(any)}`);
  }
  return {
    ...(label === undefined ? {} : { label: checkedLabel(label, `${where}.label`) }),
    ...(name === undefined ? {} : { name: checkedPattern(name, `${where}.name`) }),
    ...(not === undefined ? {} : { not: checkedWhere(not, `${where}.not`, depth + 1) }),
    ...(any === undefined
      ? {}
      : { any: (any as unknown[]).map((part, i) => checkedWhere(part, `${where}.any[${i}]`, depth + 1)) }),
  };
}

function checkedLabel(label: unknown, where: string): NonNullable<Where['label']> {
  const list: unknown[] = Array.isArray(label) ? label : [label];
  const isLabel = (value: unknown) => typeof value === 'string' || Number.isFinite(value);
  if (list.length > 0 && list.every(isLabel)) return label as NonNullable<Where['label']>;
  throw new AugmentError('bad-config', `${where}: expected a class's name or number, or a list, got ${show(label)}`);
}

/** The condition over the ids of a source. Throws AugmentError for a class that it does not have. */
export function conditionOf(where: Where, source: Source, path: string): (id: number) => boolean {
  const parts: ((id: number) => boolean)[] = [];
  if (where.label !== undefined) parts.push(labelCondition(where.label, source, `${path}.label`));
  if (where.name !== undefined) {
    const found = new Uint8Array(source.length);
    let id = 0;
    for (const match of matchNames(source, where.name, { grouped: false, where: `${path}.name` }))
      found[id++] = match === null ? 0 : 1;
    parts.push((at) => found[at] === 1);
  }
  if (where.not !== undefined) {
    const holds = conditionOf(where.not, source, `${path}.not`);
    parts.push((id) => !holds(id));
  }
  if (where.any !== undefined) {
    const some = where.any.map((part, i) => conditionOf(part, source, `${path}.any[${i}]`));
    parts.push((id) => some.some((holds) => holds(id)));
  }
  return (id) => parts.every((holds) => holds(id));
}

function labelCondition(
  wanted: NonNullable<Where['label']>,
  { labels: { dtype, width, values }, classNames }: Source,
  path: string,
): (id: number) => boolean {
  if (width > 0 && width !== classNames.length) {
    throw new AugmentError(
      'bad-config',
      `${path}: expected samples with classes, got ${width} numbers a sample; filter by a function`,
    );
  }
  const list = typeof wanted === 'string' || typeof wanted === 'number' ? [wanted] : wanted;
  const numbers = new Set(list.map((label) => numberOf(label, classNames, path)));
  if (width === 0) {
    // A label such as 0.1 is no float32; its nearest one is meant.
    const exact = dtype === 'int32' ? numbers : new Set([...numbers].map(Math.fround));
    return (id) => exact.has(values[id]!);
  }
  const columns = [...numbers];
  return (id) => columns.some((column) => values[id * width + column] !== 0);
}

function numberOf(label: string | number, classNames: readonly string[], path: string): number {
  if (classNames.length === 0) {
    if (typeof label === 'number') return label;
    throw new AugmentError(
      'bad-config',
      `${path}: expected a number, got ${show(label)}; the source has no class names`,
    );
  }
  const number = typeof label === 'number' ? label : classNames.indexOf(label);
  // Below 0 stands what has no class.
  if (number in classNames || (typeof label === 'number' && label < 0)) return number;
  if (typeof label === 'string') {
    throw new AugmentError(
      'bad-config',
      `${path}: expected the name of a class, got ${show(label)}; ${suggestion(label, classNames.slice(0, 100))}`,
    );
  }
  throw new AugmentError(
    'bad-config',
    `${path}: expected a class from 0 to ${classNames.length - 1}, got ${show(label)}`,
  );
}
