import { type DrawnMask, drawMask } from './blend-mask.ts';
import { type Group, isGroup, type Node } from './compose.ts';
import { Draws } from './draws.ts';
import { AugmentError } from './errors.ts';
import { childKey, descend, hashName, type Key, type NameHash, namedKey } from './key.ts';
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
  /** The op that takes a sample through branches of ops and lays them together; throws AugmentError for ops that it cannot have. */
  readonly branches?: (branches: readonly (readonly Op[])[], mask: DrawnMask) => Op;
}

/** The key of one sample: everything random about it follows from here. */
export function sampleKey(seed: Key, epoch: number, sampleId: number): Key {
  return childKey(samplesKey(seed, epoch), sampleId);
}

/** The key that an epoch's samples have theirs from. */
function samplesKey(seed: Key, epoch: number): Key {
  return descend(seed, 'epoch', epoch, 'sample');
}

/** `sampleKey` of one seed, for those who ask for sample after sample of an epoch. */
export function sampleKeys(seed: Key): (epoch: number, sampleId: number) => Key {
  let [latest, above] = [0, samplesKey(seed, 0)];
  return (epoch, sampleId) => {
    if (epoch !== latest) [latest, above] = [epoch, samplesKey(seed, epoch)];
    return childKey(above, sampleId);
  };
}

/** A node's own draws are keyed by number, so that no child's name and no field's name can be the same key. */
const own = { odds: 0, choice: 1 } as const;

/** A node with all that is the same for every sample. */
interface Placed {
  readonly node: Node;
  readonly path: string;
  readonly hash: NameHash;
  readonly children: readonly Placed[];
  /** 0 .. children - 1 */
  readonly places: readonly number[];
}

/** A plan in the making. */
interface Drawing<Facts, Op> {
  readonly steps: DrawnStep<Op>[];
  readonly rules: FactRules<Facts, Op>;
  /** Of a sample that is mixed into another: what would mix others into it gives way to what stands in for it. */
  readonly isPartner: boolean;
  facts: Facts;
}

/** Draws the plan of one sample, whose key and facts it is given. */
export type Planner<Facts, Op> = (key: Key, facts: Facts) => SamplePlan<Facts, Op>;

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
  const plan = planner(nodes, rules)(key, facts);
  for (const step of plan.steps) deepFreeze(step.ops);
  return plan;
}

/**
 * `drawSample` for many samples of the same nodes: whatever does not hang on the sample is worked out once. Its ops are
 * not frozen, which would take longer than drawing them: for those who carry them out and let them go.
 */
export function planner<Facts, Op>(nodes: readonly Node[], rules: FactRules<Facts, Op>): Planner<Facts, Op> {
  const placed = place(nodes, '');
  return (key, facts) => {
    const drawing: Drawing<Facts, Op> = { steps: [], rules, isPartner: false, facts };
    for (let i = 0; i < placed.length; i++) visit(drawing, placed[i]!, key);
    return { steps: drawing.steps, facts: drawing.facts };
  };
}

/** Draws what comes before the node of `path` for a sample with a key of its own, which is mixed into the host there. */
export type PartnerPlanner<Facts, Op> = (path: string, key: Key, host: Key, facts: Facts) => SamplePlan<Facts, Op>;

/**
 * The plan of a sample that another one, the host, takes in: all that stands before the node that takes it, drawn anew. Of the
 * groups around that node it goes through what the host chose. What mixes is left out, or what stands in for it takes its place.
 */
export function partnerPlanner<Facts, Op>(
  nodes: readonly Node[],
  rules: FactRules<Facts, Op>,
): PartnerPlanner<Facts, Op> {
  const placed = place(nodes, '');
  return (path, key, host, facts) => {
    const drawing: Drawing<Facts, Op> = { steps: [], rules, isPartner: true, facts };
    visitBefore(drawing, placed, path, key, host);
    return { steps: drawing.steps, facts: drawing.facts };
  };
}

function visitBefore<Facts, Op>(
  drawing: Drawing<Facts, Op>,
  siblings: readonly Placed[],
  path: string,
  key: Key,
  host: Key,
): void {
  for (const placed of siblings) {
    if (placed.path === path) return;
    if (path.startsWith(`${placed.path}/`)) {
      const { node, hash, children } = placed;
      const at = namedKey(host, hash);
      const chosen = chosenOf(node as Group, placed, at).map((i) => children[i]!);
      visitBefore(drawing, chosen, path, namedKey(key, hash), at);
      return;
    }
    visit(drawing, placed, key);
  }
}

function place(siblings: readonly Node[], parent: string): readonly Placed[] {
  const names = siblingNames(siblings);
  return siblings.map((node, i) => {
    const path = parent === '' ? names[i]! : `${parent}/${names[i]}`;
    const children = isGroup(node) ? place(node.children, path) : [];
    return { node, path, hash: hashName(names[i]!), children, places: [...children.keys()] };
  });
}

function visit<Facts, Op>(drawing: Drawing<Facts, Op>, placed: Placed, parent: Key): void {
  const { node, path, children } = placed;
  const at = namedKey(parent, placed.hash);
  if (node.p < 1 && !new Draws(childKey(at, own.odds)).bernoulli(node.p)) return;
  if (isGroup(node)) {
    if (node.mask !== undefined) visitBranches(drawing, placed, at);
    else for (const i of chosenOf(node, placed, at)) visit(drawing, children[i]!, at);
    return;
  }
  const given = node as Transform<Facts, Op>;
  const transform = drawing.isPartner && given.definition.mixes ? standIn(given) : given;
  if (transform === undefined) return;
  const { definition, values } = transform;
  const drawn = definition.draw(new Draws(at), values as never, drawing.facts) as Json;
  const ops = definition.lower(drawn, values as never, drawing.facts);
  drawing.steps.push({ path, transform: definition.name, drawn, ops });
  for (let i = 0; i < ops.length; i++) drawing.facts = drawing.rules.after(ops[i]!, drawing.facts);
}

/** Both branches are drawn for the same sample. Their steps are listed for those who look; what is carried out is the one op. */
function visitBranches<Facts, Op>(drawing: Drawing<Facts, Op>, { node, path, children }: Placed, at: Key): void {
  const { rules, steps } = drawing;
  if (rules.branches === undefined)
    throw new AugmentError('bad-plan', `${path}: expected pictures, got ${rules.modality}, which has no blendBy`);
  const branches: Op[][] = [[], []];
  for (const [i, child] of children.entries()) {
    const inner: Drawing<Facts, Op> = { ...drawing, steps: [] };
    visit(inner, child, at);
    for (const step of inner.steps) {
      branches[i]!.push(...step.ops);
      steps.push({ ...step, ops: [] });
    }
  }
  if (branches.every((ops) => ops.length === 0)) return;
  const drawn = drawMask((node as Group).mask!, new Draws(childKey(at, own.choice)));
  steps.push({ path, transform: 'blendBy', drawn, ops: [rules.branches(branches, drawn)] });
}

/** What takes the place of a transform that mixes in a sample that is mixed itself. */
function standIn<Facts, Op>({ definition, values }: Transform<Facts, Op>): Transform<Facts, Op> | undefined {
  return definition.undrawn?.(values as never);
}

function chosenOf(node: Group, { places }: Placed, at: Key): readonly number[] {
  if (node.group === 'sometimes') return places;
  const draws = new Draws(childKey(at, own.choice));
  if (node.group === 'oneOf') return [draws.choice(places, node.weights)];
  const chosen = draws.permutation(places.length).slice(0, draws.integer(node.count!));
  return node.order === 'random' ? chosen : chosen.sort((a, b) => a - b);
}

/** `rotate`, `rotate#2`, or the name that the user gave. */
export function siblingNames(siblings: readonly Node[]): readonly string[] {
  const seen = new Map<string, number>();
  return siblings.map((node) => {
    const base = node.name ?? (isGroup(node) ? node.group : node.definition.name);
    const ordinal = (seen.get(base) ?? 0) + 1;
    seen.set(base, ordinal);
    return ordinal === 1 ? base : `${base}#${ordinal}`;
  });
}

/** Rewrites a neighbouring pair of ops, or leaves it (undefined). */
export type PairRule<Op> = (first: Op, second: Op) => readonly Op[] | undefined;

/**
 * Applies the rules to neighbouring ops until none fits. Pure: data in, data out. The rules must make progress
 * (fewer ops, or an order that no rule undoes).
 */
export function rewrite<Op>(ops: readonly Op[], rules: readonly PairRule<Op>[]): readonly Op[] {
  const done: Op[] = [];
  const again: Op[] = [];
  for (let read = 0; read < ops.length || again.length > 0; ) {
    const next = again.length > 0 ? again.pop()! : ops[read++]!;
    let replaced: readonly Op[] | undefined;
    if (done.length > 0) {
      const before = done[done.length - 1]!;
      for (let i = 0; i < rules.length && replaced === undefined; i++) replaced = rules[i]!(before, next);
    }
    if (replaced === undefined) {
      done.push(next);
    } else {
      done.pop();
      for (let i = replaced.length - 1; i >= 0; i--) again.push(replaced[i]!);
    }
  }
  return done;
}
