import { gain, pitchShift, gaussianNoise as soundNoise, tanhDistortion, timeShift } from '../../audio/index.ts';
import {
  colorJitter,
  gaussianBlur,
  gaussianNoise,
  horizontalFlip,
  pixelDropout,
  resizedCrop,
  rotate,
} from '../../vision/index.ts';
import type { Batch, SoundBatch } from '../batch.ts';
import { type Dataset, dataset } from '../dataset.ts';
import { audioFolder } from '../sources/audio-folder.ts';
import { folderMedia } from '../sources/folder-media.ts';
import { imageFolder } from '../sources/image-folder.ts';

/** The chain that a bare folder of pictures is given. */
export const picturePlan = [
  resizedCrop({ size: [224, 224], areaFraction: [0.25, 1] }),
  horizontalFlip({ p: 0.5 }),
  rotate({ angleDegrees: [-15, 15] }),
  colorJitter({ brightness: [0.8, 1.2], contrast: [0.8, 1.2], saturation: [0.8, 1.2], hueDegrees: [-18, 18] }),
  gaussianBlur({ sigmaPixels: [0.1, 2], p: 0.5 }),
  gaussianNoise({ sigma: [0.05, 0.05] }),
  pixelDropout({ dropFraction: [0.01, 0.01] }),
];

/** The chain that a bare folder of sounds is given: shift it and distort it. */
const soundPlan = [
  timeShift({ shift: [-0.25, 0.25] }),
  pitchShift({ semitones: [-3, 3], p: 0.5 }),
  tanhDistortion({ p: 0.5 }),
  gain({ gainDb: [-12, 6] }),
  soundNoise({ snrDb: [10, 40] }),
];

/** A folder with a plan that shows what there is: pictures, or where it has more sounds than pictures, sounds. */
export function demonstration(path: string): Dataset<Batch | SoundBatch> {
  const chosen =
    folderMedia(path) === 'audio'
      ? dataset<Batch | SoundBatch>(audioFolder(path))
          .augment(...soundPlan)
          .decode({ sampleRate: 16_000, channels: 'mono' })
      : dataset<Batch | SoundBatch>(imageFolder(path)).augment(...picturePlan);
  return chosen.shuffle().batch(32) as Dataset<Batch | SoundBatch>;
}
