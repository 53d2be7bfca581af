import {
  type AnyDefinition,
  AugmentError,
  childKey,
  Draws,
  deepFreeze,
  drawSample,
  type FactRules,
  type Json,
  type Key,
  makeTransform,
  rootKey,
  type Transform,
} from '../../transforms/index.ts';
import { type ImageFacts, imageRules } from '../../vision/image.ts';
import type { ImageOp } from '../../vision/ops.ts';
import { drawValues } from './values.ts';

/** A transform's factory, or anything else that carries its declaration. */
export interface Subject {
  readonly definition: AnyDefinition;
}

/** What holds for every transform. `check` tries it on random values and samples, which the seed fixes; it throws AugmentError on a breach. */
export interface Law {
  readonly name: string;
  /** One sentence: what holds. */
  readonly summary: string;
  check(subject: Subject, seed: number): void;
}

/** One random case: a transform with valid values, and a sample. */
export interface Case {
  readonly definition: AnyDefinition;
  readonly given: Readonly<Record<string, Json>>;
  readonly transform: Transform;
  readonly key: Key;
  readonly facts: ImageFacts;
}

const rules: FactRules<ImageFacts, ImageOp> = imageRules;

/** A law, from what it says of one random case: a sentence where the case breaks it. */
export function law(name: string, summary: string, holds: (one: Case) => string | undefined): Law {
  return Object.freeze({
    name,
    summary,
    check: ({ definition }: Subject, seed: number) => {
      const key = rootKey(`laws ${seed}`);
      const given = drawValues(definition, new Draws(childKey(key, 'values')));
      const facts = drawFacts(key);
      let breach: string | undefined;
      let cause: unknown;
      try {
        breach = holds({
          definition,
          given: deepFreeze(structuredClone(given)),
          transform: makeTransform(definition, given),
          key,
          facts,
        });
      } catch (error) {
        cause = error;
        breach = `it threw ${error}`;
      }
      if (breach === undefined) return;
      const where = `seed ${seed}, values ${JSON.stringify(given)}, picture ${facts.width} x ${facts.height}`;
      throw new AugmentError(
        'law-broken',
        `${definition.name} breaks the law ${name} (${summary}): ${breach}; ${where}`,
        {
          transform: definition.name,
          cause,
        },
      );
    },
  });
}

function drawFacts(key: Key): ImageFacts {
  const draws = new Draws(childKey(key, 'facts'));
  const side = () => Math.round(draws.logUniform([1, 4000]));
  return Object.freeze({ width: side(), height: side() });
}

/** What the transform draws for the sample, under its key or another. */
export function draw({ definition, transform, key, facts }: Case, name = 'draw'): Json {
  return definition.draw(new Draws(childKey(key, name)), transform.values as never, facts) as Json;
}

/** The plan of the sample with these transforms. */
export function sample(transforms: readonly Transform[], { key, facts }: Case) {
  return drawSample<ImageFacts, ImageOp>(transforms, key, facts, rules);
}

/** Whether two values are the same JSON. */
export const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
