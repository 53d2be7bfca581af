import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { type AnyDefinition, AugmentError, type Modality, parseNode, show, suggestion } from '../transforms/index.ts';
import type { Batch, SoundBatch } from './batch.ts';
import { catalogs } from './catalog.ts';
import { Dataset, dataset } from './dataset.ts';
import { checkedDecode } from './decode-spec.ts';
import { checkedTake, parseOrder } from './order/steps.ts';
import { parseSource } from './sources/kinds.ts';
import { checkedCache, checkedLast, checkedNodes, checkedPadding, type DatasetSpec } from './spec.ts';
import { checkedTargets } from './targets/spec.ts';

/** The fields of a config, which is a dataset's JSON. */
export const configFields = [
  '$schema',
  'seed',
  'source',
  'decode',
  'cache',
  'targets',
  'order',
  'augment',
  'batch',
  'lastBatch',
  'padFrames',
  'epochs',
] as const;

export interface ConfigOptions {
  /** The folder that relative paths start from (the working directory). */
  readonly base?: string;
  /** Transforms of your own, beside the library's. */
  readonly transforms?: readonly AnyDefinition[];
}

/** The dataset that JSON describes (of sound: `fromJSON<SoundBatch>`): the inverse of `dataset.toJSON()`. Throws AugmentError that names the field at fault. */
export function fromJSON<B extends Batch | SoundBatch = Batch>(
  json: unknown,
  { base, transforms = [] }: ConfigOptions = {},
): Dataset<B> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new AugmentError(
      'bad-config',
      `config: expected an object with source, augment, batch and so on, got ${show(json)}`,
    );
  }
  for (const field of Object.keys(json)) {
    if (!(configFields as readonly string[]).includes(field)) {
      throw new AugmentError('bad-config', `config: unknown field "${field}"; ${suggestion(field, configFields)}`);
    }
  }
  const config = json as { readonly [field in (typeof configFields)[number]]?: unknown };
  if (config.source === undefined) {
    throw new AugmentError(
      'bad-config',
      'config.source: expected a source such as { imageFolder: { path: data/train } }, got nothing',
    );
  }
  const start = dataset(parseSource(config.source, 'config.source'), {
    seed: (config.seed ?? 0) as number,
    ...(base === undefined ? {} : { base }),
  });
  const { modality } = start.spec;
  const known = new Map([
    ...catalogs[modality],
    ...transforms.map((definition) => [definition.name, definition] as const),
  ]);
  const spec: DatasetSpec = {
    ...start.spec,
    ...(config.decode === undefined ? {} : { decode: checkedDecode(config.decode, modality, 'config.decode') }),
    ...(config.cache === undefined ? {} : { cache: checkedCache(config.cache, modality, 'config.cache') }),
    ...(config.targets === undefined ? {} : { targets: checkedTargets(config.targets, modality, 'config.targets') }),
    ...(config.order === undefined ? {} : { order: parseOrder(config.order, modality, 'config.order') }),
    ...(config.augment === undefined ? {} : { augment: parseAugment(config.augment, known, modality) }),
    ...(config.batch === undefined ? {} : { batch: checkedTake(config.batch, 'config.batch') }),
    ...(config.lastBatch === undefined ? {} : { lastBatch: checkedLast(config.lastBatch, 'config.lastBatch') }),
    ...(config.padFrames === undefined
      ? {}
      : { padFrames: checkedPadding(config.padFrames, modality, 'config.padFrames') }),
    ...(config.epochs === undefined ? {} : { epochs: parseEpochs(config.epochs) }),
  };
  return new Dataset<B>(spec);
}

function parseAugment(json: unknown, known: ReadonlyMap<string, AnyDefinition>, modality: Modality) {
  if (!Array.isArray(json)) {
    throw new AugmentError('bad-config', `config.augment: expected a list of transforms, got ${show(json)}`);
  }
  const nodes = json.map((node, i) => parseNode(node, known, `config.augment[${i}]`));
  return checkedNodes(nodes, modality, 'config.augment');
}

function parseEpochs(epochs: unknown): number {
  return epochs === 'forever' ? Number.POSITIVE_INFINITY : checkedTake(epochs, 'config.epochs');
}

/** The dataset of a YAML or JSON file; its relative paths start from the file's folder. */
export function loadConfig<B extends Batch | SoundBatch = Batch>(
  path: string,
  options: Omit<ConfigOptions, 'base'> = {},
): Dataset<B> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw new AugmentError(
      'missing-config',
      `${path}: expected a config file, got ${missing ? 'nothing of that name' : String(cause)}`,
      {
        file: path,
        cause,
      },
    );
  }
  let json: unknown;
  try {
    json = parseYaml(text, { prettyErrors: true });
  } catch (cause) {
    const message = (cause as Error).message.split('\n')[0]!.replace(/:$/, '');
    throw new AugmentError('bad-config', `${path}: expected YAML or JSON, got a syntax error: ${message}`, {
      file: path,
      cause,
    });
  }
  try {
    return fromJSON<B>(json, { ...options, base: dirname(resolve(path)) });
  } catch (cause) {
    if (!(cause instanceof AugmentError)) throw cause;
    const { code, transform, parameter } = cause;
    throw new AugmentError(code, `${path}: ${cause.message}`, { file: path, transform, parameter, cause });
  }
}
