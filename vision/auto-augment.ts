import { choice } from '../transforms/parameters.ts';
import { autoAugmentTables } from './auto-augment-tables.ts';
import { border, fill, nearestInterpolation } from './geometry.ts';
import { defineImageTransform } from './image.ts';
import { type DrawnOp, drawnOp, type PolicyOp, policyLowered } from './policy.ts';
import { randSpace } from './rand-augment.ts';

/** Magnitudes of the published tables go from 0 to 9. */
const bins = 10;

/** One of 25 pairs of operations that were found by search on a dataset, each operation with odds and a strength of its own. */
export const autoAugment = defineImageTransform({
  name: 'autoAugment',
  summary: 'One of 25 pairs of operations that were found by search on ImageNet, CIFAR-10 or SVHN.',
  reference: 'Cubuk et al. 2019; torchvision.transforms.v2.AutoAugment',
  equivalents: { torchvision: 'v2.AutoAugment(AutoAugmentPolicy.IMAGENET)' },
  parameters: {
    policy: choice({ options: ['imagenet', 'cifar10', 'svhn'], default: 'imagenet', help: 'Which table.' }),
    border,
    fill,
    interpolation: nearestInterpolation,
  },
  draw: (draws, { policy }) => {
    const pair = draws.integer([0, autoAugmentTables[policy].length - 1]);
    const steps = autoAugmentTables[policy][pair]!.split(', ').map((text) => {
      const [op, odds, bin = '0'] = text.split(' ') as [PolicyOp, string, string?];
      const isDrawn = draws.bernoulli(Number(odds));
      const drawn = drawnOp(draws, op, Number(bin));
      return isDrawn ? [drawn] : [];
    });
    return { pair, operations: steps.flat().map((one) => ({ ...one })) };
  },
  lower: ({ operations }, { policy: _policy, ...geometry }, facts) =>
    policyLowered(operations as readonly DrawnOp[], randSpace(bins), geometry, facts),
});
