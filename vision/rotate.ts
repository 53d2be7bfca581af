import { choice, color, interval } from '../transforms/parameters.ts';
import { defineImageTransform, warp } from './image.ts';

/** Turns the picture about its centre by an angle drawn from `angleDegrees`, counter-clockwise, size unchanged. */
export const rotate = defineImageTransform({
  name: 'rotate',
  summary: 'Turn the picture about its centre; the size stays.',
  reference: 'torchvision.transforms.v2.RandomRotation',
  equivalents: {
    albumentations: 'A.Rotate(limit=(-15, 15), border_mode=cv2.BORDER_CONSTANT)',
    torchvision: 'v2.RandomRotation(15, interpolation=InterpolationMode.BILINEAR)',
  },
  parameters: {
    angleDegrees: interval({
      default: [-15, 15],
      min: -36000,
      max: 36000,
      unit: 'degrees',
      help: 'Angle, counter-clockwise.',
    }),
    border: choice({
      options: ['constant', 'edge', 'reflect', 'wrap'],
      default: 'constant',
      help: 'What shows where the picture has turned away.',
    }),
    fill: color({ default: [0, 0, 0], help: 'The colour of a constant border.' }),
    interpolation: choice({
      options: ['bilinear', 'nearest', 'bicubic'],
      default: 'bilinear',
      help: 'How values between pixels are found.',
    }),
  },
  draw: (draws, { angleDegrees }) => ({ angleDegrees: draws.uniform(angleDegrees) }),
  lower: ({ angleDegrees }, { border, fill, interpolation }, facts) => {
    const turn = sineCosineDegrees(angleDegrees);
    const sine = turn[0];
    const cosine = turn[1];
    const x = (facts.width - 1) / 2;
    const y = (facts.height - 1) / 2;
    const inverse = [
      cosine,
      -sine,
      x - cosine * x + sine * y,
      sine,
      cosine,
      y - sine * x - cosine * y,
      0,
      0,
      1,
    ] as const;
    return [warp(facts, facts.width, facts.height, inverse, { border, fill, interpolation })];
  },
});

/** Exact at multiples of 90 degrees, where a turn moves whole pixels. */
function sineCosineDegrees(degrees: number): readonly [number, number] {
  const quarter = Math.round(degrees / 90);
  const rest = ((degrees - quarter * 90) * Math.PI) / 180;
  const sine = Math.sin(rest);
  const cosine = Math.cos(rest);
  switch (((quarter % 4) + 4) % 4) {
    case 0:
      return [sine, cosine];
    case 1:
      return [cosine, -sine];
    case 2:
      return [-sine, -cosine];
    default:
      return [-cosine, sine];
  }
}
