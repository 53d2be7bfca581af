import { type AnyDefinition, AugmentError, type Draws, type Json, type Schema } from '../../transforms/index.ts';

/** How far numbers go that their schema does not bound. */
const reach = 64;

/** Odds that a parameter which may be left out is. */
const leftOut = 0.25;

/**
 * Random valid values of a transform's parameters, drawn from their schemas; parameters that have a default are
 * sometimes left out. Whole numbers stay within 64 of their lower bound (they are sizes and counts), and the path of a
 * file is one that does not exist. Throws AugmentError where no draw of 1000 passes the transform's own `validate`.
 */
export function drawValues(definition: AnyDefinition, draws: Draws): Record<string, Json> {
  for (let attempt = 0; attempt < 1000; attempt++) {
    const values: Record<string, Json> = {};
    const complete: Record<string, unknown> = {};
    for (const [name, { schema, required }] of Object.entries(definition.parameters)) {
      const value = drawValue(schema, draws);
      const kept = required || !draws.bernoulli(leftOut);
      if (kept) values[name] = value;
      complete[name] = kept ? value : schema.default;
    }
    if (isValid(definition, complete)) return values;
  }
  throw new AugmentError(
    'no-valid-values',
    `${definition.name}: expected valid values among 1000 draws, got none; its validate refuses nearly all`,
    {
      transform: definition.name,
    },
  );
}

function isValid(definition: AnyDefinition, values: Readonly<Record<string, unknown>>): boolean {
  try {
    definition.validate?.(values as never);
    return true;
  } catch (error) {
    if (error instanceof AugmentError) return false;
    throw error;
  }
}

/** A random value that the schema of a parameter allows; bounds themselves come up often. */
export function drawValue(schema: Schema, draws: Draws): Json {
  if (schema.enum !== undefined) return draws.choice(schema.enum);
  switch (schema.type) {
    case 'boolean':
      return draws.bernoulli(0.5);
    case 'string':
      return `missing-${draws.word().toString(36)}`;
    case 'integer':
      return drawInteger(schema, draws);
    case 'number':
      return drawNumber(schema, draws);
    case 'array':
      return drawArray(schema, draws);
    default:
      throw new AugmentError('bad-schema', `expected the schema of a parameter word, got type ${schema.type}`);
  }
}

function drawArray(schema: Schema, draws: Draws): Json {
  const length = draws.integer([schema.minItems ?? 0, schema.maxItems ?? (schema.minItems ?? 0) + 4]);
  const items = Array.from({ length }, () => drawValue(schema.items ?? { type: 'number' }, draws));
  if (!schema.ordered) return items;
  const [low, high] = (items as number[]).sort((a, b) => a - b);
  return draws.bernoulli(0.2) ? [low!, low!] : [low!, high!];
}

function drawInteger(schema: Schema, draws: Draws): number {
  const least = schema.exclusiveMinimum === undefined ? schema.minimum : Math.floor(schema.exclusiveMinimum) + 1;
  const low = least ?? Math.min(-reach, schema.maximum ?? 0);
  return draws.integer([low, Math.min(schema.maximum ?? Number.POSITIVE_INFINITY, low + reach - 1)]);
}

function drawNumber(schema: Schema, draws: Draws): number {
  const least = schema.minimum ?? schema.exclusiveMinimum;
  const most = schema.maximum;
  const low = least ?? (most === undefined ? -reach : most - reach);
  const high = most ?? (least === undefined ? reach : least + reach);
  const kind = draws.integer([0, 9]);
  if (kind === 0 && schema.exclusiveMinimum === undefined) return low;
  if (kind === 1) return high;
  if (kind === 2 && low <= 0 && high >= 0 && schema.exclusiveMinimum === undefined) return 0;
  // Half of them near the low end, where parameters such as a sigma or a fraction mostly are; never the end itself.
  const unit = 1 - draws.unit();
  return low + (high - low) * (kind < 6 ? unit * unit * unit : unit);
}

/** Values that the schema forbids, each with what is wrong with it. */
export function forbiddenValues(schema: Schema): readonly (readonly [fault: string, value: unknown])[] {
  const wrong: [string, unknown][] = [
    ['null', null],
    ['an object', {}],
    ['a function', () => 0],
  ];
  if (schema.enum !== undefined)
    return [...wrong, ['a word that is not among the options', `no ${schema.enum.join(' ')}`], ['a number', 0]];
  switch (schema.type) {
    case 'boolean':
      return [...wrong, ['a number', 1], ['a word', 'true']];
    case 'string':
      return [...wrong, ['an empty string', ''], ['a number', 1]];
    case 'array':
      return [...wrong, ['a word', '0, 1'], ...forbiddenArrays(schema)];
    default:
      return [...wrong, ['a word', '1'], ['a list', [1]], ...forbiddenNumbers(schema)];
  }
}

function forbiddenNumbers(schema: Schema): [string, unknown][] {
  const wrong: [string, unknown][] = [
    ['not a number', Number.NaN],
    ['no end', Number.POSITIVE_INFINITY],
  ];
  if (schema.type === 'integer') wrong.push(['a fraction', (schema.minimum ?? 0) + 0.5]);
  if (schema.minimum !== undefined) wrong.push(['below the least', schema.minimum - 1]);
  if (schema.exclusiveMinimum !== undefined) wrong.push(['the bound that is left out', schema.exclusiveMinimum]);
  if (schema.maximum !== undefined) wrong.push(['above the most', schema.maximum + 1]);
  return wrong;
}

function forbiddenArrays(schema: Schema): [string, unknown][] {
  const items = schema.items ?? { type: 'number' };
  const [good] = boundsOf(items);
  const length = schema.minItems ?? 1;
  const full = new Array<unknown>(length).fill(good);
  const wrong: [string, unknown][] = [['too short', full.slice(1)]];
  if (schema.maxItems !== undefined) wrong.push(['too long', new Array<unknown>(schema.maxItems + 1).fill(good)]);
  for (const [fault, value] of forbiddenValues(items)) wrong.push([`${fault} within`, [...full.slice(1), value]]);
  if (schema.ordered) {
    const [low, high] = boundsOf(items);
    wrong.push(['the ends the wrong way round', [high, low]], ['a number for an interval', good]);
  }
  return wrong;
}

/** Two different values that the schema of a number allows. */
function boundsOf(schema: Schema): readonly [number, number] {
  const step = schema.type === 'integer' ? 1 : 0.25;
  const least = schema.minimum ?? (schema.exclusiveMinimum === undefined ? undefined : schema.exclusiveMinimum + step);
  const low = least ?? (schema.maximum ?? reach) - reach;
  return [low, Math.min(schema.maximum ?? Number.POSITIVE_INFINITY, low + step)];
}
