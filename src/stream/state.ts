import { createHash } from 'node:crypto';
import { AugmentError, isGroup, type Node, show } from '../../transforms/index.ts';
import type { Source } from '../sources/source.ts';
import { type DatasetSpec, withScale } from '../spec.ts';
import type { EpochReport, Quarantined } from './accounting.ts';

/** Grows where what a state means changes. */
const stateVersion = 1;
/** Grows where the same plan gives other bytes than it did. */
export const pixelsVersion = 1;

/** All that fixes a stream's samples and their order, in short hashes: field by field, so that a difference has a name. */
export interface Fingerprint {
  readonly pixels: number;
  readonly seed: string;
  readonly source: string;
  readonly decode: string;
  /** The reduction of the cache, which the pixels depend on; not where it is kept. */
  readonly cache: string;
  /** Left out where the dataset asks for none. */
  readonly targets?: string;
  readonly order: string;
  readonly augment: readonly string[];
  readonly batch: string;
}

/** Where a stream is: plain JSON. It counts what was delivered, nothing that was only made ahead. */
export interface StreamState {
  readonly version: number;
  /** What it is a state of; nothing before the first batch, where it is the beginning of any. */
  readonly plan: Fingerprint | undefined;
  readonly epoch: number;
  /** Samples of the epoch's order that are behind, over all ranks. */
  readonly position: number;
  /** Minibatches delivered. */
  readonly step: number;
  /** Epochs whose order was drawn again, so that no minibatch repeats: how many times. */
  readonly attempts: { readonly [epoch: string]: number };
  readonly counts: readonly EpochReport[];
  readonly quarantine: readonly Quarantined[];
}

export function fingerprintOf(spec: DatasetSpec, source: Source): Fingerprint {
  const { modality, seed, decode, cache, targets, order, batch, lastBatch, padFrames } = spec;
  return {
    pixels: pixelsVersion,
    seed: show(seed),
    source: `${Object.keys(spec.source)[0]} of ${source.length} samples, ${source.identity}`,
    decode: hash(decode),
    cache: cache === undefined ? 'none' : `maxSide ${cache.maxSide ?? 'none'}`,
    ...(targets === undefined ? {} : { targets: hash(targets) }),
    order: JSON.stringify(order),
    augment: withScale(spec.augment, modality).map((node) => `${nameOf(node)} ${hash(node)}`),
    batch: `${batch}, last ${lastBatch}${padFrames === 0 ? '' : `, ${padFrames} frames`}`,
  };
}

const nameOf = (node: Node) => (isGroup(node) ? node.group : node.definition.name);

function hash(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 12);
}

export function makeState(state: Omit<StreamState, 'version'>): StreamState {
  return { version: stateVersion, ...state };
}

/** Checks a state, as parsed from JSON, against the dataset it is to go on with. Throws AugmentError that names what differs. */
export function checkedState(json: unknown, plan: Fingerprint): StreamState {
  const state = json as StreamState;
  if (typeof json !== 'object' || json === null || (state.plan !== undefined && !isPlan(state.plan))) {
    throw new AugmentError('bad-state', `from: expected what stream.state() gave, got ${show(json)}`);
  }
  if (state.version !== stateVersion) {
    throw new AugmentError(
      'bad-state',
      `from.version: expected ${stateVersion}, got ${show(state.version)}; go on with the version of augment-stream that made it`,
    );
  }
  for (const field of ['epoch', 'position', 'step'] as const) {
    if (!Number.isSafeInteger(state[field]) || state[field] < 0)
      throw new AugmentError('bad-state', `from.${field}: expected a whole number >= 0, got ${show(state[field])}`);
  }
  if (!isAttempts(state.attempts))
    throw new AugmentError('bad-state', `from.attempts: expected counts by epoch, got ${show(state.attempts)}`);
  for (const field of ['counts', 'quarantine'] as const) {
    if (!Array.isArray(state[field]))
      throw new AugmentError('bad-state', `from.${field}: expected a list, got ${show(state[field])}`);
  }
  const differences = state.plan === undefined ? [] : differencesOf(state.plan, plan);
  if (differences.length > 0) {
    throw new AugmentError(
      'other-plan',
      `from: expected a state of this dataset, got one of another: ${differences.join('; ')}`,
    );
  }
  return state;
}

const isPlan = (json: unknown) => typeof json === 'object' && json !== null && 'augment' in json;

function isAttempts(json: unknown): boolean {
  return typeof json === 'object' && json !== null && Object.values(json).every(Number.isSafeInteger);
}

function differencesOf(was: Fingerprint, is: Fingerprint): string[] {
  const differences: string[] = [];
  for (const field of ['pixels', 'seed', 'source', 'decode', 'cache', 'targets', 'order', 'batch'] as const) {
    if (was[field] !== is[field]) differences.push(`${field} was ${show(was[field])}, is ${show(is[field])}`);
  }
  const before = Array.isArray(was.augment) ? was.augment : [];
  for (let i = 0; i < Math.max(before.length, is.augment.length); i++) {
    const [then, now] = [before[i], is.augment[i]];
    if (then === now) continue;
    const named = (text: string | undefined) => text?.split(' ')[0] ?? 'nothing';
    const same = named(then) === named(now);
    differences.push(
      same
        ? `augment[${i}] (${named(now)}) has other parameters`
        : `augment[${i}] was ${named(then)}, is ${named(now)}`,
    );
  }
  return differences;
}
