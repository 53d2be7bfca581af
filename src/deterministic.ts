import { deterministic as deterministicOf, type Modality, type Node } from '../transforms/index.ts';
import type { ImageFacts } from '../vision/index.ts';

/** Sizes that differ from those that transforms ask for, and from each other in every way. */
const images: readonly ImageFacts[] = [
  { width: 20011, height: 17393 },
  { width: 17, height: 29 },
];
const factsOf: Readonly<Record<Modality, readonly unknown[]>> = { image: images, audio: [] };

/**
 * The transforms without what is drawn: for inference, validation and overfitting. Resizing, centre crops, whitening and
 * scaling stay, a resized crop becomes a resize of the same size, and what differs from visit to visit is left out.
 * A transform whose values are all fixed, such as rotate by [90, 90], is the same at every visit and stays.
 * Throws AugmentError `no-deterministic-form` for one of your own that sets the size by what it draws.
 */
export function deterministic(nodes: readonly Node[]): readonly Node[] {
  return deterministicOf(nodes, (modality) => factsOf[modality]);
}
