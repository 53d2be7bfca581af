import { type PairRule, rewrite } from '../../transforms/plan.ts';
import type { WorkingOp } from './execute.ts';

/** Two gains are one. */
const gains: PairRule<WorkingOp> = (first, second) =>
  first.kind === 'gain' && second.kind === 'gain'
    ? [{ kind: 'gain', factor: first.factor * second.factor }]
    : undefined;

/** Filters that run forwards go through the sound together; those that also run backwards each have ends of their own. */
const filters: PairRule<WorkingOp> = (first, second) =>
  first.kind === 'filter' && second.kind === 'filter' && !first.zeroPhase && !second.zeroPhase
    ? [{ kind: 'filter', filters: [...first.filters, ...second.filters], zeroPhase: false }]
    : undefined;

const rules: readonly PairRule<WorkingOp>[] = [gains, filters];

/** Makes few ops of many. What comes out differs by rounding alone. */
export function fuse(ops: readonly WorkingOp[]): readonly WorkingOp[] {
  return rewrite(ops, rules);
}
