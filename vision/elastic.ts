import { choice, flag, interval } from '../transforms/parameters.ts';
import { borderParameters } from './bends/border-parameters.ts';
import { defineImageTransform, identity3, warp } from './image.ts';

/** Displaces every pixel by a smooth random field: white noise smoothed by a Gaussian of `sigmaPixels`. Simard et al. 2003. */
export const elastic = defineImageTransform({
  name: 'elastic',
  summary: 'Bend the picture by a smooth random field.',
  reference: 'torchvision.transforms.v2.ElasticTransform; Simard, Steinkraus and Platt 2003',
  equivalents: {
    torchvision: 'v2.ElasticTransform(alpha=50.0, sigma=5.0)',
    albumentations: 'A.ElasticTransform(alpha=25, sigma=5)',
  },
  example: { alpha: [150, 150], sigmaPixels: [8, 8] },
  parameters: {
    alpha: interval({
      default: [50, 50],
      min: 0,
      max: 100000,
      help: 'How strong; `alphaUnit` says in what.',
    }),
    alphaUnit: choice({
      options: ['torchvision', 'albumentations', 'rms'],
      default: 'torchvision',
      help:
        'What alpha multiplies: noise in -1..1 after smoothing, in half pixels (torchvision) or pixels (albumentations); ' +
        'or it is the root mean square of the displacement along each axis in pixels, whatever sigma is (rms).',
    }),
    sigmaPixels: interval({
      default: [5, 5],
      min: 1,
      max: 10000,
      unit: 'pixels',
      help: 'Standard deviation of the Gaussian that smooths the noise.',
    }),
    sameForBoth: flag({ default: false, help: 'The same displacement down as across.' }),
    ...borderParameters,
  },
  draw: (draws, { alpha, sigmaPixels }) => ({
    alpha: draws.uniform(alpha),
    sigmaPixels: draws.uniform(sigmaPixels),
    key: draws.field('bend'),
  }),
  lower: ({ alpha, sigmaPixels, key }, { alphaUnit, sameForBoth, border, fill, interpolation }, facts) => {
    const rmsPixels = alphaUnit === 'rms' ? alpha : alpha * (alphaUnit === 'torchvision' ? 0.5 : 1) * kept(sigmaPixels);
    if (rmsPixels === 0) return [];
    const bend = { kind: 'elastic', key, sigmaPixels, rmsPixels, sameForBoth } as const;
    return [warp(facts, facts.width, facts.height, identity3, { border, fill, interpolation, bend })];
  },
});

/** The standard deviation that uniform noise in -1..1, one a pixel, keeps under a Gaussian in two dimensions. */
function kept(sigma: number): number {
  return 1 / Math.sqrt(3) / (2 * Math.sqrt(Math.PI) * sigma);
}
