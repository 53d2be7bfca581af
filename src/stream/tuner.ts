/** What the tuner may set: nothing of it can change a byte or an order. */
export interface Tuning {
  /** Batches made ahead. */
  readonly ahead: number;
  /** Workers that work; the others rest. */
  readonly active: number;
}

export interface TunerLimits {
  /** Fixed by the user, or undefined: to be tuned. */
  readonly ahead: number | undefined;
  readonly workers: number;
  /** Whether workers may rest: the user asked for no number. */
  readonly mayRest: boolean;
  /** Memory that batches made ahead may take. */
  readonly bytes: number;
}

/** How much of its time a consumer may wait before more is done at once. */
const littleWait = 0.02;
/** Batches in a row that must have been ready before a worker rests, so that it leaves the processor to the model. */
const calmBatches = 16;
export const mostAhead = 16;

/**
 * Sets run-ahead and workers by how long the consumer waits: raises both where it waits, and lets workers rest where
 * batches lie ready (a loader that takes all cores slows the training that it feeds).
 */
export class Tuner {
  readonly #limits: TunerLimits;
  #ahead: number;
  #active: number;
  #wait = 0;
  #calm = 0;

  constructor(limits: TunerLimits) {
    this.#limits = limits;
    this.#ahead = limits.ahead ?? 2;
    this.#active = limits.workers;
  }

  get tuning(): Tuning {
    return { ahead: this.#ahead, active: this.#active };
  }

  /** Notes one delivery: seconds waited for it, seconds since the one before, whether all that may be ahead lay ready. */
  note(waited: number, interval: number, full: boolean, batchBytes: number): Tuning {
    const share = interval <= 0 ? 0 : Math.min(1, waited / interval);
    this.#wait += 0.2 * (share - this.#wait);
    this.#calm = full ? this.#calm + 1 : 0;
    if (this.#wait > littleWait) {
      this.#active = this.#limits.workers;
      if (this.#limits.ahead === undefined) {
        const fits = Math.max(2, Math.floor(this.#limits.bytes / Math.max(1, batchBytes)));
        this.#ahead = Math.min(this.#ahead + 1, mostAhead, fits);
      }
    } else if (this.#limits.mayRest && this.#calm >= calmBatches && this.#active > 1) {
      this.#active--;
      this.#calm = 0;
    }
    return this.tuning;
  }
}
