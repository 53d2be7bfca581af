import { AugmentError } from '../../transforms/index.ts';

/** Shared memory that a batch is made in. Its number is its name in other threads. */
export interface Slab {
  readonly number: number;
  readonly memory: SharedArrayBuffer;
}

/** Tells other threads which slabs there are. */
export interface SlabListener {
  readonly created: (slab: Slab) => void;
  readonly dropped: (slab: Slab) => void;
}

/**
 * What a batch weighs to the collector, which comes after some 64 MiB: half of what it is, or a quarter where it is small. The less,
 * the less often it comes, and the more batches wait for it.
 */
function weightOf({ memory }: Slab): number {
  return memory.byteLength >> (memory.byteLength < 2 ** 23 ? 2 : 1);
}

/** What a slab that was given back is filled with in debug mode: NaN as float32, white as uint8. */
const poison = 0xff;

/**
 * The slabs of a stream. A batch lies in the slab that workers wrote it to, and no copy is made. A slab comes back when
 * the consumer says so (a lease), or when the garbage collector finds that nothing of the batch is left: so what was
 * yielded never changes, and memory is used again all the same.
 */
export class SlabPool {
  readonly #free: Slab[] = [];
  /** Lent slabs, by lease. The token is memory that nobody touches: it tells the collector what a batch weighs. */
  readonly #lent = new Map<number, { readonly slab: Slab; readonly token?: ArrayBuffer }>();
  readonly #collected = new FinalizationRegistry<number>((lease) => this.#giveBack(lease));
  /** All slabs there are, by number. */
  readonly #bytes = new Map<number, Uint8Array>();
  readonly #listener: SlabListener;
  readonly #debug: boolean;
  #numbers = 0;
  #leases = 0;
  /** How many were lent at once, lately: as many come back at once, and will be needed again. */
  #peak = 0;
  /** How many free slabs are kept beside those. */
  keep = 2;

  constructor(listener: SlabListener, debug: boolean) {
    this.#listener = listener;
    this.#debug = debug;
  }

  bytesOf(slab: number): Uint8Array {
    return this.#bytes.get(slab)!;
  }

  /** All slabs, for a thread that has just begun. */
  all(): readonly Slab[] {
    return [...this.#bytes].map(([number, { buffer }]) => ({ number, memory: buffer as SharedArrayBuffer }));
  }

  /** How many slabs the consumer holds. */
  get lent(): number {
    return this.#lent.size;
  }

  /** A slab of at least `bytes` bytes. Throws AugmentError past what the system gives, or where a released one was written to. */
  take(bytes: number): Slab {
    const at = this.#free.findIndex(({ memory }) => memory.byteLength >= bytes);
    const slab = at < 0 ? this.#create(bytes) : this.#free.splice(at, 1)[0]!;
    if (this.#debug && at >= 0) checkPoison(slab);
    return slab;
  }

  /** Takes back a slab that was never lent. */
  putBack(slab: Slab): void {
    if (this.#debug) new Uint8Array(slab.memory).fill(poison);
    this.#free.push(slab);
    // What is lent comes back too: together, no more than were ever of use at once.
    while (this.#free.length > Math.max(this.keep, this.keep + this.#peak - this.#lent.size)) {
      // The smallest first: batches only grow.
      const sizes = this.#free.map(({ memory }) => memory.byteLength);
      const [smallest] = this.#free.splice(sizes.indexOf(Math.min(...sizes)), 1);
      this.#bytes.delete(smallest!.number);
      this.#listener.dropped(smallest!);
    }
  }

  /** Lends a slab until nothing of what is returned is left. */
  lend(slab: Slab): SharedArrayBuffer {
    // A second object over the same memory: the pool's own never is garbage.
    const memory = structuredClone(slab.memory);
    const lease = this.#leases++;
    this.#lent.set(lease, { slab, token: new ArrayBuffer(weightOf(slab)) });
    this.#notePeak();
    this.#collected.register(memory, lease);
    return memory;
  }

  /** Lends a slab until `release` is called. */
  lease(slab: Slab): { readonly memory: SharedArrayBuffer; readonly release: () => void } {
    const lease = this.#leases++;
    this.#lent.set(lease, { slab });
    this.#notePeak();
    return { memory: slab.memory, release: () => this.#giveBack(lease) };
  }

  #notePeak(): void {
    this.#peak = Math.max(this.#lent.size, 0.995 * this.#peak);
  }

  #giveBack(lease: number): void {
    const lent = this.#lent.get(lease);
    if (lent === undefined) return;
    this.#lent.delete(lease);
    this.putBack(lent.slab);
  }

  #create(bytes: number): Slab {
    try {
      const slab = { number: this.#numbers++, memory: new SharedArrayBuffer(bytes) };
      this.#bytes.set(slab.number, new Uint8Array(slab.memory));
      this.#listener.created(slab);
      return slab;
    } catch (cause) {
      throw new AugmentError(
        'out-of-memory',
        `expected a batch that fits in memory, got ${Math.round(bytes / 2 ** 20)} MiB; make the batch or the pictures smaller`,
        { cause },
      );
    }
  }
}

function checkPoison({ memory }: Slab): void {
  const bytes = new Uint8Array(memory);
  const at = bytes.findIndex((byte) => byte !== poison);
  if (at < 0) return;
  throw new AugmentError(
    'written-after-release',
    `expected nobody to write to a batch after release(), got another value at byte ${at} of its memory; copy what you keep before you release it`,
  );
}
