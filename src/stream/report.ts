import type { StoreStats } from '../cache/index.ts';
import type { Work } from '../workers/task.ts';
import type { EpochReport, Quarantined } from './accounting.ts';

/** How a stream runs. */
export interface StreamReport {
  readonly epochs: readonly EpochReport[];
  /** Bad samples, with file and reason; the first thousand. */
  readonly quarantine: readonly Quarantined[];
  /** Minibatches delivered. */
  readonly step: number;
  /** Samples delivered a second, over the time that the stream runs. */
  readonly samplesPerSecond: number;
  /** The part of that time that the consumer waited for a batch: near 0, the model is the bottleneck. */
  readonly consumerWait: number;
  /** Workers' milliseconds a sample, by stage. */
  readonly stages: { readonly readMs: number; readonly decodeMs: number; readonly augmentMs: number };
  /** Sounds that had values beyond [-1, 1], which the policy of the plan's `scale` brought back; those made ahead included. */
  readonly beyondRange: number;
  /** Batches that were ready when one was asked for, on average, of so many that may be. */
  readonly queue: { readonly ready: number; readonly ahead: number };
  readonly workers: { readonly count: number; readonly active: number; readonly deaths: number };
  /** Batches that the consumer holds. */
  readonly held: number;
  /** What the cache holds and did, where there is one. */
  readonly cache: StoreStats | undefined;
  /** What bounds the speed, and what to do, in a sentence. */
  readonly verdict: string;
}

/** What of a stream's run is measured. */
export interface Meter {
  readonly step: number;
  readonly samples: number;
  readonly seconds: number;
  readonly waitedSeconds: number;
  readonly readySum: number;
  readonly pulls: number;
  readonly ahead: number;
  readonly active: number;
}

/** Below this, the consumer hardly ever waits. */
const littleWait = 0.05;

export function makeReport(
  meter: Meter,
  work: Work,
  crew: { readonly workers: number; readonly deaths: number },
  rest: Pick<StreamReport, 'epochs' | 'quarantine' | 'held' | 'cache'>,
): StreamReport {
  const each = (ms: number) => round(work.samples === 0 ? 0 : ms / work.samples, 4);
  const stages = { readMs: each(work.readMs), decodeMs: each(work.decodeMs), augmentMs: each(work.augmentMs) };
  const consumerWait = meter.seconds === 0 ? 0 : Math.min(1, meter.waitedSeconds / meter.seconds);
  return {
    ...rest,
    beyondRange: work.beyondRange,
    step: meter.step,
    samplesPerSecond: meter.seconds === 0 ? 0 : round(meter.samples / meter.seconds, 1),
    consumerWait: round(consumerWait, 3),
    stages,
    queue: { ready: round(meter.pulls === 0 ? 0 : meter.readySum / meter.pulls, 2), ahead: meter.ahead },
    workers: { count: crew.workers, active: meter.active, deaths: crew.deaths },
    verdict: verdictOf(meter, consumerWait, stages, crew.workers),
  };
}

function verdictOf({ pulls }: Meter, wait: number, stages: StreamReport['stages'], workers: number): string {
  if (pulls < 2) return 'too early to tell: ask again after a few batches';
  const waited = `the consumer waits ${Math.round(wait * 100)} % of the time`;
  if (wait < littleWait) return `your model is the bottleneck: ${waited}; fewer workers would do`;
  const all = stages.readMs + stages.decodeMs + stages.augmentMs;
  const [name, ms, advice] = (
    [
      ['read', stages.readMs, 'move the files to a faster disk, or cache them'],
      ['decode', stages.decodeMs, 'store smaller pictures, or cache the decoded ones'],
      ['augment', stages.augmentMs, 'leave out the dearest transform (augment bench), or make pictures smaller'],
    ] as const
  ).toSorted((a, b) => b[1] - a[1])[0]!;
  const share = all === 0 ? 0 : Math.round((100 * ms) / all);
  const threads = workers === 0 ? 'take workers' : 'take more cores and workers';
  return `${name}-bound: ${waited}, and ${share} % of the work is ${name}; ${threads}, or ${advice}`;
}

const round = (value: number, digits: number) => Number(value.toFixed(digits));
