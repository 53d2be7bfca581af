import type { AnyDefinition } from '../transforms/index.ts';
import * as vision from '../vision/index.ts';

/** Every transform that comes with the library, by name. */
export const catalog: ReadonlyMap<string, AnyDefinition> = new Map(
  Object.values(vision).flatMap((value) =>
    'definition' in value ? [[value.definition.name, value.definition as unknown as AnyDefinition] as const] : [],
  ),
);
