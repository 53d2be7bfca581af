import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { AugmentError, show } from '../../transforms/index.ts';
import type { Batch, SoundBatch } from '../batch.ts';
import { loadConfig } from '../config.ts';
import { Dataset } from '../dataset.ts';
import type { Given } from './command.ts';
import { demonstration } from './demonstration.ts';

/** A fault of the command line itself: exit code 2. */
export class UsageError extends Error {}

/** The pictures that come with the package. */
export const samplePictures = fileURLToPath(new URL('../../../samples/pictures', import.meta.url));

/** The sounds that come with the package. */
export const sampleSounds = fileURLToPath(new URL('../../../samples/sounds', import.meta.url));

/** The dataset of a config file, or of a folder of pictures or sounds with a demonstration plan. `--seed` overrides its seed. */
export function datasetOf(target: string | undefined, given: Given = {}): Dataset<Batch | SoundBatch> {
  const path = target ?? samplePictures;
  const isConfig = /\.(json|ya?ml)$/i.test(path) && !isFolder(path);
  const found = isConfig ? loadConfig<Batch | SoundBatch>(path) : demonstration(path);
  if (given.seed === undefined) return found;
  const seed = String(given.seed);
  return new Dataset({
    ...found.spec,
    seed: /^-?\d+$/.test(seed) && Number.isSafeInteger(Number(seed)) ? Number(seed) : seed,
  });
}

/** As `datasetOf`, for what works with pictures only. */
export function picturesOf(target: string | undefined, given: Given = {}): Dataset {
  const found = datasetOf(target, given);
  if (found.spec.modality === 'image') return found as Dataset;
  throw new UsageError('expected pictures, got sound, which this command does not work with');
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

/** One of a few words from the command line, or the fallback where it was not given. */
export function oneOf<T extends string>(given: Given, name: string, fallback: T, choices: readonly T[]): T {
  const value = given[name] ?? fallback;
  if (choices.includes(value as T)) return value as T;
  throw new UsageError(`--${name}: expected ${choices.join(', ')}, got ${value}`);
}
