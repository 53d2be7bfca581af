import type { Definition, Factory, Parameters } from '../transforms/index.ts';
import * as vision from '../vision/index.ts';

export type AnyDefinition = Definition<Parameters, never, never>;

/** Every transform that comes with the library, by name. */
export const catalog: ReadonlyMap<string, AnyDefinition> = new Map(
  Object.values(vision)
    .filter((value): value is Extract<typeof value, Factory<never, never, never>> => typeof value === 'function' && 'definition' in value)
    .map((factory) => [factory.definition.name, factory.definition as unknown as AnyDefinition]),
);
