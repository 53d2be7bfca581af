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
/** Batches in a row that must have lain ready before less is done. */
const calmBatches = 16;
const leastAhead = 2;
export const mostAhead = 8;
/** Deliveries at the start, while threads still compile their code, from which nothing is learnt. */
const warmUp = 16;

/**
 * Sets run-ahead and workers by how long the consumer waits. Where batches always lie ready, less is made ahead and workers rest
 * (a loader that takes all cores slows the training that it feeds). Where the consumer waits, all workers wake; and more is made
 * ahead if batches lie ready at other times, because then only their making is uneven: a loader that is too slow all the
 * time gains nothing by a longer queue.
 */
export class Tuner {
  readonly #limits: TunerLimits;
  #ahead: number;
  #active: number;
  #wait = 0;
  #ready = 0;
  #calm = 0;
  #noted = 0;

  constructor(limits: TunerLimits) {
    this.#limits = limits;
    this.#ahead = limits.ahead ?? leastAhead;
    this.#active = limits.workers;
  }

  get tuning(): Tuning {
    return { ahead: this.#ahead, active: this.#active };
  }

  /** Notes one delivery: milliseconds waited for it, since the one before, batches that lay ready, bytes of one. */
  note(waited: number, interval: number, ready: number, batchBytes: number): Tuning {
    if (this.#noted++ < warmUp) return this.tuning;
    const share = interval <= 0 ? 0 : Math.min(1, waited / interval);
    this.#wait += 0.2 * (share - this.#wait);
    this.#ready += 0.2 * (ready - this.#ready);
    this.#calm = ready > this.#ahead ? this.#calm + 1 : 0;
    const { ahead, workers, mayRest, bytes } = this.#limits;
    if (this.#wait > littleWait) {
      this.#active = workers;
      const fits = Math.max(leastAhead, Math.floor(bytes / Math.max(1, batchBytes)));
      if (ahead === undefined && this.#ready > 0.5) this.#ahead = Math.min(this.#ahead + 1, mostAhead, fits);
    } else if (this.#calm >= calmBatches) {
      this.#calm = 0;
      if (ahead === undefined && this.#ahead > leastAhead) this.#ahead--;
      else if (mayRest && this.#active > 1) this.#active--;
    }
    return this.tuning;
  }
}
