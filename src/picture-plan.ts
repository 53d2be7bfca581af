import {
  AugmentError,
  isGroup,
  type Node,
  type PartnerPlanner,
  type Planner,
  partnerPlanner,
  planner,
  type SamplePlan,
} from '../transforms/index.ts';
import { type ImageFacts, imageRules } from '../vision/image.ts';
import type { ImageOp, WhitenOp } from '../vision/index.ts';
import { channelsRefused } from '../vision/kernels/channels.ts';
import { mixes } from './spec.ts';

/** Who draws plans of the same nodes; `before` where they mix samples. */
export interface Planners {
  readonly plan: Planner<ImageFacts, ImageOp>;
  readonly before: PartnerPlanner<ImageFacts, ImageOp> | undefined;
}

export function plannersOf(nodes: readonly Node[]): Planners {
  return { plan: planner(nodes, imageRules), before: mixes(nodes) ? partnerPlanner(nodes, imageRules) : undefined };
}

/** What of a mixture is nothing where nothing is mixed in. */
export const alone = { partners: [], shares: undefined } as const;

export function opsOf(plan: SamplePlan<ImageFacts, ImageOp>): readonly ImageOp[] {
  const all: ImageOp[] = [];
  for (const { ops } of plan.steps) for (const op of ops) all.push(op);
  return all;
}

/** Throws AugmentError, by name, where a plan holds what pictures of its channels cannot go through. */
export function assertChannels({ steps, facts: { channels = 3 } }: SamplePlan<ImageFacts, ImageOp>): void {
  if (channels === 3) return;
  for (const { transform, ops } of steps) {
    for (const op of ops) {
      const why = channelsRefused(op, channels);
      if (why !== undefined) throw new AugmentError('needs-rgb', `${transform}: ${why}`, { transform });
    }
  }
}

/** The whitening files that a plan may use. */
export function whiteningFiles(nodes: readonly Node[]): readonly string[] {
  return nodes.flatMap((node) => {
    if (isGroup(node)) return whiteningFiles(node.children);
    const file = (node.values as Partial<WhitenOp>).file;
    return node.definition.name === 'whiten' && file !== undefined ? [file] : [];
  });
}
