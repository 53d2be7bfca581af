import type { Draws } from '../transforms/draws.ts';
import { flag, integer, number } from '../transforms/parameters.ts';
import { border, fill, nearestInterpolation } from './geometry.ts';
import { defineImageTransform } from './image.ts';
import { type DrawnOp, drawnOp, type PolicySpace, policyLowered, policyOps } from './policy.ts';

const enhancing = ['brightness', 'color', 'contrast', 'sharpness'];
const names = policyOps.filter((name) => !['invert', 'identity'].includes(name));
const plainNames = names.filter((name) => !enhancing.includes(name));

const space: PolicySpace = {
  bins: 10,
  shear: 0.3,
  translate: (side) => side / 3,
  angleDegrees: 30,
  enhance: 0.9,
  bits: [4, 0],
};

/**
 * The picture blended with several copies of itself, each taken through a chain of one to three operations of its own. Boxes, keypoints
 * and masks stay where they are, as the published method has it: the picture itself keeps a share of the blend.
 */
export const augMix = defineImageTransform({
  name: 'augMix',
  summary: 'Blend the picture with copies of itself that went through chains of operations.',
  reference: 'Hendrycks et al. 2020; torchvision.transforms.v2.AugMix',
  equivalents: { torchvision: 'v2.AugMix(severity=3, mixture_width=3, chain_depth=-1, alpha=1.0, all_ops=True)' },
  parameters: {
    severity: integer({
      default: 3,
      min: 1,
      max: 10,
      help: 'Strength: magnitudes are drawn from the first so many of 10.',
    }),
    width: integer({ default: 3, min: 1, max: 16, help: 'How many chains.' }),
    depth: integer({ default: 0, min: 0, max: 16, help: 'Operations of a chain; 0: 1 to 3, drawn for each.' }),
    alpha: number({
      default: 1,
      min: 0.01,
      max: 100,
      help: 'Shape of the Dirichlet distribution of the shares, and of the Beta distribution of the blend.',
    }),
    allOperations: flag({
      default: true,
      help: 'Brightness, colour, contrast and sharpness too; ImageNet-C has these.',
    }),
    border,
    fill,
    interpolation: nearestInterpolation,
  },
  draw: (draws, { severity, width, depth, alpha, allOperations }) => {
    const known = allOperations ? names : plainNames;
    const chains = Array.from({ length: width }, () =>
      Array.from({ length: depth === 0 ? draws.integer([1, 3]) : depth }, () => {
        const op = draws.choice(known);
        return { ...drawnOp(draws, op, draws.integer([0, severity - 1])) };
      }),
    );
    const original = draws.beta(alpha, alpha);
    return { chains, original, shares: dirichlet(draws, width, alpha).map((share) => share * (1 - original)) };
  },
  lower: ({ chains, original, shares }, geometry, facts) => {
    const branches = chains.map((chain, i) => ({
      ops: policyLowered(chain as readonly DrawnOp[], space, geometry, facts),
      weight: shares[i]!,
    }));
    return [{ kind: 'branches', branches: [{ ops: [], weight: original }, ...branches] }];
  },
});

/** Shares that sum to 1: each breaks a part of its own off what is left. */
function dirichlet(draws: Draws, count: number, alpha: number): number[] {
  let left = 1;
  return Array.from({ length: count }, (_, i) => {
    const share = i === count - 1 ? left : left * draws.beta(alpha, alpha * (count - 1 - i));
    left -= share;
    return share;
  });
}
