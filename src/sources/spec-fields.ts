import { AugmentError, type KeyPart, show, suggestion } from '../../transforms/index.ts';

/** The fields of a loose spec, none of them unknown. `toJSON` is how some specs refuse, or make, their JSON. */
export function checkedFields<Name extends string>(
  json: unknown,
  known: readonly Name[],
  where: string,
): { readonly [name in Name]?: unknown } {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new AugmentError('bad-config', `${where}: expected { ${known.join(', ')} }, got ${show(json)}`);
  }
  const unknown = Object.keys(json).find((name) => name !== 'toJSON' && !known.includes(name as Name));
  if (unknown !== undefined) {
    throw new AugmentError('bad-config', `${where}: unknown field "${unknown}"; ${suggestion(unknown, known)}`);
  }
  return json;
}

/** Refuses what is no whole number from 1. */
export function checkedCount(value: unknown, where: string): number {
  if (Number.isSafeInteger(value) && (value as number) >= 1) return value as number;
  throw new AugmentError('bad-config', `${where}: expected a whole number >= 1, got ${show(value)}`);
}

export function checkedSeed(value: unknown, where: string): KeyPart {
  if (typeof value === 'string' || Number.isSafeInteger(value)) return value as KeyPart;
  throw new AugmentError('bad-config', `${where}: expected a whole number or a string, got ${show(value)}`);
}

/** JSON Schema of a seed. */
export const seedSchema = {
  anyOf: [{ type: 'integer' }, { type: 'string' }],
  default: 0,
  description: 'Fixes the choice.',
} as const;

/** JSON Schema of a source within a source. */
export const sourceSchema = { $ref: '#/$defs/source' } as const;
