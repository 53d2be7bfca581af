import { availableParallelism } from 'node:os';
import { AugmentError, show, suggestion } from '../../transforms/index.ts';
import type { OnError } from './producer.ts';
import type { StreamState } from './state.ts';

export interface StreamOptions {
  /** How many epochs, instead of what the dataset says. */
  readonly epochs?: number;
  /** Threads that make batches; 0: this one. Left out: one for each core, and some of them rest where the model is slower. */
  readonly workers?: number;
  /** Batches made ahead. Left out: tuned to what the consumer needs, within `aheadBytes`. */
  readonly ahead?: number;
  /** Memory that batches made ahead may take (1 GiB). */
  readonly aheadBytes?: number;
  /** Which of `world` equal consumers this one is, from 0 (0). Ranks get whole minibatches of one global order, in turn. */
  readonly rank?: number;
  /** How many consumers share the dataset (1). Each makes equally many steps. */
  readonly world?: number;
  /** A state from `stream.state()`: goes on exactly there, in any world size and with any number of workers. */
  readonly from?: StreamState;
  /** A bad sample ends the stream (`throw`), is left out (`skip`), or another one takes its place (`replace`). */
  readonly onError?: OnError;
  /** Where all minibatches that there can be were seen: warn once, throw, or say nothing (`warn`). */
  readonly onRepeat?: 'warn' | 'throw' | 'allow';
  /**
   * Batches must be given back with `batch.release()`, and their memory is used again at once. Left out, memory is used
   * again when nothing of the batch is left: what was yielded never changes.
   */
  readonly lease?: boolean;
  /** How many batches the consumer may hold at once where they are leased (8). */
  readonly leases?: number;
  /** With `lease`: released memory is poisoned, and whoever reads or writes it afterwards is caught. */
  readonly debug?: boolean;
  /** Ends the iteration with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** The options with their defaults. */
export type CheckedOptions = Required<Omit<StreamOptions, 'epochs' | 'workers' | 'ahead' | 'from' | 'signal'>> &
  Pick<StreamOptions, 'epochs' | 'workers' | 'ahead' | 'from' | 'signal'>;

const known = [
  'epochs',
  'workers',
  'ahead',
  'aheadBytes',
  'rank',
  'world',
  'from',
  'onError',
  'onRepeat',
  'lease',
  'leases',
  'debug',
  'signal',
];
const mostWorkers = 1024;

/** Checks a stream's options. Throws AugmentError that names the one at fault. */
export function checkedOptions(options: StreamOptions): CheckedOptions {
  for (const name of Object.keys(options)) {
    if (!known.includes(name)) fail(name, `unknown option; ${suggestion(name, known)}`);
  }
  const { epochs, workers, ahead, from, signal } = options;
  const { aheadBytes = 2 ** 30, rank = 0, world = 1, leases = 8, lease = false, debug = false } = options;
  const { onError = 'throw', onRepeat = 'warn' } = options;
  if (epochs !== Number.POSITIVE_INFINITY) whole('epochs', epochs, 1);
  whole('workers', workers, 0, mostWorkers);
  whole('ahead', ahead, 1);
  whole('aheadBytes', aheadBytes, 1);
  whole('leases', leases, 1);
  whole('world', world, 1);
  whole('rank', rank, 0);
  if (rank >= world) fail('rank', `expected a rank below world ${world}, got ${rank}; ranks count from 0`);
  oneOf('onError', onError, ['throw', 'skip', 'replace']);
  oneOf('onRepeat', onRepeat, ['warn', 'throw', 'allow']);
  for (const [name, value] of [
    ['lease', lease],
    ['debug', debug],
  ] as const)
    oneOf(name, value, [true, false]);
  if (signal !== undefined && !(signal instanceof AbortSignal))
    fail('signal', `expected an AbortSignal, got ${show(signal)}`);
  return {
    aheadBytes,
    rank,
    world,
    leases,
    lease,
    debug,
    onError,
    onRepeat,
    ...(epochs === undefined ? {} : { epochs }),
    ...(workers === undefined ? {} : { workers }),
    ...(ahead === undefined ? {} : { ahead }),
    ...(from === undefined ? {} : { from }),
    ...(signal === undefined ? {} : { signal }),
  };
}

/** How many workers there are for so many samples. */
export function workersFor({ workers }: CheckedOptions, samples: number): number {
  return workers ?? Math.min(availableParallelism(), samples);
}

function whole(name: string, value: number | undefined, least: number, most = Number.MAX_SAFE_INTEGER): void {
  if (value === undefined || (Number.isSafeInteger(value) && value >= least && value <= most)) return;
  const range = most === Number.MAX_SAFE_INTEGER ? `>= ${least}` : `from ${least} to ${most}`;
  fail(name, `expected a whole number ${range}, got ${show(value)}`);
}

function oneOf(name: string, value: unknown, choices: readonly unknown[]): void {
  if (!choices.includes(value)) fail(name, `expected ${choices.map(show).join(', ')}, got ${show(value)}`);
}

function fail(name: string, message: string): never {
  throw new AugmentError('bad-parameter', `stream.${name}: ${message}`, { parameter: name });
}
