import {
  AugmentError,
  drawSample,
  type Group,
  isGroup,
  type Modality,
  makeTransform,
  type Node,
  rootKey,
  sampleKey,
} from '../transforms/index.ts';

import { type ImageFacts, imageRules, movesPixels } from '../vision/image.ts';
import type { ImageOp } from '../vision/index.ts';

/** A picture that transforms are tried on: large enough for any, neither square nor even. */
const tried: ImageFacts = { width: 641, height: 487 };
const tries = 4;

/** Refuses transforms in a `blendBy` that move pixels, by a few samples of what they would do: before anything is read. */
export function checkBranches(group: Group, modality: Modality, where: string): void {
  const fail = (message: string) => {
    throw new AugmentError('bad-parameter', `${where}.blendBy: ${message}`, { transform: 'blendBy' });
  };
  if (modality !== 'image') fail('expected it with pictures only, got a source of sound');
  for (const name of namesOf(group.children)) {
    fail(`expected transforms that leave every pixel where it is, got ${name}; put it before or after`);
  }
}

function namesOf(nodes: readonly Node[]): readonly string[] {
  return nodes.flatMap((node) => {
    if (isGroup(node)) return namesOf(node.children);
    return node.definition.modality === 'image' && isGeometry(node) ? [node.definition.name] : [];
  });
}

function isGeometry({ definition, values }: Exclude<Node, Group>): boolean {
  const always = makeTransform(definition, values);
  return Array.from({ length: tries }, (_, i) => sampleKey(rootKey('blendBy'), 0, i)).some((key) => {
    const { steps } = drawSample<ImageFacts, ImageOp>([always], key, tried, imageRules);
    return steps.some(({ ops }) => ops.some(movesPixels));
  });
}
