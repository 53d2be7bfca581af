import { choice, interval } from '../transforms/parameters.ts';
import { defineImageTransform } from './image.ts';

/**
 * Shows red and blue a little larger or smaller than green, ever more towards the corners, as cheap lenses do. Positions
 * are those of the lens model of OpenCV: r comes from r (1 + primary r^2 + secondary r^4), r over the longer side.
 */
export const chromaticAberration = defineImageTransform({
  name: 'chromaticAberration',
  summary: 'Shift red and blue against green, ever more towards the corners.',
  reference: 'albumentations.ChromaticAberration',
  equivalents: {
    albumentations:
      'A.ChromaticAberration(primary_distortion_limit=(-0.02, 0.02), secondary_distortion_limit=(-0.05, 0.05))',
  },
  parameters: {
    primary: interval({
      default: [-0.02, 0.02],
      min: -1,
      max: 1,
      help: 'Coefficient of r^2, drawn for red and for blue: above 0 the channel is shown smaller.',
    }),
    secondary: interval({ default: [-0.05, 0.05], min: -1, max: 1, help: 'Coefficient of r^4, likewise.' }),
    fringes: choice({
      options: ['greenPurple', 'redBlue', 'random'],
      default: 'greenPurple',
      help: 'Red and blue to the same side, to opposite sides, or either by a coin.',
    }),
  },
  draw: (draws, { primary, secondary, fringes }) => {
    const drawn = {
      primary: [draws.uniform(primary), draws.uniform(primary)],
      secondary: [draws.uniform(secondary), draws.uniform(secondary)],
    };
    const coin = draws.bernoulli(0.5);
    return { ...drawn, isSameSide: fringes === 'random' ? coin : fringes === 'greenPurple' };
  },
  lower: ({ primary, secondary, isSameSide }) => {
    const red = [primary[0]!, secondary[0]!] as const;
    const blue = [sided(primary[1]!, red[0], isSameSide), sided(secondary[1]!, red[1], isSameSide)] as const;
    return [...red, ...blue].every((k) => k === 0) ? [] : [{ kind: 'chromaticAberration', red, blue }];
  },
});

/** The coefficient with the sign of the other one, or against it. */
function sided(coefficient: number, other: number, isSameSide: boolean): number {
  return coefficient * other < 0 === isSameSide ? -coefficient : coefficient;
}
