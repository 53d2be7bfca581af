import type { Draws } from './draws.ts';
import { AugmentError, show, suggestion } from './errors.ts';
import { choice, interval, type Parameter } from './parameters.ts';
import { deepFreeze, type Json, type Parameters, type Values } from './transform.ts';

/** What a kind of mask takes, and what of it is drawn for a sample. A mask says how much is seen of the first of two branches. */
interface MaskKind<P extends Parameters> {
  readonly summary: string;
  readonly parameters: P;
  draw(draws: Draws, values: Values<P>): { readonly [name: string]: Json };
}

const define = <P extends Parameters>(kind: MaskKind<P>): MaskKind<P> => kind;

const share = { min: 0, max: 1 } as const;
const count = { integer: true, min: 1, max: 64 } as const;

export const maskKinds = {
  uniform: define({
    summary: 'The same weight everywhere.',
    parameters: { weight: interval({ default: [0, 1], ...share, help: 'How much is seen of the first branch.' }) },
    draw: (draws, { weight }) => ({ weight: draws.uniform(weight) }),
  }),
  noise: define({
    summary: 'Smooth noise: clouds of the first branch in the second.',
    parameters: {
      cells: interval({
        default: [2, 16],
        min: 1,
        max: 64,
        help: 'Cells of the coarsest noise across the longer side, drawn evenly on a logarithmic scale.',
      }),
      octaves: interval({
        integer: true,
        default: [1, 3],
        min: 1,
        max: 4,
        help: 'How many noises are added, each twice as fine and half as strong as the one before.',
      }),
      sharpness: interval({
        default: [1, 4],
        min: 1,
        max: 1000,
        help: 'How many times as steep it gets: 1, soft; 1000, one or the other. Drawn evenly on a logarithmic scale.',
      }),
    },
    draw: (draws, { cells, octaves, sharpness }) => ({
      key: draws.field('mask'),
      cells: draws.logUniform(cells),
      octaves: draws.integer(octaves),
      sharpness: draws.logUniform(sharpness),
    }),
  }),
  gradient: define({
    summary: 'A straight passage from one branch to the other.',
    parameters: {
      axis: choice({
        options: ['horizontal', 'vertical', 'either'],
        default: 'either',
        help: 'Left to right, top to bottom, or one of both, drawn for each sample.',
      }),
      from: interval({ default: [0, 0.2], ...share, help: 'The weight of the first branch before `start`.' }),
      to: interval({ default: [0.8, 1], ...share, help: 'Its weight after `end`.' }),
      start: interval({ default: [0, 0.2], ...share, unit: 'of the side', help: 'Where the passage starts.' }),
      end: interval({ default: [0.8, 1], ...share, unit: 'of the side', help: 'Where it ends.' }),
    },
    draw: (draws, { axis, from, to, start, end }) => ({
      axis: axis === 'either' ? draws.choice(['horizontal', 'vertical'] as const) : axis,
      from: draws.uniform(from),
      to: draws.uniform(to),
      start: draws.uniform(start),
      end: draws.uniform(end),
    }),
  }),
  checkerboard: define({
    summary: 'Both branches in turn, cell by cell.',
    parameters: {
      rows: interval({ ...count, default: [2, 8], help: 'Cells from top to bottom.' }),
      columns: interval({ ...count, default: [2, 8], help: 'Cells from left to right.' }),
    },
    draw: (draws, { rows, columns }) => ({
      rows: draws.integer(rows),
      columns: draws.integer(columns),
      isFlipped: draws.bernoulli(0.5),
    }),
  }),
  grid: define({
    summary: 'A weight of its own for each cell.',
    parameters: {
      rows: interval({ ...count, default: [2, 8], help: 'Cells from top to bottom.' }),
      columns: interval({ ...count, default: [2, 8], help: 'Cells from left to right.' }),
      weight: interval({
        default: [0, 1],
        ...share,
        help: 'How much is seen of the first branch, drawn for each cell.',
      }),
    },
    draw: (draws, { rows, columns, weight }) => ({
      key: draws.field('mask'),
      rows: draws.integer(rows),
      columns: draws.integer(columns),
      weight,
    }),
  }),
} as const;

export type MaskKindName = keyof typeof maskKinds;

/** A kind of mask and its parameters, each with a default: `{ kind: 'noise', cells: [2, 8] }`. */
export type BlendMaskSpec = {
  readonly [K in MaskKindName]: { readonly kind: K } & Partial<Values<(typeof maskKinds)[K]['parameters']>>;
}[MaskKindName];

/** A mask with all that it takes. */
export interface Mask {
  readonly kind: MaskKindName;
  readonly values: { readonly [name: string]: Json };
}

/** What was drawn of a mask for one sample. */
export type DrawnMask = { readonly kind: MaskKindName } & { readonly [name: string]: Json };

/** Checks a mask from JSON. Throws AugmentError that names the parameter at fault. */
export function checkedMask(spec: unknown, where: string): Mask {
  const kinds = Object.keys(maskKinds) as MaskKindName[];
  if (typeof spec !== 'object' || spec === null || Array.isArray(spec))
    throw bad(`${where}: expected a mask such as { kind: "noise" }, got ${show(spec)}`);
  const { kind, ...given } = spec as { readonly kind?: unknown; readonly [name: string]: unknown };
  if (!kinds.includes(kind as MaskKindName))
    throw bad(`${where}.kind: expected ${kinds.map(show).join(', ')}, got ${show(kind)}`);
  const parameters = maskKinds[kind as MaskKindName].parameters as Readonly<Record<string, Parameter<unknown>>>;
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(parameters, name))
      throw bad(`${where}: unknown parameter "${name}"; ${suggestion(name, Object.keys(parameters))}`);
  }
  const values: Record<string, Json> = {};
  for (const [name, parameter] of Object.entries(parameters)) {
    const value = given[name] === undefined ? parameter.schema.default : given[name];
    values[name] = structuredClone(parameter.check(value, `${where}.${name}`)) as Json;
  }
  return deepFreeze({ kind: kind as MaskKindName, values });
}

/** Draws a mask for one sample. */
export function drawMask({ kind, values }: Mask, draws: Draws): DrawnMask {
  return { kind, ...maskKinds[kind].draw(draws, values as never) } as DrawnMask;
}

function bad(message: string): AugmentError {
  return new AugmentError('bad-parameter', message, { transform: 'blendBy', parameter: 'mask' });
}
