import type { Interval } from './draws.ts';
import { AugmentError, show } from './errors.ts';

/** The part of JSON Schema (2020-12) that the parameter words use, with `unit` beside it. */
export interface Schema {
  readonly type?: 'number' | 'integer' | 'boolean' | 'string' | 'array' | 'object';
  readonly description?: string;
  readonly default?: unknown;
  readonly unit?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly enum?: readonly string[];
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly ordered?: boolean;
  readonly [keyword: string]: unknown;
}

/** One parameter: its schema says all that is known of it; `check` returns the value or throws an AugmentError that names it. */
export interface Parameter<T, Required extends boolean = boolean> {
  readonly schema: Schema;
  readonly required: Required;
  readonly check: (value: unknown, where: string) => T;
}

/** Required where no default was declared. */
type Word<T, D> = Parameter<T, undefined extends D ? true : false>;

interface Text {
  readonly unit?: string;
  readonly help: string;
}
interface Bounds {
  readonly min?: number;
  readonly max?: number;
  /** The smallest value is itself not allowed. */
  readonly positive?: boolean;
}

/** A number within bounds. */
export function number<D extends number | undefined = undefined>(
  spec: Text & Bounds & { readonly default?: D },
): Word<number, D> {
  return word({ type: 'number', ...bounds(spec), ...text(spec) }, spec.default);
}

/** A whole number within bounds. */
export function integer<D extends number | undefined = undefined>(
  spec: Text & Bounds & { readonly default?: D },
): Word<number, D> {
  return word({ type: 'integer', ...bounds(spec), ...text(spec) }, spec.default);
}

/** An interval [low, high] from which a value is drawn; equal ends fix it. `integer: true` for whole numbers. */
export function interval<D extends Interval | undefined = undefined>(
  spec: Text & Bounds & { readonly integer?: boolean; readonly default?: D },
): Word<Interval, D> {
  const items: Schema = { type: spec.integer ? 'integer' : 'number', ...bounds(spec) };
  return word({ type: 'array', items, minItems: 2, maxItems: 2, ordered: true, ...text(spec) }, spec.default);
}

/** One of a few words. */
export function choice<const O extends readonly string[], D extends O[number] | undefined = undefined>(
  spec: Text & { readonly options: O; readonly default?: D },
): Word<O[number], D> {
  return word({ type: 'string', enum: spec.options, ...text(spec) }, spec.default);
}

/** True or false. */
export function flag<D extends boolean | undefined = undefined>(
  spec: Text & { readonly default?: D },
): Word<boolean, D> {
  return word({ type: 'boolean', ...text(spec) }, spec.default);
}

/** [height, width] in whole pixels (or in another unit), each up to `max`, 16384 if not told. */
export function size<D extends readonly [number, number] | undefined = undefined>(
  spec: Text & { readonly default?: D; readonly max?: number },
): Word<readonly [number, number], D> {
  const items: Schema = { type: 'integer', minimum: 1, maximum: spec.max ?? 16384 };
  return word({ type: 'array', items, minItems: 2, maxItems: 2, ...text({ unit: 'pixels', ...spec }) }, spec.default);
}

/** [red, green, blue] in grey levels, 0 to 255. */
export function color<D extends readonly [number, number, number] | undefined = undefined>(
  spec: Text & { readonly default?: D },
): Word<readonly [number, number, number], D> {
  const items: Schema = { type: 'number', minimum: 0, maximum: 255 };
  return word(
    { type: 'array', items, minItems: 3, maxItems: 3, ...text({ unit: 'grey levels', ...spec }) },
    spec.default,
  );
}

/** One number for all channels, or one for each of up to 16. */
export function perChannel<D extends readonly number[] | undefined = undefined>(
  spec: Text & Bounds & { readonly default?: D },
): Word<readonly number[], D> {
  const items: Schema = { type: 'number', ...bounds(spec) };
  return word({ type: 'array', items, minItems: 1, maxItems: 16, ...text(spec) }, spec.default);
}

/** The path of a file that the transform reads. */
export function file<D extends string | undefined = undefined>(spec: Text & { readonly default?: D }): Word<string, D> {
  return word({ type: 'string', format: 'path', minLength: 1, ...text(spec) }, spec.default);
}

/** The path of a folder that the transform reads. */
export function folder<D extends string | undefined = undefined>(
  spec: Text & { readonly default?: D },
): Word<string, D> {
  return word({ type: 'string', format: 'folder', minLength: 1, ...text(spec) }, spec.default);
}

/** A parameter that may be left out altogether: its value is then undefined. */
export function optional<T>(parameter: Parameter<T>): Parameter<T | undefined, false> {
  return Object.freeze({
    schema: parameter.schema,
    required: false as const,
    check: (value: unknown, where: string) => (value === undefined ? undefined : parameter.check(value, where)),
  });
}

function text({ unit, help }: Text): Schema {
  return { description: help, ...(unit === undefined ? {} : { unit }) };
}

function bounds({ min, max, positive }: Bounds): Schema {
  return {
    ...(min === undefined ? {} : positive ? { exclusiveMinimum: min } : { minimum: min }),
    ...(max === undefined ? {} : { maximum: max }),
  };
}

function word<T, R extends boolean>(schema: Schema, fallback: unknown): Parameter<T, R> {
  const whole = fallback === undefined ? schema : { ...schema, default: fallback };
  return Object.freeze({
    schema: Object.freeze(whole),
    required: (fallback === undefined) as R,
    check: (value: unknown, where: string) => checkAgainst<T>(whole, value, where),
  });
}

/** The value, if it is what the schema allows; otherwise an AugmentError in one sentence. */
export function checkAgainst<T>(schema: Schema, value: unknown, where: string): T {
  const wrong = fault(schema, value);
  if (wrong !== undefined) {
    const [parameter, transform] = where.split('.').reverse();
    throw new AugmentError('bad-parameter', `${where}: expected ${expectation(schema)}, got ${show(value)}${wrong}`, {
      transform: transform ?? where,
      parameter: transform === undefined ? undefined : parameter,
    });
  }
  return value as T;
}

/** What is wrong, as an addition to the sentence; undefined where nothing is. */
function fault(schema: Schema, value: unknown): string | undefined {
  if (schema.enum !== undefined) return schema.enum.includes(value as string) ? undefined : '';
  switch (schema.type) {
    case 'boolean':
      return typeof value === 'boolean' ? undefined : '';
    case 'string':
      return typeof value === 'string' && value !== '' ? undefined : '';
    case 'number':
    case 'integer': {
      if (typeof value !== 'number' || !Number.isFinite(value)) return '';
      if (schema.type === 'integer' && !Number.isSafeInteger(value)) return '';
      return inBounds(schema, value) ? undefined : '';
    }
    case 'array': {
      if (schema.ordered && fault(schema.items ?? {}, value) === undefined)
        return `; for a fixed value write [${value}, ${value}]`;
      if (!Array.isArray(value)) return '';
      if (value.length < (schema.minItems ?? 0) || value.length > (schema.maxItems ?? Number.POSITIVE_INFINITY))
        return '';
      if (schema.items !== undefined && value.some((item) => fault(schema.items!, item) !== undefined)) return '';
      if (schema.ordered && value[0] > value[1])
        return `; the ends are the wrong way round, write [${value[1]}, ${value[0]}]`;
      return undefined;
    }
    default:
      return undefined;
  }
}

function inBounds(schema: Schema, value: number): boolean {
  return (
    value >= (schema.minimum ?? Number.NEGATIVE_INFINITY) &&
    value <= (schema.maximum ?? Number.POSITIVE_INFINITY) &&
    value > (schema.exclusiveMinimum ?? Number.NEGATIVE_INFINITY)
  );
}

const pathNames: Readonly<Record<string, string>> = { path: 'the path of a file', folder: 'the path of a folder' };

/** What a schema asks for, in words: `[low, high] with 0 <= low <= high <= 1`. */
export function expectation(schema: Schema): string {
  const unit = schema.unit === undefined ? '' : ` (${schema.unit})`;
  if (schema.enum !== undefined) return `one of ${schema.enum.map((word) => `"${word}"`).join(', ')}`;
  if (schema.type === 'boolean') return 'true or false';
  if (schema.type === 'string') return pathNames[schema.format as string] ?? 'a string';
  if (schema.type === 'array') {
    const item = schema.items ?? {};
    const kind = item.type === 'integer' ? 'whole numbers' : 'numbers';
    if (schema.ordered) return `[low, high] of ${kind} with ${chain(item, 'low <= high')}${unit}`;
    const { minItems = 0, maxItems = minItems } = schema;
    const count = minItems === maxItems ? minItems : `${minItems} to ${maxItems}`;
    return `${count} ${kind}${within(item)}${unit}`;
  }
  return `a ${schema.type === 'integer' ? 'whole ' : ''}number${within(schema)}${unit}`;
}

function chain(item: Schema, middle: string): string {
  const below =
    item.minimum !== undefined
      ? `${item.minimum} <= `
      : item.exclusiveMinimum !== undefined
        ? `${item.exclusiveMinimum} < `
        : '';
  return `${below}${middle}${item.maximum === undefined ? '' : ` <= ${item.maximum}`}`;
}

function within(schema: Schema): string {
  const parts = [
    schema.minimum === undefined ? '' : `>= ${schema.minimum}`,
    schema.exclusiveMinimum === undefined ? '' : `> ${schema.exclusiveMinimum}`,
    schema.maximum === undefined ? '' : `<= ${schema.maximum}`,
  ].filter((part) => part !== '');
  return parts.length === 0 ? '' : ` ${parts.join(' and ')}`;
}
