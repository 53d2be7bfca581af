import { AugmentError } from '../transforms/errors.ts';
import { choice, interval, optional } from '../transforms/parameters.ts';
import { defineImageTransform } from './image.ts';

const published = { blackbody: [3000, 15000], daylight: [4000, 15000] } as const;

/**
 * Shows the picture as under a light of a random colour temperature: low is orange, high is blue, and green stays. The
 * gains of red and blue are those of the light's linear sRGB over its green, applied to levels, as Planckian jitter does.
 * White stays white under daylight of 6504 K. Chromaticities: Kim et al. 2002 (black body), CIE 15 (daylight).
 */
export const whiteBalance = defineImageTransform({
  name: 'whiteBalance',
  summary: 'Show the picture as under a light of another colour temperature.',
  reference: 'Zini et al. 2022, Planckian jitter; Kim et al. 2002; CIE 15 daylight',
  equivalents: {
    albumentations: "A.PlanckianJitter(mode='blackbody', temperature_limit=(3000, 15000), sampling_method='uniform')",
    kornia: "K.augmentation.RandomPlanckianJitter(mode='blackbody')",
  },
  parameters: {
    illuminant: choice({
      options: ['blackbody', 'daylight'],
      default: 'blackbody',
      help: "Light of a black body, or the CIE's daylight (elsewhere called CIED).",
    }),
    temperatureKelvin: optional(
      interval({
        min: 1667,
        max: 25000,
        unit: 'kelvin',
        help: 'Colour temperature, drawn for each sample; [3000, 15000] for a black body and [4000, 15000] for daylight where left out.',
      }),
    ),
  },
  validate: ({ illuminant, temperatureKelvin: given }) => {
    if (illuminant === 'daylight' && given !== undefined && given[0] < 4000) {
      throw new AugmentError(
        'bad-parameter',
        `whiteBalance.temperatureKelvin: expected 4000 kelvin or more for daylight, got [${given}]; below that use blackbody`,
        { transform: 'whiteBalance', parameter: 'temperatureKelvin' },
      );
    }
  },
  draw: (draws, { illuminant, temperatureKelvin }) => ({
    kelvin: draws.uniform(temperatureKelvin ?? published[illuminant]),
  }),
  lower: ({ kelvin }, { illuminant }) => {
    const [x, y] = (illuminant === 'daylight' ? daylight : blackbody)(kelvin);
    const [red, green, blue] = linearRgb(x, y);
    const white = linearRgb(...daylight(6504));
    const gain = (channel: number, neutral: number) => channel / green / (neutral / white[1]);
    return [
      {
        kind: 'color',
        matrix: [gain(red, white[0]), 0, 0, 0, 0, 1, 0, 0, 0, 0, gain(blue, white[2]), 0],
      },
    ];
  },
});

/** Chromaticity of the Planckian locus, 1667 to 25000 K. */
function blackbody(kelvin: number): [number, number] {
  const t = 1000 / kelvin;
  const x =
    kelvin <= 4000
      ? -0.2661239 * t ** 3 - 0.234358 * t ** 2 + 0.8776956 * t + 0.17991
      : -3.0258469 * t ** 3 + 2.1070379 * t ** 2 + 0.2226347 * t + 0.24039;
  if (kelvin <= 2222) return [x, -1.1063814 * x ** 3 - 1.3481102 * x ** 2 + 2.18555832 * x - 0.20219683];
  if (kelvin <= 4000) return [x, -0.9549476 * x ** 3 - 1.37418593 * x ** 2 + 2.09137015 * x - 0.16748867];
  return [x, 3.081758 * x ** 3 - 5.8733867 * x ** 2 + 3.75112997 * x - 0.37001483];
}

/** Chromaticity of CIE daylight, 4000 to 25000 K. */
function daylight(kelvin: number): [number, number] {
  const t = 1000 / kelvin;
  const x =
    kelvin <= 7000
      ? -4.607 * t ** 3 + 2.9678 * t ** 2 + 0.09911 * t + 0.244063
      : -2.0064 * t ** 3 + 1.9018 * t ** 2 + 0.24748 * t + 0.23704;
  return [x, -3 * x ** 2 + 2.87 * x - 0.275];
}

/** Linear sRGB (IEC 61966-2-1) of a light of luminance 1; a light beyond its gamut has no less than nothing of a channel. */
function linearRgb(x: number, y: number): readonly [number, number, number] {
  const X = x / y;
  const Z = (1 - x - y) / y;
  return [
    Math.max(0, 3.2406255 * X - 1.5372073 - 0.4986286 * Z),
    Math.max(0, -0.9689307 * X + 1.8757561 + 0.0415175 * Z),
    Math.max(0, 0.0557101 * X - 0.2040211 + 1.0569959 * Z),
  ];
}
