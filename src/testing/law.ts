import { type SoundFacts, soundRules } from '../../audio/sound.ts';
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
  type Modality,
  makeTransform,
  rootKey,
  type Transform,
} from '../../transforms/index.ts';
import { type ImageFacts, imageRules } from '../../vision/image.ts';
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
  readonly facts: SampleFacts;
}

/** What is known of a sample of either modality. */
export type SampleFacts = ImageFacts | SoundFacts;
/** An op of either, as far as laws look into it. */
export type SampleOp = { readonly kind: string };

const rules = { image: imageRules, audio: soundRules } as unknown as Record<Modality, FactRules<SampleFacts, SampleOp>>;

/** A law, from what it says of one random case: a sentence where the case breaks it. */
export function law(name: string, summary: string, holds: (one: Case) => string | undefined): Law {
  return Object.freeze({
    name,
    summary,
    check: ({ definition }: Subject, seed: number) => {
      const key = rootKey(`laws ${seed}`);
      const given = drawValues(definition, new Draws(childKey(key, 'values')));
      const facts = drawFacts[definition.modality](key);
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
      const where = `seed ${seed}, values ${JSON.stringify(given)}, sample ${JSON.stringify(facts)}`;
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

const drawFacts: Readonly<Record<Modality, (key: Key) => SampleFacts>> = {
  image: (key) => {
    const draws = new Draws(childKey(key, 'facts'));
    const side = () => Math.round(draws.logUniform([1, 4000]));
    return Object.freeze({ width: side(), height: side() });
  },
  audio: (key) => {
    const draws = new Draws(childKey(key, 'facts'));
    const frames = draws.bernoulli(0.1) ? draws.integer([0, 2]) : Math.round(draws.logUniform([1, 100_000]));
    return Object.freeze({
      frames,
      channels: draws.choice([1, 1, 2, 6]),
      sampleRate: draws.choice([8000, 16_000, 22_050, 44_100, 48_000]),
      bins: 0,
    });
  },
};

/** What the transform draws for the sample, under its key or another. */
export function draw({ definition, transform, key, facts }: Case, name = 'draw'): Json {
  return definition.draw(new Draws(childKey(key, name)), transform.values as never, facts) as Json;
}

/** The plan of the sample with these transforms. */
export function sample(transforms: readonly Transform[], { definition, key, facts }: Case) {
  return drawSample<SampleFacts, SampleOp>(
    transforms as readonly Transform<SampleFacts, SampleOp>[],
    key,
    facts,
    rules[definition.modality],
  );
}

/** Whether two values are the same JSON. */
export const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
