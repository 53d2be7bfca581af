export { type BlendMaskSpec, type Mask, maskKinds } from './blend-mask.ts';
export {
  blendBy,
  type Group,
  groupNames,
  isGroup,
  mixesWithin,
  type Node,
  oneOf,
  parseNode,
  someOf,
  sometimes,
} from './compose.ts';
export { deterministic } from './deterministic.ts';
export { Draws, type Interval } from './draws.ts';
export { AugmentError, type ErrorDetails, nearest, show, suggestion } from './errors.ts';
export { childKey, descend, hashText, type Key, type KeyPart, namedKey, rootKey } from './key.ts';
export type { Parameter, Schema } from './parameters.ts';
export * as parameters from './parameters.ts';
export { philox4x32, type Words4 } from './philox.ts';
export {
  type DrawnStep,
  drawSample,
  type FactRules,
  type PairRule,
  type PartnerPlanner,
  type Planner,
  partnerPlanner,
  planner,
  rewrite,
  type SamplePlan,
  sampleKey,
  sampleKeys,
  siblingNames,
} from './plan.ts';
export {
  type AnyDefinition,
  type Common,
  type Definition,
  deepFreeze,
  defineTransform,
  type Factory,
  type Given,
  type Json,
  type Modality,
  makeTransform,
  type Parameters,
  parameterSchema,
  type Transform,
  type Values,
} from './transform.ts';
