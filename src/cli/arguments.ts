import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { AugmentError, show } from '../../transforms/index.ts';
import {
  colorJitter,
  gaussianBlur,
  gaussianNoise,
  horizontalFlip,
  pixelDropout,
  resizedCrop,
  rotate,
} from '../../vision/index.ts';
import { loadConfig } from '../config.ts';
import { Dataset, dataset } from '../dataset.ts';
import { imageFolder } from '../sources/image-folder.ts';
import type { Given } from './command.ts';

/** A fault of the command line itself: exit code 2. */
export class UsageError extends Error {}

/** The pictures that come with the package. */
export const samplePictures = fileURLToPath(new URL('../../../samples/pictures', import.meta.url));

/** The chain that a bare folder is given. */
export const demonstrationPlan = [
  resizedCrop({ size: [224, 224], areaFraction: [0.25, 1] }),
  horizontalFlip({ p: 0.5 }),
  rotate({ angleDegrees: [-15, 15] }),
  colorJitter({ brightness: [0.8, 1.2], contrast: [0.8, 1.2], saturation: [0.8, 1.2], hueDegrees: [-18, 18] }),
  gaussianBlur({ sigmaPixels: [0.1, 2], p: 0.5 }),
  gaussianNoise({ sigma: [0.05, 0.05] }),
  pixelDropout({ dropFraction: [0.01, 0.01] }),
];

/** The dataset of a config file, or of a folder of pictures with the demonstration plan. `--seed` overrides its seed. */
export function datasetOf(target: string | undefined, given: Given = {}): Dataset {
  const path = target ?? samplePictures;
  const isConfig = /\.(json|ya?ml)$/i.test(path) && !isFolder(path);
  const found = isConfig
    ? loadConfig(path)
    : dataset(imageFolder(path))
        .shuffle()
        .augment(...demonstrationPlan)
        .batch(32);
  if (given.seed === undefined) return found;
  const seed = String(given.seed);
  return new Dataset({
    ...found.spec,
    seed: /^-?\d+$/.test(seed) && Number.isSafeInteger(Number(seed)) ? Number(seed) : seed,
  });
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** A whole number from the command line, or the fallback where it was not given. */
export function wholeNumber<T>(given: Given, name: string, fallback: T, least = 1): number | T {
  const value = given[name];
  if (value === undefined) return fallback;
  const number = Number(value);
  if (value === '' || !Number.isSafeInteger(number) || number < least) {
    throw new UsageError(`--${name}: expected a whole number >= ${least}, got ${show(value)}`);
  }
  return number;
}

/** The one positional argument, or none. */
export function atMostOne(positionals: readonly string[]): string | undefined {
  if (positionals.length > 1)
    throw new UsageError(`expected one folder or config, got ${positionals.map(show).join(' and ')}`);
  return positionals[0];
}

export function exactlyOne(positionals: readonly string[], what: string): string {
  const only = atMostOne(positionals);
  if (only === undefined) throw new UsageError(`expected ${what}, got nothing`);
  return only;
}

export function positionOutOfRange(what: string, value: number, count: number): AugmentError {
  return new AugmentError('out-of-range', `--${what}: expected 0 to ${count - 1}, got ${value}`);
}
