import { AugmentError, type Json, show, suggestion } from '../../transforms/index.ts';

/** One field of a source's spec: what JSON Schema says of it, and the check in words. */
export interface Field {
  readonly schema: { readonly [keyword: string]: Json };
  readonly optional?: boolean;
  readonly expected: string;
  accepts(value: unknown): boolean;
}

export type Fields = { readonly [name: string]: Field };

export const optional = (field: Field): Field => ({ ...field, optional: true });

export function text(description: string, expected = 'a text that is not empty'): Field {
  return {
    schema: { type: 'string', minLength: 1, description },
    expected,
    accepts: (value) => typeof value === 'string' && value !== '',
  };
}

/** One character, such as a delimiter. */
export function character(description: string): Field {
  return {
    schema: { type: 'string', minLength: 1, maxLength: 1, description },
    expected: 'one character',
    accepts: (value) => typeof value === 'string' && value.length === 1,
  };
}

/** Different texts, at least one. */
export function texts(description: string, expected = 'a list of texts, none twice'): Field {
  return {
    schema: { type: 'array', items: { type: 'string', minLength: 1 }, minItems: 1, uniqueItems: true, description },
    expected,
    accepts: (value) =>
      Array.isArray(value) &&
      value.length > 0 &&
      value.every((one) => typeof one === 'string' && one !== '') &&
      new Set(value).size === value.length,
  };
}

export function choice(description: string, options: readonly (string | number)[]): Field {
  return {
    schema: { enum: options, description },
    expected: options.map(show).join(' or '),
    accepts: (value) => (options as readonly unknown[]).includes(value),
  };
}

export function number(description: string, min: number, max: number, whole = true): Field {
  return {
    schema: { type: whole ? 'integer' : 'number', minimum: min, maximum: max, description },
    expected: `a ${whole ? 'whole ' : ''}number from ${min} to ${max}`,
    accepts: (value) =>
      typeof value === 'number' && value >= min && value <= max && (!whole || Number.isSafeInteger(value)),
  };
}

export function either(one: Field, other: Field, description: string): Field {
  return {
    schema: { anyOf: [one.schema, other.schema], description },
    expected: `${one.expected}, or ${other.expected}`,
    accepts: (value) => one.accepts(value) || other.accepts(value),
  };
}

export function record(description: string, fields: Fields): Field {
  return {
    schema: { ...fieldsSchema(fields), description },
    expected: `{ ${Object.keys(fields).join(', ')} }`,
    accepts: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  };
}

/** JSON Schema of an object that has these fields and no others. */
export function fieldsSchema(fields: Fields): { readonly [keyword: string]: Json } {
  return {
    type: 'object',
    properties: Object.fromEntries(Object.entries(fields).map(([name, { schema }]) => [name, schema])),
    required: Object.entries(fields).flatMap(([name, field]) => (field.optional ? [] : [name])),
    additionalProperties: false,
  };
}

/** Throws AugmentError `bad-config` where `json` is not an object with these fields; `where` leads to it. */
export function checkFields(json: unknown, fields: Fields, where: string): void {
  const known = Object.keys(fields);
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new AugmentError('bad-config', `${where}: expected { ${known.join(', ')} }, got ${show(json)}`);
  }
  for (const name of Object.keys(json)) {
    if (!known.includes(name)) {
      throw new AugmentError('bad-config', `${where}: unknown field "${name}"; ${suggestion(name, known)}`);
    }
  }
  for (const [name, field] of Object.entries(fields)) {
    const value = (json as { readonly [name: string]: unknown })[name];
    if (value === undefined && field.optional) continue;
    if (!field.accepts(value)) {
      throw new AugmentError('bad-config', `${where}.${name}: expected ${field.expected}, got ${show(value)}`);
    }
  }
}
