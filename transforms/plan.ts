import { type Group, isGroup, type Node } from './compose.ts';
import { Draws } from './draws.ts';
import { childKey, descend, type Key } from './key.ts';
import { deepFreeze, type Json, type Modality, type Transform } from './transform.ts';

/** What a transform drew for one sample, and the ops that it came to. */
export interface DrawnStep<Op> {
  /** The op path: the stable name that keys its draws. */
  readonly path: string;
  readonly transform: string;
  readonly drawn: Json;
  readonly ops: readonly Op[];
}

/** All that is decided of one sample before its pixels are read. */
export interface SamplePlan<Facts, Op> {
  readonly steps: readonly DrawnStep<Op>[];
  readonly facts: Facts;
}

/** What the plan must know of a modality: how its ops change a sample's facts. */
export interface FactRules<Facts, Op> {
  readonly modality: Modality;
  readonly after: (op: Op, facts: Facts) => Facts;
}

/** The key of one sample: everything random about it follows from here. */
export function sampleKey(seed: Key, epoch: number, sampleId: number): Key {
  return descend(seed, 'epoch', epoch, 'sample', sampleId);
}

/** A node's own draws are keyed by number, so that no child's name and no field's name can be the same key. */
const own = { odds: 0, choice: 1 } as const;

/**
 * Draws every parameter of one sample. Each node is keyed by its path of stable names (a type, or a type and its
 * ordinal among its siblings of that type), so adding a transform does not move the draws of the others.
 */
export function drawSample<Facts, Op>(
  nodes: readonly Node[],
  key: Key,
  facts: Facts,
  rules: FactRules<Facts, Op>,
): SamplePlan<Facts, Op> {
  const steps: DrawnStep<Op>[] = [];
  let now = facts;

  const visitAll = (siblings: readonly Node[], parent: Key, path: string, chosen?: readonly number[]): void => {
    const names = siblingNames(siblings);
    for (const i of chosen ?? siblings.keys()) {
      const name = names[i]!;
      visit(siblings[i]!, childKey(parent, name), path === '' ? name : `${path}/${name}`);
    }
  };
  const visit = (node: Node, at: Key, path: string): void => {
    if (node.p < 1 && !new Draws(childKey(at, own.odds)).bernoulli(node.p)) return;
    if (isGroup(node)) {
      visitAll(node.children, at, path, choose(node, at));
      return;
    }
    const { definition, values } = node as Transform<Facts, Op>;
    const drawn = definition.draw(new Draws(at), values as never, now) as Json;
    const ops = definition.lower(drawn, values as never, now);
    steps.push({ path, transform: definition.name, drawn, ops: deepFreeze(ops) });
    for (const op of ops) now = rules.after(op, now);
  };

  visitAll(nodes, key, '');
  return { steps, facts: now };
}

function choose(node: Group, at: Key): readonly number[] | undefined {
  if (node.group === 'sometimes') return undefined;
  const draws = new Draws(childKey(at, own.choice));
  const all = [...node.children.keys()];
  if (node.group === 'oneOf') return [draws.choice(all, node.weights)];
  const chosen = draws.permutation(all.length).slice(0, draws.integer(node.count!));
  return node.order === 'random' ? chosen : chosen.sort((a, b) => a - b);
}

const namesOfSiblings = new WeakMap<readonly Node[], readonly string[]>();

/** `rotate`, `rotate#2`, or the name that the user gave. */
export function siblingNames(siblings: readonly Node[]): readonly string[] {
  let names = namesOfSiblings.get(siblings);
  if (names === undefined) {
    const seen = new Map<string, number>();
    names = siblings.map((node) => {
      const base = node.name ?? (isGroup(node) ? node.group : node.definition.name);
      const ordinal = (seen.get(base) ?? 0) + 1;
      seen.set(base, ordinal);
      return ordinal === 1 ? base : `${base}#${ordinal}`;
    });
    namesOfSiblings.set(siblings, names);
  }
  return names;
}

/** Rewrites a neighbouring pair of ops, or leaves it (undefined). */
export type PairRule<Op> = (first: Op, second: Op) => readonly Op[] | undefined;

/**
 * Applies the rules to neighbouring ops until none fits. Pure: data in, data out. The rules must make progress
 * (fewer ops, or an order that no rule undoes).
 */
export function rewrite<Op>(ops: readonly Op[], rules: readonly PairRule<Op>[]): readonly Op[] {
  const done: Op[] = [];
  const waiting = [...ops].reverse();
  while (waiting.length > 0) {
    const next = waiting.pop()!;
    const before = done.at(-1);
    let replaced: readonly Op[] | undefined;
    if (before !== undefined) {
      for (const rule of rules) {
        replaced = rule(before, next);
        if (replaced !== undefined) break;
      }
    }
    if (replaced === undefined) {
      done.push(next);
    } else {
      done.pop();
      for (let i = replaced.length - 1; i >= 0; i--) waiting.push(replaced[i]!);
    }
  }
  return done;
}
