import { isGroup, type Node } from './compose.ts';
import { Draws, type Interval } from './draws.ts';
import { AugmentError } from './errors.ts';
import { rootKey } from './key.ts';
import type { Words4 } from './philox.ts';
import { type Modality, makeTransform, type Transform } from './transform.ts';

/**
 * What remains of transforms where nothing may be drawn: the same for every sample, epoch and seed. A transform that
 * draws nothing for `facts` stays; one that says what stands in for it (`Definition.undrawn`) is replaced by that; any
 * other is left out. So is all that only some samples get: odds below 1, and choices. A choice between transforms that
 * all set the size becomes the likeliest of them, the first among equals; several in a random order stay as listed.
 * `factsOf`: samples' facts to try, unlike each other. Throws AugmentError where a transform that draws sets the size.
 */
export function deterministic(
  nodes: readonly Node[],
  factsOf: (modality: Modality) => readonly unknown[],
): readonly Node[] {
  const of = (node: Node): readonly Node[] => {
    if (node.p < 1) return [];
    if (!isGroup(node)) return remains(node, factsOf(node.definition.modality));
    if (node.group === 'blendBy') return [];
    if (node.group === 'sometimes') return node.children.flatMap(of);
    if (node.group === 'oneOf') {
      const odds = node.weights ?? node.children.map(() => 1);
      const possible = node.children.filter((_, i) => odds[i]! > 0);
      const likeliest = node.children[odds.indexOf(Math.max(...odds))]!;
      return possible.length === 1 || possible.every(setsSize) ? of(likeliest) : [];
    }
    return node.count![0] === node.children.length ? node.children.flatMap(of) : [];
  };
  return Object.freeze(nodes.flatMap(of));
}

/** Every sample has the size that it says once this is done. */
function setsSize(node: Node): boolean {
  if (node.p < 1) return false;
  if (!isGroup(node)) return 'size' in node.definition.parameters;
  if (node.group === 'blendBy') return false;
  if (node.group === 'sometimes') return node.children.some(setsSize);
  if (node.group === 'oneOf') return node.children.every((child, i) => node.weights?.[i] === 0 || setsSize(child));
  return node.count![0] === node.children.length && node.children.some(setsSize);
}

function remains(transform: Transform, facts: readonly unknown[]): readonly Node[] {
  const { definition, values, name } = transform;
  if (definition.undrawn !== undefined) return [definition.undrawn(values as never)];
  if (facts.length > 0 && !facts.some((one) => draws(transform, one))) {
    // Names key draws, of which there are none; side by side, those of two groups could be the same.
    return [name === undefined ? transform : makeTransform(definition, values)];
  }
  if (!('size' in definition.parameters)) return [];
  throw new AugmentError(
    'no-deterministic-form',
    `${definition.name}: expected what stands in for it where nothing is drawn, since it sets the size, got none; add undrawn: (values) => resize({ size: values.size }) to its definition`,
    { transform: definition.name },
  );
}

/** Whether what a transform draws hangs on the key. */
function draws({ definition, values }: Transform, facts: unknown): boolean {
  const watched = new WatchedDraws(rootKey('watched'));
  definition.draw(watched, values as never, facts);
  return watched.isUsed;
}

/** Draws that notice whether more than one value was possible: equal ends fix it. */
class WatchedDraws extends Draws {
  isUsed = false;

  override word(): number {
    this.isUsed = true;
    return super.word();
  }

  override uniform(interval: Interval): number {
    return interval[0] === interval[1] ? interval[0] : super.uniform(interval);
  }

  override logUniform(interval: Interval): number {
    return interval[0] === interval[1] ? interval[0] : super.logUniform(interval);
  }

  override bernoulli(p: number): boolean {
    return p <= 0 || p >= 1 ? p >= 1 : super.bernoulli(p);
  }

  override normal(mean = 0, sigma = 1): number {
    return sigma === 0 ? mean : super.normal(mean, sigma);
  }

  override choice<T>(items: readonly T[], weights?: readonly number[]): T {
    const possible = weights === undefined ? items : items.filter((_, i) => weights[i]! > 0);
    return possible.length === 1 ? possible[0]! : super.choice(items, weights);
  }

  override field(name: string): Words4 {
    this.isUsed = true;
    return super.field(name);
  }
}
