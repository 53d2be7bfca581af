// A modality of its own for these tests: samples are numbers, and ops change them.
import {
  defineTransform,
  drawSample,
  type FactRules,
  type Key,
  type Node,
  parameters,
  rootKey,
} from '../../transforms/index.ts';

const { choice, flag, integer, interval, number, optional, size } = parameters;

export interface ToyFacts {
  readonly width: number;
}
export type ToyOp =
  | { readonly kind: 'shift'; readonly by: number }
  | { readonly kind: 'gain'; readonly factor: number }
  | { readonly kind: 'crop'; readonly width: number };

export const toyRules: FactRules<ToyFacts, ToyOp> = {
  modality: 'image',
  after: (op, facts) => (op.kind === 'crop' ? { width: op.width } : facts),
};

export const shift = defineTransform({
  name: 'shift',
  modality: 'image',
  summary: 'Add a random amount.',
  reference: 'none',
  parameters: {
    by: interval({ default: [-1, 1], min: -100, max: 100, unit: 'steps', help: 'What is added.' }),
    twice: flag({ default: false, help: 'Add it twice.' }),
  },
  draw: (draws, { by }) => ({ by: draws.uniform(by) }),
  lower: ({ by }, { twice }): ToyOp[] => [{ kind: 'shift', by: twice ? 2 * by : by }],
});

export const gain = defineTransform({
  name: 'gain',
  modality: 'image',
  summary: 'Multiply by a random factor.',
  reference: 'none',
  parameters: {
    factor: interval({ default: [0.5, 2], min: 0, positive: true, help: 'The factor.' }),
    curve: choice({ options: ['even', 'log'], default: 'log', help: 'How it is spread.' }),
    limit: optional(number({ min: 0, help: 'The most.' })),
  },
  draw: (draws, { factor, curve }) => ({ factor: curve === 'log' ? draws.logUniform(factor) : draws.uniform(factor) }),
  lower: ({ factor }, { limit }): ToyOp[] => [{ kind: 'gain', factor: Math.min(factor, limit ?? factor) }],
});

/** Draws more values the wider the sample is, and changes its width. */
export const crop = defineTransform({
  name: 'crop',
  modality: 'image',
  summary: 'Cut to a size.',
  reference: 'none',
  parameters: {
    size: size({ help: 'Size of the result.' }),
    tries: integer({ default: 3, min: 1, max: 9, help: 'How often it draws.' }),
  },
  draw: (draws, { tries }, facts: ToyFacts) => ({
    lefts: Array.from({ length: tries }, () => draws.integer([0, facts.width])),
  }),
  lower: (_drawn, { size: [width] }): ToyOp[] => [{ kind: 'crop', width }],
});

export const toys = [shift, gain, crop];

/** The steps of one sample. */
export function steps(nodes: readonly Node[], seed = 0, epoch = 0, id = 0) {
  const key: Key = rootKey(`${seed}/${epoch}/${id}`);
  return drawSample<ToyFacts, ToyOp>(nodes, key, { width: 100 }, toyRules).steps;
}

/** The op paths of one sample. */
export function paths(nodes: readonly Node[], seed = 0): string[] {
  return steps(nodes, seed).map(({ path }) => path);
}
