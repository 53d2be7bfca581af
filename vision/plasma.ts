import { choice, integer, interval, number } from '../transforms/parameters.ts';
import { defineImageTransform } from './image.ts';
import type { FieldKey, LightOp, Rgb } from './ops/index.ts';

const none = [0, 0, 0] as const;
const grey = (level: number): Rgb => [level, level, level];

/** Changes brightness, contrast or shadow by a cloudy field, from place to place. */
export const plasma = defineImageTransform({
  name: 'plasma',
  summary: 'Change brightness, contrast or shadow by a cloudy field.',
  reference:
    'Nicolaou et al. 2022 (TorMentor); kornia RandomPlasmaBrightness, RandomPlasmaContrast, RandomPlasmaShadow',
  equivalents: {
    albumentations: 'A.PlasmaBrightnessContrast(); A.PlasmaShadow()',
    kornia: 'K.RandomPlasmaBrightness(); K.RandomPlasmaContrast(); K.RandomPlasmaShadow()',
  },
  parameters: {
    effect: choice({
      options: ['brightness', 'contrast', 'shadow'],
      default: 'brightness',
      help: 'Levels go up and down; nearer to mid grey and away from it; or down only.',
    }),
    strength: interval({
      default: [0.1, 0.4],
      min: 0,
      max: 1,
      help: 'The most that happens anywhere: in full scales (brightness), or as a share of the contrast or the level.',
    }),
    patchFraction: number({
      default: 0.5,
      min: 0.01,
      max: 2,
      unit: 'of the longer side',
      help: 'Size of the largest clouds.',
    }),
    octaves: integer({ default: 4, min: 1, max: 8, help: 'How many sizes of clouds, each half as large as the last.' }),
  },
  draw: (draws, { strength }) => ({ strength: draws.uniform(strength), field: draws.field('field') }),
  lower: ({ strength, field }, { effect, patchFraction, octaves }) => {
    if (strength === 0) return [];
    const mask = { kind: 'noise', key: field as FieldKey, cells: 1 / patchFraction, octaves, sharpness: 1.8 } as const;
    return [{ kind: 'light', mask, ...changeOf(effect, strength) }];
  },
});

/** Clouds are 0 to 1: about one half they go up and down. */
function changeOf(effect: 'brightness' | 'contrast' | 'shadow', strength: number): Pick<LightOp, 'gain' | 'offset'> {
  if (effect === 'shadow') return { gain: [1, -strength], offset: [none, none] };
  if (effect === 'brightness') return { gain: [1, 0], offset: [grey(-255 * strength), grey(510 * strength)] };
  const middle = 127.5 * strength;
  return { gain: [1 - strength, 2 * strength], offset: [grey(middle), grey(-2 * middle)] };
}
