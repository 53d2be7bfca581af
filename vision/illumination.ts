import { choice, interval } from '../transforms/parameters.ts';
import { defineImageTransform } from './image.ts';
import type { LightMask } from './ops/index.ts';

const none = [0, 0, 0] as const;
const shapes = ['ramp', 'corner', 'spot'] as const;

/** Lights the picture unevenly: from one side, from a corner, or around a spot. */
export const illumination = defineImageTransform({
  name: 'illumination',
  summary: 'Light the picture unevenly: from a side, from a corner, or around a spot.',
  reference:
    'albumentations.Illumination; kornia RandomLinearIllumination, RandomLinearCornerIllumination, RandomGaussianIllumination',
  equivalents: {
    albumentations: "A.Illumination(mode='linear', intensity_range=(0.01, 0.2), effect_type='both')",
    kornia: 'K.RandomLinearIllumination(gain=(0.01, 0.2))',
  },
  parameters: {
    shape: choice({
      options: ['any', ...shapes],
      default: 'any',
      help: 'From one side to the other, from a corner, around a spot, or one of them drawn for each sample.',
    }),
    effect: choice({
      options: ['both', 'brighten', 'darken'],
      default: 'both',
      help: 'What happens where the light falls; both: drawn for each sample.',
    }),
    strength: interval({ default: [0.05, 0.4], min: 0, max: 1, help: 'By which share the levels change at most.' }),
    sigmaFraction: interval({
      default: [0.2, 0.6],
      min: 0.01,
      max: 5,
      unit: 'of the sides',
      help: 'spot: its standard deviation.',
    }),
  },
  draw: (draws, { shape, effect, strength, sigmaFraction }) => ({
    shape: shape === 'any' ? draws.choice(shapes) : shape,
    isBrighter: effect === 'both' ? draws.bernoulli(0.5) : effect === 'brighten',
    strength: draws.uniform(strength),
    sigmaFraction: draws.uniform(sigmaFraction),
    angleDegrees: draws.uniform([0, 360]),
    center: [draws.unit(), draws.unit()],
  }),
  lower: (drawn) => {
    const { strength, isBrighter } = drawn;
    if (strength === 0) return [];
    return [{ kind: 'light', mask: maskOf(drawn), gain: [1, isBrighter ? strength : -strength], offset: [none, none] }];
  },
});

function maskOf(drawn: {
  readonly shape: (typeof shapes)[number];
  readonly sigmaFraction: number;
  readonly angleDegrees: number;
  readonly center: readonly number[];
}): LightMask {
  const center = [drawn.center[0]!, drawn.center[1]!] as const;
  if (drawn.shape === 'ramp') return { kind: 'ramp', angleDegrees: drawn.angleDegrees };
  if (drawn.shape === 'spot') return { kind: 'spot', center, sigma: drawn.sigmaFraction };
  const corner = center.map((value) => (value < 0.5 ? 0 : 1)) as unknown as readonly [number, number];
  // Brightest in the corner itself: it falls to nothing at the opposite one.
  return { kind: 'radial', center: corner, inner: 1, outer: 0, power: 1 };
}
