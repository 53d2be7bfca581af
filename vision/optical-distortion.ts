import { choice, interval } from '../transforms/parameters.ts';
import { borderParameters } from './bends/border-parameters.ts';
import { defineImageTransform, identity3, warp } from './image.ts';

/**
 * Bends the picture as a lens does, about its middle. With a positive `distortion` the corners look further out, so that
 * the picture shrinks towards its middle (barrel); with a negative one they look further in (pincushion).
 */
export const opticalDistortion = defineImageTransform({
  name: 'opticalDistortion',
  summary: 'Bend the picture as a camera or fisheye lens does.',
  reference: 'albumentations.OpticalDistortion; cv2.initUndistortRectifyMap',
  equivalents: { albumentations: "A.OpticalDistortion(distort_limit=(-0.05, 0.05), mode='camera')" },
  parameters: {
    distortion: interval({
      default: [-0.05, 0.05],
      min: -1,
      max: 1,
      help: 'Strength: k1 and k2 of the camera, k of the fisheye.',
    }),
    model: choice({
      options: ['camera', 'fisheye'],
      default: 'camera',
      help:
        'camera: r (1 + k r^2 + k r^4), r in widths and heights; fisheye: the angle theta = atan(r) becomes ' +
        'theta (1 + k theta^2), r in halves of the longer side.',
    }),
    ...borderParameters,
  },
  draw: (draws, { distortion }) => ({ distortion: draws.uniform(distortion) }),
  lower: ({ distortion }, { model, border, fill, interpolation }, facts) => {
    if (distortion === 0) return [];
    const bend = { kind: 'radial', model, distortion } as const;
    return [warp(facts, facts.width, facts.height, identity3, { border, fill, interpolation, bend })];
  },
});
