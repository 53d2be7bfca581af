import { AugmentError, childKey, Draws, descend, type Key, show } from '../transforms/index.ts';

/** One step between the source and the epoch's order. Steps apply one after the other, as they were called. */
export type OrderStep = 'shuffle' | { readonly take: number };

/** What becomes of the end of an epoch that does not fill a batch, or one batch for each rank. */
export type Tail = 'keep' | 'drop' | 'pad' | 'wrap';
export const tails: readonly Tail[] = ['keep', 'drop', 'pad', 'wrap'];

/** The largest epoch that is laid out as a table; above, the shuffle needs the stream's Feistel order. */
const largestTable = 2 ** 24;

/** The sample ids of one epoch, in order: a pure function of (seed, epoch, steps, length). Every shuffle is full. */
export function epochOrder(length: number, steps: readonly OrderStep[], seed: Key, epoch: number): Uint32Array {
  if (length > largestTable) {
    throw new AugmentError(
      'too-many-samples',
      `expected at most ${largestTable} samples, got ${length}; split the source, or take fewer`,
    );
  }
  let ids = Uint32Array.from({ length }, (_, id) => id);
  const key = descend(seed, 'order', epoch);
  steps.forEach((step, i) => {
    if (step === 'shuffle') shuffle(ids, childKey(key, i));
    else ids = ids.slice(0, step.take);
  });
  return ids;
}

/** Fisher-Yates, so that every order is equally likely. */
function shuffle(ids: Uint32Array, key: Key): void {
  const draws = new Draws(key);
  for (let i = ids.length - 1; i > 0; i--) {
    const j = draws.integer([0, i]);
    const swapped = ids[i]!;
    ids[i] = ids[j]!;
    ids[j] = swapped;
  }
}

/** Order steps from loose JSON. */
export function parseOrder(json: unknown, where: string): readonly OrderStep[] {
  const list = Array.isArray(json) ? json : [json];
  return list.map((step, i) => {
    if (step === 'shuffle') return step;
    if (typeof step === 'object' && step !== null && Object.keys(step).join() === 'take')
      return { take: checkedTake(step.take, `${where}[${i}].take`) };
    throw new AugmentError('bad-config', `${where}[${i}]: expected "shuffle" or { take: n }, got ${show(step)}`);
  });
}

export function checkedTake(count: unknown, where: string): number {
  if (!Number.isSafeInteger(count) || (count as number) < 1) {
    throw new AugmentError('bad-parameter', `${where}: expected a whole number >= 1, got ${show(count)}`);
  }
  return count as number;
}
