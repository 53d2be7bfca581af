import { Draws, descend, type Key } from '../../transforms/index.ts';

/**
 * Chooses `count` of the sample ids, for variety: every class in turn, and within a class spread over its samples.
 * The seed decides; few samples are all chosen. In ascending order.
 */
export function chooseExamples(
  ids: Iterable<number>,
  labelOf: (id: number) => number,
  count: number,
  seed: Key,
): number[] {
  const draws = new Draws(descend(seed, 'preview'));
  const classes = new Map<number, number[]>();
  for (const id of [...new Set(ids)].sort((a, b) => a - b)) {
    const label = labelOf(id);
    const members = classes.get(label);
    if (members === undefined) classes.set(label, [id]);
    else members.push(id);
  }
  const groups = spread([...classes.values()], count, draws);
  const shares = groups.map(() => 0);
  for (let left = count, before = -1; left > 0 && left !== before; ) {
    before = left;
    for (const [i, members] of groups.entries()) {
      if (left > 0 && shares[i]! < members.length) {
        shares[i]!++;
        left--;
      }
    }
  }
  return groups.flatMap((members, i) => spread(members, shares[i]!, draws)).sort((a, b) => a - b);
}

/** One item of each of `count` equal parts of the list. */
function spread<T>(items: readonly T[], count: number, draws: Draws): T[] {
  if (count >= items.length) return [...items];
  return Array.from({ length: count }, (_, part) => {
    const low = Math.floor((part * items.length) / count);
    const high = Math.floor(((part + 1) * items.length) / count) - 1;
    return items[draws.integer([low, high])]!;
  });
}
