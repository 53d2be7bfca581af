import { AugmentError, type Modality, show } from '../../transforms/index.ts';

/** One step between the source and the epoch's order. Steps apply one after the other, as they were called. */
export type OrderStep =
  | 'shuffle'
  | { readonly take: number }
  | { readonly window: number }
  | { readonly bucket: number };

/** What becomes of the end of an epoch that does not fill a batch, or one batch for each rank. */
export type Tail = 'keep' | 'drop' | 'pad' | 'wrap';
export const tails: readonly Tail[] = ['keep', 'drop', 'pad', 'wrap'];

/** Order steps from loose JSON. */
export function parseOrder(json: unknown, modality: Modality, where: string): readonly OrderStep[] {
  const list = Array.isArray(json) ? json : [json];
  return list.map((step, i) => {
    if (step === 'shuffle') return step;
    if (typeof step === 'object' && step !== null && Object.keys(step).join() === 'take')
      return { take: checkedTake(step.take, `${where}[${i}].take`) };
    if (typeof step === 'object' && step !== null && Object.keys(step).join() === 'window')
      return { window: checkedTake(step.window, `${where}[${i}].window`) };
    if (modality === 'audio' && typeof step === 'object' && step !== null && Object.keys(step).join() === 'bucket')
      return { bucket: checkedTake(step.bucket, `${where}[${i}].bucket`) };
    throw new AugmentError('bad-config', `${where}[${i}]: expected "shuffle" or { take: n }, got ${show(step)}`);
  });
}

export function checkedTake(count: unknown, where: string): number {
  if (!Number.isSafeInteger(count) || (count as number) < 1) {
    throw new AugmentError('bad-parameter', `${where}: expected a whole number >= 1, got ${show(count)}`);
  }
  return count as number;
}
