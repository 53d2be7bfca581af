import { AugmentError } from '../transforms/errors.ts';
import { choice, file, flag, interval, number, optional } from '../transforms/parameters.ts';
import { defineImageTransform } from './image.ts';
import type { ImageOp } from './ops/index.ts';

/** Eigenvalues and eigenvectors (columns) of RGB over ImageNet, values in 0..1; fb.resnet.torch, after Krizhevsky et al. 2012. */
const imagenetEigenvalues = [0.2175, 0.0188, 0.0045] as const;
const imagenetEigenvectors = [
  [-0.5675, 0.7192, 0.4009],
  [-0.5808, -0.0045, -0.814],
  [-0.5836, -0.6948, 0.4203],
] as const;

const fitted = ['zca', 'pca'];

/**
 * Whitens the picture, in any of the three senses of the word.
 * `standardize`: mean to mid grey, `clipSigma` standard deviations to black and white, by the picture's own statistics.
 * `zca`, `pca`: decorrelated by a matrix fitted over a dataset with `augment whiten`, read from `file`.
 * `lighting`: published PCA lighting noise, one random RGB shift along the principal axes of colour.
 */
export const whiten = defineImageTransform({
  name: 'whiten',
  summary: 'Whiten: standardise each picture, decorrelate by a fitted ZCA or PCA matrix, or add PCA lighting noise.',
  reference: 'tf.image.per_image_standardization; Keras and kornia ZCA; Krizhevsky et al. 2012 (lighting)',
  equivalents: {
    albumentations: "A.Normalize(normalization='image'); lighting: A.FancyPCA(alpha=0.1)",
    kornia: 'K.enhance.ZCAWhitening()',
  },
  parameters: {
    method: choice({
      options: ['standardize', 'zca', 'pca', 'lighting'],
      default: 'standardize',
      help: 'Which whitening.',
    }),
    perChannel: flag({ default: false, help: 'standardize: statistics of each channel rather than of all three.' }),
    clipSigma: number({
      default: 3,
      min: 0,
      positive: true,
      unit: 'standard deviations',
      help: 'standardize, zca, pca: how far from the mean black and white lie.',
    }),
    epsilon: optional(
      number({
        min: 0,
        help: 'standardize: least standard deviation, or what is added to it, in grey levels (default 1e-3); zca, pca: 1e-6.',
      }),
    ),
    standardizeEpsilon: choice({
      options: ['floor', 'added'],
      default: 'floor',
      help: 'standardize: divide by max(std, epsilon), or by std + epsilon.',
    }),
    whitenEpsilon: choice({
      options: ['insideRoot', 'addedToSingularValue'],
      default: 'insideRoot',
      help: 'zca, pca: 1 / sqrt(eigenvalue + epsilon) as kornia, or sqrt(n) / (singular value + epsilon) as Keras.',
    }),
    file: optional(file({ help: 'zca, pca: the file that `augment whiten` wrote.' })),
    strength: interval({
      default: [0.1, 0.1],
      min: 0,
      max: 10,
      help: 'lighting: standard deviation of the three random coefficients.',
    }),
  },
  validate: ({ method, file: path }) => {
    if (fitted.includes(method) !== (path !== undefined)) {
      const message =
        path === undefined
          ? `expected the file that "augment whiten" wrote, for method "${method}"`
          : `goes with zca and pca only, not "${method}"`;
      throw new AugmentError('bad-parameter', `whiten.file: ${message}`, { transform: 'whiten', parameter: 'file' });
    }
  },
  draw: (draws, { method, strength }) => {
    if (method !== 'lighting') return {};
    const sigma = draws.uniform(strength);
    return { alpha: [draws.normal(0, sigma), draws.normal(0, sigma), draws.normal(0, sigma)] };
  },
  lower: (drawn, values): ImageOp[] => {
    const { method, perChannel, clipSigma } = values;
    if ('alpha' in drawn) {
      const [red, green, blue] = lightingShift(drawn.alpha as readonly number[]);
      return [{ kind: 'color', matrix: [1, 0, 0, red, 0, 1, 0, green, 0, 0, 1, blue] }];
    }
    if (method === 'zca' || method === 'pca') {
      const epsilon = values.epsilon ?? 1e-6;
      return [{ kind: 'whiten', file: values.file!, method, clipSigma, epsilon, epsilonMode: values.whitenEpsilon }];
    }
    const epsilonMode = values.standardizeEpsilon === 'floor' ? 'floor' : 'add';
    return [{ kind: 'standardize', perChannel, clipSigma, epsilon: values.epsilon ?? 1e-3, epsilonMode }];
  },
});

/** The RGB shift, in grey levels, of three coefficients along the principal axes. */
function lightingShift(alpha: readonly number[]): readonly [number, number, number] {
  return imagenetEigenvectors.map(
    (row) => 255 * row.reduce((sum, component, i) => sum + component * alpha[i]! * imagenetEigenvalues[i]!, 0),
  ) as unknown as readonly [number, number, number];
}
