// The 19 corruptions of ImageNet-C (Hendrycks and Dietterich 2019, and the extra four of its repository), by the constants of the
// published code, which are for pictures of 224 x 224: those in pixels are taken as they are.
import type { Draws } from '../transforms/draws.ts';
import { type ImageFacts, identity3, multiply3, warp } from './image.ts';
import { inverted } from './matrices.ts';
import type { ElasticBend, FieldKey, ImageOp, Matrix3 } from './ops/index.ts';

/** What a corruption draws, whichever it is. */
export interface CorruptionDraws {
  readonly field: FieldKey;
  readonly other: FieldKey;
  /** In [0, 1). */
  readonly units: readonly number[];
}

type Corruption = (level: number, drawn: CorruptionDraws, facts: ImageFacts) => readonly ImageOp[];

const none = [0, 0, 0] as const;
/** The constants of the severities 1 to 5. */
const of = <T>(level: number, values: readonly [T, T, T, T, T]): T => values[level - 1]!;

const blurs: Record<'gaussianBlur' | 'defocusBlur' | 'glassBlur' | 'motionBlur' | 'zoomBlur', Corruption> = {
  gaussianBlur: (level) => [{ kind: 'blur', sigmaPixels: of(level, [1, 2, 3, 4, 6]) }],
  defocusBlur: (level) => {
    const [radiusPixels, aliasSigmaPixels] = of(level, [
      [3, 0.1],
      [4, 0.5],
      [6, 0.5],
      [8, 0.5],
      [10, 0.5],
    ]);
    return [{ kind: 'defocus', radiusPixels: radiusPixels!, aliasSigmaPixels: aliasSigmaPixels! }];
  },
  glassBlur: (level, { field }) => {
    const [sigmaPixels, reachPixels, passes] = of(level, [
      [0.7, 1, 2],
      [0.9, 2, 1],
      [1, 2, 3],
      [1.1, 3, 2],
      [1.5, 4, 2],
    ]) as readonly [number, number, number];
    return [{ kind: 'glass', key: field, sigmaPixels, reachPixels, passes }];
  },
  motionBlur: (level, { units }) => {
    // The published kernel is half a Gaussian along the line: its mean reach, as an even line to one side.
    const sigma = of(level, [3, 5, 8, 12, 15]);
    const turn = ((units[0]! * 90 - 45) * Math.PI) / 180;
    return [{ kind: 'motion', x: Math.cos(turn), y: Math.sin(turn), lengthPixels: 1.6 * sigma, bias: 1 }];
  },
  zoomBlur: (level) => {
    const [factor, stepFraction] = of(level, [
      [1.1, 0.01],
      [1.15, 0.01],
      [1.2, 0.02],
      [1.25, 0.02],
      [1.3, 0.03],
    ]) as readonly [number, number];
    return [{ kind: 'zoom', factor, stepFraction }];
  },
};

const weather: Record<'snow' | 'frost' | 'fog' | 'spatter', Corruption> = {
  snow: (level, { field, units }, { width, height }) => {
    const [cover, size, streak, kept] = of(level, [
      [0.02, 3, 8, 0.8],
      [0.04, 2.5, 9, 0.7],
      [0.06, 4, 16, 0.7],
      [0.08, 4.5, 18, 0.65],
      [0.12, 3, 24, 0.55],
    ]) as readonly [number, number, number, number];
    const count = Math.min(20_000, Math.round((cover * width * height) / (size * (size + streak / 3))));
    return [
      // Whiter, and what is dark most of all: the published blend with a bleached grey.
      { kind: 'color', matrix: bleached(1 - kept) },
      {
        kind: 'light',
        mask: {
          kind: 'streaks',
          key: field,
          count,
          radiusPixels: [size / 4, size],
          lengthPixels: [streak / 3, streak],
          angleDegrees: -135 + 90 * units[0]!,
        },
        gain: [1, -1],
        offset: [none, [255, 255, 255]],
      },
    ];
  },
  frost: (level, { field }) => {
    const [kept, ice] = of(level, [
      [1, 0.4],
      [0.8, 0.6],
      [0.7, 0.7],
      [0.65, 0.7],
      [0.6, 0.75],
    ]) as readonly [number, number];
    // The published one adds photographs of frost; ours is grown from noise, denser in places.
    const mask = { kind: 'noise', key: field, cells: 6, octaves: 7, sharpness: 2.2 } as const;
    return [{ kind: 'light', mask, gain: [kept, 0], offset: [none, [190 * ice, 212 * ice, 235 * ice]] }];
  },
  fog: (level, { field }) => {
    const strength = of(level, [1.5, 2, 2.5, 2.5, 3]);
    const octaves = of(level, [4, 4, 6, 7, 8]);
    const scale = 1 / (1 + strength);
    const mask = { kind: 'noise', key: field, cells: 2, octaves, sharpness: 1.8 } as const;
    const light = 255 * strength * scale;
    return [{ kind: 'light', mask, gain: [scale, 0], offset: [none, [light, light, light]] }];
  },
  spatter: (level, { field }) => {
    const [threshold, opacity, isMud] = of(level, [
      [0.69, 0.5, 0],
      [0.67, 0.6, 0],
      [0.65, 0.7, 0],
      [0.64, 0.9, 1],
      [0.62, 0.95, 1],
    ]) as readonly [number, number, number];
    const color = isMud === 1 ? [63, 42, 20] : [175, 238, 238];
    const mask = { kind: 'blobs', key: field, cells: 20, octaves: 3, threshold, softness: 0.05 } as const;
    return [
      {
        kind: 'light',
        mask,
        gain: [1, -opacity],
        offset: [none, [color[0]! * opacity, color[1]! * opacity, color[2]! * opacity]],
      },
    ];
  },
};

const digital: Record<'brightness' | 'contrast' | 'saturate' | 'elastic' | 'pixelate' | 'jpeg', Corruption> = {
  brightness: (level) => [
    { kind: 'hueSaturation', turns: 0, saturationShift: 0, valueShift: 255 * of(level, [0.1, 0.2, 0.3, 0.4, 0.5]) },
  ],
  contrast: (level) => [{ kind: 'contrast', factor: of(level, [0.4, 0.3, 0.2, 0.1, 0.05]) }],
  saturate: (level) => {
    const [factor, shift] = of(level, [
      [0.3, 0],
      [0.1, 0],
      [2, 0],
      [5, 0.1],
      [20, 0.2],
    ]) as readonly [number, number];
    return [{ kind: 'hueSaturation', turns: 0, saturationFactor: factor, saturationShift: shift, valueShift: 0 }];
  },
  elastic: (level, { field, units }, facts) => {
    const [alpha, sigmaPixels, spread] = of(level, [
      [488, 170.8, 24.4],
      [488, 19.52, 48.8],
      [12.2, 2.44, 4.88],
      [17.08, 2.44, 4.88],
      [29.28, 2.44, 4.88],
    ]) as readonly [number, number, number];
    const { width, height } = facts;
    const bend = { kind: 'elastic', key: field, sigmaPixels, rmsPixels: alpha * kept(sigmaPixels), sameForBoth: false };
    const tilt = tilted(units, spread, width, height);
    const how = { border: 'reflect', interpolation: 'bilinear' } as const;
    return [
      warp(facts, width, height, tilt, how),
      warp(facts, width, height, identity3, { ...how, bend: bend as ElasticBend }),
    ];
  },
  pixelate: (level, _drawn, { width, height }) => {
    const factor = of(level, [0.6, 0.5, 0.4, 0.3, 0.25]);
    const part = (side: number) => Math.max(1, Math.floor(side * factor));
    return [{ kind: 'downscale', width: part(width), height: part(height), down: 'bilinear', up: 'nearest' }];
  },
  jpeg: (level) => [{ kind: 'compress', format: 'jpeg', qualityPercent: of(level, [25, 18, 15, 10, 7]) }],
};

const noises: Record<'gaussianNoise' | 'shotNoise' | 'impulseNoise' | 'speckleNoise', Corruption> = {
  gaussianNoise: (level, { field }) => [
    { kind: 'noise', key: field, sigma: 255 * of(level, [0.08, 0.12, 0.18, 0.26, 0.38]), mean: 0, perChannel: true },
  ],
  shotNoise: (level, { field }) => [
    { kind: 'shotNoise', key: field, photonFraction: 1 / of(level, [60, 25, 12, 5, 3]), isLinear: true },
  ],
  impulseNoise: (level, { field }) => {
    const half = of(level, [0.03, 0.06, 0.09, 0.17, 0.27]) / 2;
    return [{ kind: 'impulse', key: field, pepperFraction: half, saltFraction: half, perChannel: true }];
  },
  speckleNoise: (level, { field }) => {
    const sigma = of(level, [0.15, 0.2, 0.35, 0.45, 0.6]);
    return [{ kind: 'multiplyNoise', key: field, factor: [1 - sigma, 1 + sigma], isNormal: true, perChannel: true }];
  },
};

export const corruptions = { ...noises, ...blurs, ...weather, ...digital };
export type CorruptionName = keyof typeof corruptions;
export const corruptionNames = Object.keys(corruptions) as readonly CorruptionName[];

export const drawCorruption = (draws: Draws): CorruptionDraws => ({
  field: draws.field('field'),
  other: draws.field('other'),
  units: [draws.unit(), draws.unit(), draws.unit(), draws.unit(), draws.unit(), draws.unit()],
});

/** Towards a paler grey: `share` of max(x, 1.5 grey + 0.5) in the published code, as a linear map. */
function bleached(share: number): readonly number[] {
  const weights = [0.299, 0.587, 0.114];
  return [0, 1, 2].flatMap((row) => [
    ...weights.map((weight, column) => share * weight + (row === column ? 1 - share : 0)),
    127.5 * share,
  ]);
}

/** The standard deviation that uniform noise in -1..1, one a pixel, keeps under a Gaussian in two dimensions. */
const kept = (sigma: number) => 1 / Math.sqrt(3) / (2 * Math.sqrt(Math.PI) * sigma);

/** The inverse of the map that moves three points about the middle by up to `spread` pixels each way. */
function tilted(units: readonly number[], spread: number, width: number, height: number): Matrix3 {
  const [x, y, reach] = [width / 2, height / 2, Math.max(1, Math.floor(Math.min(width, height) / 3))];
  const from = [
    [x + reach, y + reach],
    [x + reach, y - reach],
    [x - reach, y - reach],
  ] as const;
  // The constants are for 224 pixels: a small picture would turn inside out.
  const most = Math.min(spread, reach * 0.75);
  const to = from.map(
    ([u, v], i) => [u + most * (2 * units[2 * i]! - 1), v + most * (2 * units[2 * i + 1]! - 1)] as const,
  );
  const corners = (points: readonly (readonly [number, number])[]): Matrix3 => [
    points[0]![0],
    points[1]![0],
    points[2]![0],
    points[0]![1],
    points[1]![1],
    points[2]![1],
    1,
    1,
    1,
  ];
  const inverse = multiply3(corners(from), inverted(corners(to)));
  return inverse.map((value) => value / inverse[8]) as unknown as Matrix3;
}
