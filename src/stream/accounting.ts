import type { AugmentError } from '../../transforms/index.ts';
import type { Row } from '../workers/task.ts';

/** What became of the samples of an epoch. Once it is over, delivered + quarantined + dropped + elsewhere = samples. */
export interface EpochReport {
  readonly epoch: number;
  readonly samples: number;
  readonly delivered: number;
  /** Samples that could not be made. */
  readonly quarantined: number;
  /** Rows of other samples in their place (`onError: 'replace'`). */
  readonly replaced: number;
  /** Samples of a last round that was not full. */
  readonly dropped: number;
  /** Rows that repeat samples to fill the last round (`last: 'pad'`). */
  readonly padded: number;
  /** Samples that other ranks got. */
  readonly elsewhere: number;
}

/** A sample that could not be made, and why. */
export interface Quarantined {
  readonly id: number;
  /** The first epoch in which it failed. */
  readonly epoch: number;
  readonly file: string;
  readonly code: string;
  readonly reason: string;
}

type Counts = { -readonly [field in keyof EpochReport]: number };

/** How many bad samples are listed; more are only counted. */
const mostListed = 1000;

/** How many epochs are told of, the last ones: a stream may run for ever. */
const mostEpochs = 1000;

/** Counts what became of every sample, as it is delivered. */
export class Accounting {
  readonly #epochs = new Map<number, Counts>();
  readonly #quarantine = new Map<number, Quarantined>();
  readonly #samples: (epoch: number) => number;

  constructor(
    samples: (epoch: number) => number,
    epochs: readonly EpochReport[] = [],
    quarantine: readonly Quarantined[] = [],
  ) {
    this.#samples = samples;
    for (const counts of epochs) this.#epochs.set(counts.epoch, { ...counts });
    for (const entry of quarantine) this.#quarantine.set(entry.id, entry);
  }

  epochs(): readonly EpochReport[] {
    return [...this.#epochs.values()].map((counts) => ({ ...counts }));
  }

  /** The epochs that a state must carry: the last one. */
  current(): readonly EpochReport[] {
    return this.epochs().slice(-1);
  }

  quarantine(): readonly Quarantined[] {
    return [...this.#quarantine.values()];
  }

  /** For a source that tells its length only at the end. */
  setSamples(epoch: number, samples: number): void {
    this.of(epoch).samples = samples;
  }

  add(epoch: number, field: Exclude<keyof EpochReport, 'epoch' | 'samples'>, count: number): void {
    if (count === 0) return;
    this.of(epoch)[field] += count;
  }

  of(epoch: number): Counts {
    let counts = this.#epochs.get(epoch);
    if (counts === undefined) {
      counts = {
        epoch,
        samples: this.#samples(epoch),
        delivered: 0,
        quarantined: 0,
        replaced: 0,
        dropped: 0,
        padded: 0,
        elsewhere: 0,
      };
      this.#epochs.set(epoch, counts);
      const [oldest] = this.#epochs.keys();
      if (this.#epochs.size > mostEpochs) this.#epochs.delete(oldest!);
    }
    return counts;
  }

  list({ id, epoch }: Row, { code, message, file }: AugmentError): void {
    if (this.#quarantine.has(id) || this.#quarantine.size >= mostListed) return;
    this.#quarantine.set(id, { id, epoch, file: file ?? '', code, reason: message });
  }
}
