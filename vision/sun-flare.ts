import { color, interval } from '../transforms/parameters.ts';
import { defineImageTransform } from './image.ts';
import type { ImageOp, LightOp, Rgb } from './ops/index.ts';

const none = [0, 0, 0] as const;

/** Lets the sun into the lens: a glow, and a row of discs on the line from it through the middle. */
export const sunFlare = defineImageTransform({
  name: 'sunFlare',
  summary: 'Let the sun into the lens: a glow, and a row of discs.',
  reference: 'albumentations.RandomSunFlare',
  equivalents: {
    albumentations: 'A.RandomSunFlare(flare_roi=(0, 0, 1, 0.5), num_flare_circles_range=(6, 10), src_radius=400)',
  },
  parameters: {
    xFraction: interval({ default: [0, 1], min: -1, max: 2, unit: 'of the width', help: 'Where the sun stands.' }),
    yFraction: interval({ default: [0, 0.5], min: -1, max: 2, unit: 'of the height', help: 'How low it stands.' }),
    glowFraction: interval({
      default: [0.3, 0.6],
      min: 0.01,
      max: 2,
      unit: 'of the diagonal',
      help: 'How far the glow reaches.',
    }),
    discs: interval({ default: [6, 10], integer: true, min: 0, max: 32, help: 'How many discs.' }),
    strength: interval({ default: [0.5, 1], min: 0, max: 1, help: 'How bright it is.' }),
    color: color({ default: [255, 246, 224], help: 'The colour of the light.' }),
  },
  draw: (draws, values) => ({
    xFraction: draws.uniform(values.xFraction),
    yFraction: draws.uniform(values.yFraction),
    glowFraction: draws.uniform(values.glowFraction),
    strength: draws.uniform(values.strength),
    row: Array.from({ length: draws.integer(values.discs) }, () => ({
      // Along the line: 0 is the sun, 1 the middle of the picture, 2 its mirror image.
      along: draws.uniform([0.2, 2.4]),
      radius: draws.uniform([0.008, 0.06]),
      share: draws.uniform([0.05, 0.25]),
      tint: [draws.uniform([0.6, 1]), draws.uniform([0.6, 1]), draws.uniform([0.6, 1])],
    })),
  }),
  lower: ({ xFraction, yFraction, glowFraction, strength, row: drawn }, { color }): readonly ImageOp[] => {
    if (strength === 0) return [];
    const sun = [xFraction, yFraction] as const;
    const glow = shine(sun, glowFraction, 0, 4, scaled(color, strength));
    const core = shine(sun, glowFraction / 3, 0, 2, scaled(color, strength));
    const row = drawn.map(({ along, radius, share, tint }) => {
      const centre = [sun[0] + along * (0.5 - sun[0]), sun[1] + along * (0.5 - sun[1])] as const;
      const light = [0, 1, 2].map((c) => color[c]! * tint[c]! * share * strength) as unknown as Rgb;
      return shine(centre, radius, radius * 0.85, 1, light);
    });
    return [glow, core, ...row];
  },
});

/** Adds light about a place: none from `reach` on, all of it from `full` inwards. */
function shine(
  center: readonly [number, number],
  reach: number,
  full: number,
  power: 1 | 2 | 3 | 4,
  light: Rgb,
): LightOp {
  return {
    kind: 'light',
    mask: { kind: 'radial', center, inner: reach, outer: full, power },
    gain: [1, 0],
    offset: [none, light],
  };
}

const scaled = ([red, green, blue]: Rgb, by: number): Rgb => [red * by, green * by, blue * by];
