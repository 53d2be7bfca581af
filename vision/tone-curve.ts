import { choice, flag, interval } from '../transforms/parameters.ts';
import { defineImageTransform } from './image.ts';

/** Where the two inner control points lie when nothing is drawn. */
const middles = { straight: [1 / 3, 2 / 3], sCurve: [1 / 4, 3 / 4] } as const;

/** Bends the scale of levels by a random cubic Bezier curve from black to white. */
export const toneCurve = defineImageTransform({
  name: 'toneCurve',
  summary: 'Bend the scale of levels by a random curve; black and white stay.',
  reference: 'albumentations.RandomToneCurve; Wu et al. 2022 (Bezier curves of tone)',
  equivalents: { albumentations: 'A.RandomToneCurve(scale=0.1, per_channel=False)' },
  parameters: {
    strength: interval({
      default: [0.1, 0.1],
      min: 0,
      max: 1,
      unit: 'of full scale',
      help: 'Standard deviation of the heights of the two control points, drawn for each sample.',
    }),
    perChannel: flag({ default: false, help: 'A curve for each channel, which changes colours as well.' }),
    around: choice({
      options: ['straight', 'sCurve'],
      default: 'straight',
      help: "Around the straight line, so that a strength of 0 changes nothing; or around albumentations' S, which adds contrast by itself.",
    }),
  },
  draw: (draws, { strength, perChannel, around }) => {
    const sigma = draws.uniform(strength);
    const height = (middle: number) => Math.min(1, Math.max(0, draws.normal(middle, sigma)));
    const pair = (): number[] => middles[around].map(height);
    const first = pair();
    return { controls: perChannel ? [first, pair(), pair()] : [first] };
  },
  lower: ({ controls }) => {
    const tables = controls.map(([low, high]) => bezier(low!, high!));
    const first = tables[0]!;
    if (tables.every((table) => table.every((level, i) => level === i))) return [];
    return [{ kind: 'curve', tables: [first, tables[1] ?? first, tables[2] ?? first] }];
  },
});

/** The curve through black and white with control points a third and two thirds of the way, at these heights. */
function bezier(low: number, high: number): readonly number[] {
  return Array.from({ length: 256 }, (_, level) => {
    if (low === middles.straight[0] && high === middles.straight[1]) return level;
    const t = level / 255;
    const rest = 1 - t;
    return 255 * (3 * rest * rest * t * low + 3 * rest * t * t * high + t * t * t);
  });
}
