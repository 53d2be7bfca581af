import * as audio from '../audio/index.ts';
import type { AnyDefinition, Modality } from '../transforms/index.ts';
import * as vision from '../vision/index.ts';

function definitionsOf(floor: object): ReadonlyMap<string, AnyDefinition> {
  return new Map(
    Object.values(floor).flatMap((value) =>
      'definition' in value ? [[value.definition.name, value.definition as AnyDefinition] as const] : [],
    ),
  );
}

/** Every transform that comes with the library, by modality and name: one name may stand for two, a picture's and a sound's. */
export const catalogs: Readonly<Record<Modality, ReadonlyMap<string, AnyDefinition>>> = {
  image: definitionsOf(vision),
  audio: definitionsOf(audio),
};
