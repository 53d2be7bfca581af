import type { Draws } from './draws.ts';
import { AugmentError, show, suggestion } from './errors.ts';
import { number, type Parameter, type Schema } from './parameters.ts';

export type Modality = 'image' | 'audio';
export type Parameters = Readonly<Record<string, Parameter<unknown>>>;
/** The values of a transform's parameters, all present. */
export type Values<P extends Parameters> = { readonly [K in keyof P]: P[K] extends Parameter<infer T> ? T : never };
type RequiredName<P extends Parameters> = {
  [K in keyof P]: P[K] extends Parameter<unknown, true> ? K : never;
}[keyof P];
/** What a user may pass: parameters with a default may be left out; `p` and `name` go with every transform. */
export type Given<P extends Parameters> = { readonly [K in RequiredName<P>]: Values<P>[K] } & {
  readonly [K in Exclude<keyof P, RequiredName<P>>]?: Values<P>[K];
} & Common;
/** What every transform takes: `p`, the odds in [0, 1] that it is applied to a sample (1), and a stable name of its own for its draws. */
export interface Common {
  readonly p?: number;
  readonly name?: string;
}
/** Something that survives JSON. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** By library: for those who come from there. */
export type Equivalents = Readonly<
  Partial<Record<'albumentations' | 'torchvision' | 'kornia' | 'imgaug' | 'audiomentations' | 'torchaudio', string>>
>;

/**
 * A transform, declared once. `draw` holds all of the randomness: it sees the sample's facts and returns small JSON.
 * `lower` turns that into ops, which nobody changes afterwards. `Facts` and `Op` are the modality's own.
 */
export interface Definition<P extends Parameters = Parameters, Facts = unknown, Op = unknown, Drawn = unknown> {
  readonly name: string;
  readonly modality: Modality;
  /** Where it is exported: `import.meta.url`. Worker threads import transforms of your own from there. */
  readonly module?: string;
  /** One sentence of effect. */
  readonly summary: string;
  /** `features`: it makes features of a waveform, and comes before what takes them. */
  readonly makes?: 'features';
  /** It takes other samples of the dataset in: its ops name them as `partners`. */
  readonly mixes?: true;
  /** What it takes, if not pictures or waveforms. */
  readonly takes?: 'features';
  /** Paper or reference implementation. */
  readonly reference: string;
  /** The same in other libraries, as a call that one would write there; left out where there is none. */
  readonly equivalents?: Equivalents;
  /** Values that show it well, where its defaults do not: for its page, and for benchmarks. */
  readonly example?: Readonly<Record<string, Json>>;
  readonly parameters: P;
  /** Checks that concern several parameters at once; throws AugmentError. */
  validate?(values: Values<P>): void;
  /**
   * What stands in for it where nothing may be drawn, as in inference; it draws nothing itself. For a transform that
   * draws and sets the size, or must not be left out for another reason.
   */
  undrawn?(values: Values<P>): Transform<Facts, Op>;
  draw(draws: Draws, values: Values<P>, facts: Facts): Drawn;
  lower(drawn: Drawn, values: Values<P>, facts: Facts): readonly Op[];
}

/** A transform's declaration, whatever its kind. */
export type AnyDefinition = Definition;

/** A transform with its parameters: a frozen value, JSON both ways. */
export interface Transform<Facts = unknown, Op = unknown> {
  readonly definition: Definition<Parameters, Facts, Op>;
  readonly values: Readonly<Record<string, unknown>>;
  readonly p: number;
  readonly name: string | undefined;
  toJSON(): Json;
}

/** A transform's factory, which carries its definition. */
export interface Factory<P extends Parameters = Parameters, Facts = unknown, Op = unknown> {
  (...given: RequiredName<P> extends never ? [given?: Given<P>] : [given: Given<P>]): Transform<Facts, Op>;
  readonly definition: Definition<P, Facts, Op>;
}

/** The odds that go with every transform and group. */
export const odds = number({ default: 1, min: 0, max: 1, help: 'Odds that a sample gets it at all.' });
const nameSchema: Schema = {
  type: 'string',
  pattern: '^[\\w.-]+$',
  description: 'A stable name for its draws, where two of a kind stand side by side.',
};

/** Makes the factory of a transform from its declaration. */
export function defineTransform<P extends Parameters, Facts, Op, Drawn extends Json>(
  definition: Definition<P, Facts, Op, Drawn>,
): Factory<P, Facts, Op> {
  for (const name of ['p', 'name']) {
    if (Object.hasOwn(definition.parameters, name)) {
      throw new AugmentError(
        'bad-definition',
        `${definition.name}: expected parameters of other names, got "${name}", which every transform has`,
        {
          transform: definition.name,
          parameter: name,
        },
      );
    }
  }
  const loose = definition as unknown as Definition<Parameters, Facts, Op>;
  const factory = (given: Common & Readonly<Record<string, unknown>> = {}): Transform<Facts, Op> =>
    makeTransform(loose, given);
  Object.defineProperty(factory, 'name', { value: definition.name });
  return Object.assign(factory, { definition: Object.freeze(definition) }) as unknown as Factory<P, Facts, Op>;
}

/** A transform from loose values, such as a config's: every fault is an AugmentError that names the parameter. */
export function makeTransform<Facts, Op>(
  definition: Definition<Parameters, Facts, Op>,
  given: unknown,
  where: string = definition.name,
): Transform<Facts, Op> {
  if (given !== undefined && given !== null && (typeof given !== 'object' || Array.isArray(given))) {
    throw new AugmentError('bad-parameter', `${where}: expected an object of parameters, got ${show(given)}`, {
      transform: definition.name,
    });
  }
  const loose = (given ?? {}) as Readonly<Record<string, unknown>>;
  const known = [...Object.keys(definition.parameters), 'p', 'name'];
  for (const name of Object.keys(loose)) {
    if (!known.includes(name)) {
      throw new AugmentError('unknown-parameter', `${where}: unknown parameter "${name}"; ${suggestion(name, known)}`, {
        transform: definition.name,
        parameter: name,
      });
    }
  }
  const values: Record<string, unknown> = {};
  for (const [name, parameter] of Object.entries(definition.parameters)) {
    const value = loose[name] === undefined ? parameter.schema.default : loose[name];
    values[name] = deepFreeze(structuredClone(parameter.check(value, `${where}.${name}`)));
  }
  Object.freeze(values);
  validate(definition, values, where);
  const p = odds.check(loose.p === undefined ? 1 : loose.p, `${where}.p`);
  const name = checkName(loose.name, where, definition.name);
  return Object.freeze({
    definition,
    values,
    p,
    name,
    toJSON: (): Json => {
      const present = Object.entries(values).filter(([, value]) => value !== undefined) as [string, Json][];
      return {
        [definition.name]: {
          ...Object.fromEntries(present),
          ...(p === 1 ? {} : { p }),
          ...(name === undefined ? {} : { name }),
        },
      };
    },
  });
}

/** A node's stable name: it becomes a part of op paths, so it holds neither `/` nor `#`. */
export function checkName(name: unknown, where: string, transform: string): string | undefined {
  if (name === undefined || (typeof name === 'string' && /^[\w.-]+$/.test(name))) return name;
  throw new AugmentError(
    'bad-parameter',
    `${where}.name: expected letters, digits, "_", "." or "-", got ${show(name)}`,
    { transform, parameter: 'name' },
  );
}

/** Runs the transform's own check; its errors say where in a config the transform stands. */
function validate(definition: AnyDefinition, values: Readonly<Record<string, unknown>>, where: string): void {
  try {
    definition.validate?.(values as never);
  } catch (cause) {
    if (!(cause instanceof AugmentError) || where === definition.name || !cause.message.startsWith(definition.name))
      throw cause;
    const { code, transform, parameter } = cause;
    throw new AugmentError(code, where + cause.message.slice(definition.name.length), { transform, parameter, cause });
  }
}

/** The JSON Schema of a transform's parameters, as configs, docs and `augment describe` show it. */
export function parameterSchema(definition: AnyDefinition): Schema {
  const properties: Record<string, Schema> = {};
  const required: string[] = [];
  for (const [name, parameter] of Object.entries(definition.parameters)) {
    properties[name] = parameter.schema;
    if (parameter.required) required.push(name);
  }
  properties.p = odds.schema;
  properties.name = nameSchema;
  return {
    type: 'object',
    description: definition.summary,
    properties,
    ...(required.length ? { required } : {}),
    additionalProperties: false,
  };
}

/** Freezes a JSON value through and through. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) deepFreeze(part);
  }
  return value;
}
