import { type BlendMaskSpec, checkedMask, type Mask } from './blend-mask.ts';
import { AugmentError, show, suggestion } from './errors.ts';
import { checkAgainst, interval } from './parameters.ts';
import {
  type AnyDefinition,
  type Common,
  checkName,
  type Json,
  makeTransform,
  odds,
  type Transform,
} from './transform.ts';

export const groupNames = ['oneOf', 'someOf', 'sometimes', 'blendBy'] as const;
export type GroupName = (typeof groupNames)[number];

/** A composition of transforms; a frozen value, JSON both ways. */
export interface Group {
  readonly group: GroupName;
  readonly children: readonly Node[];
  /** `oneOf`: relative odds, one for each child. */
  readonly weights: readonly number[] | undefined;
  /** `someOf`: how many, [low, high]. */
  readonly count: readonly [number, number] | undefined;
  /** `someOf`: applied in the order of the list, or in an order of its own for each sample. */
  readonly order: 'listed' | 'random' | undefined;
  /** `blendBy`: how much is seen of the first child. */
  readonly mask: Mask | undefined;
  readonly p: number;
  readonly name: string | undefined;
  toJSON(): Json;
}
export type Node = Transform | Group;

/** Exactly one of the children, drawn for each sample, uniformly or by `weights`. */
export function oneOf(
  children: readonly Node[],
  options: Common & { readonly weights?: readonly number[] } = {},
): Group {
  return group('oneOf', children, options);
}

/** Between `count[0]` and `count[1]` different children, in the order of the list unless `order` is `random`. */
export function someOf(
  children: readonly Node[],
  options: Common & { readonly count: readonly [number, number]; readonly order?: 'listed' | 'random' },
): Group {
  return group('someOf', children, options);
}

/** All of the children with odds `p`, or none. */
export function sometimes(children: readonly Node[], options: Common & { readonly p: number }): Group {
  return group('sometimes', children, options);
}

/**
 * The picture taken through `first` and through `second` (or left as it is), each drawn by itself, and both laid together by a mask:
 * where it is 1 the first is seen, where it is 0 the second. For what changes pixels where they are: colour, filters, noise.
 */
export function blendBy(
  mask: BlendMaskSpec,
  first: Node | readonly Node[],
  second: Node | readonly Node[] = [],
  options: Common = {},
): Group {
  const branches = [first, second].map((branch) => (Array.isArray(branch) ? branch : [branch as Node]));
  if (branches[0]!.length === 0) {
    throw new AugmentError('bad-parameter', 'blendBy: expected at least one transform in the first branch, got none', {
      transform: 'blendBy',
    });
  }
  const children = branches.filter((branch) => branch.length > 0).map(asOne);
  return group('blendBy', children, { ...options, mask });
}

/** Several transforms, one after the other, as one node. */
function asOne(nodes: readonly Node[]): Node {
  return nodes.length === 1 ? nodes[0]! : group('sometimes', nodes, { p: 1 });
}

export function isGroup(node: Node): node is Group {
  return 'group' in node;
}

const optionsOf: Record<GroupName, readonly string[]> = {
  oneOf: ['weights', 'p', 'name'],
  someOf: ['count', 'order', 'p', 'name'],
  sometimes: ['p', 'name'],
  blendBy: ['mask', 'p', 'name'],
};
const countOf = interval({ integer: true, min: 0, help: 'How many children a sample gets.' });

function group(kind: GroupName, children: readonly Node[], given: object = {}, where: string = kind): Group {
  const options = given as Readonly<Record<string, unknown>>;
  const bad = (message: string) => new AugmentError('bad-parameter', `${where}${message}`, { transform: kind });
  if (!Array.isArray(children) || children.length === 0)
    throw bad(`: expected a list of at least one transform, got ${show(children)}`);
  for (const name of Object.keys(options)) {
    if (!optionsOf[kind].includes(name)) throw bad(`: unknown option "${name}"; ${suggestion(name, optionsOf[kind])}`);
  }
  const weights = options.weights as readonly number[] | undefined;
  if (weights !== undefined) {
    const valid =
      Array.isArray(weights) &&
      weights.length === children.length &&
      weights.every((w) => Number.isFinite(w) && w >= 0);
    if (!valid || !weights.some((w) => w > 0)) {
      throw bad(
        `.weights: expected ${children.length} numbers >= 0, one for each child, not all 0, got ${show(weights)}`,
      );
    }
  }
  let count: readonly [number, number] | undefined;
  if (kind === 'someOf') {
    const [low, high] = countOf.check(options.count, `${where}.count`);
    count = Object.freeze([low, high] as const);
    if (high > children.length)
      throw bad(`.count: expected at most ${children.length}, the number of children, got ${show(count)}`);
  }
  const order =
    kind === 'someOf'
      ? checkAgainst<'listed' | 'random'>(
          { type: 'string', enum: ['listed', 'random'] },
          options.order === undefined ? 'listed' : options.order,
          `${where}.order`,
        )
      : undefined;
  const mask = kind === 'blendBy' ? checkedMask(options.mask, `${where}.mask`) : undefined;
  if (mask !== undefined) {
    if (children.length > 2) throw bad(`: expected one or two branches, got ${children.length}`);
    const nodes = (children as readonly Node[]).filter((child) => typeof child === 'object' && child !== null);
    const mixing = nodes.find(mixesWithin);
    if (mixing !== undefined)
      throw bad(`: expected no transform in it that mixes samples, got ${show(mixing)}; put it before or after`);
  }
  if (kind === 'sometimes' && options.p === undefined) throw bad('.p: expected a number >= 0 and <= 1, got nothing');
  const p = odds.check(options.p === undefined ? 1 : options.p, `${where}.p`);
  const name = checkName(options.name, where, kind);
  const frozen = Object.freeze([...children]);
  const shares = weights === undefined ? undefined : Object.freeze([...weights]);
  return Object.freeze({
    group: kind,
    children: frozen,
    weights: shares,
    count,
    order,
    mask,
    p,
    name,
    toJSON: (): Json => ({
      [kind]: frozen.map((child) => child.toJSON()),
      ...(shares === undefined ? {} : { weights: [...shares] }),
      ...(count === undefined ? {} : { count: [...count] }),
      ...(order === undefined || order === 'listed' ? {} : { order }),
      ...(mask === undefined ? {} : { mask: { kind: mask.kind, ...mask.values } }),
      ...(p === 1 && kind !== 'sometimes' ? {} : { p }),
      ...(name === undefined ? {} : { name }),
    }),
  });
}

/** Whether it takes other samples in, or something in it does. */
export function mixesWithin(node: Node): boolean {
  return isGroup(node) ? node.children.some(mixesWithin) : node.definition.mixes === true;
}

/** A node from its JSON form, e.g. `{ "rotate": { "angleDegrees": [-15, 15] } }` or `{ "oneOf": [...], "weights": [...] }`. */
export function parseNode(json: unknown, catalog: ReadonlyMap<string, AnyDefinition>, where: string): Node {
  if (typeof json === 'string') return parseNode({ [json]: {} }, catalog, where);
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new AugmentError(
      'bad-config',
      `${where}: expected a transform such as { rotate: { angleDegrees: [-15, 15] } }, got ${show(json)}`,
    );
  }
  const entries = Object.entries(json);
  const kind = groupNames.find((name) => name in json);
  if (kind !== undefined) {
    const { [kind]: list, ...options } = json as Record<string, unknown>;
    if (!Array.isArray(list))
      throw new AugmentError('bad-config', `${where}.${kind}: expected a list of transforms, got ${show(list)}`);
    const children = list.map((child, i) => parseNode(child, catalog, `${where}.${kind}[${i}]`));
    return group(kind, children, options, `${where}.${kind}`);
  }
  if (entries.length !== 1) {
    throw new AugmentError('bad-config', `${where}: expected one transform by its name, got ${show(json)}`);
  }
  const [name, given] = entries[0]!;
  const definition = catalog.get(name);
  if (definition === undefined) {
    const known = [...catalog.keys(), ...groupNames];
    throw new AugmentError('unknown-transform', `${where}: unknown transform "${name}"; ${suggestion(name, known)}`, {
      transform: name,
    });
  }
  return makeTransform(definition, given, `${where}.${name}`);
}
