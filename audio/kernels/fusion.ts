import { type PairRule, rewrite } from '../../transforms/plan.ts';
import type { WorkingOp } from './execute.ts';

/** Two gains are one. */
const gains: PairRule<WorkingOp> = (first, second) =>
  first.kind === 'gain' && second.kind === 'gain'
    ? [{ kind: 'gain', factor: first.factor * second.factor }]
    : undefined;

const rules: readonly PairRule<WorkingOp>[] = [gains];

/** Makes few ops of many. What comes out differs by rounding alone. */
export function fuse(ops: readonly WorkingOp[]): readonly WorkingOp[] {
  return rewrite(ops, rules);
}
