/** What a source saw of its consumer. */
export interface Probe<T> {
  readonly source: AsyncIterable<T> | Iterable<T>;
  opened: number;
  /** Calls of `next()`, as far as it is no generator's. */
  asked: number;
  /** Calls of `next()` that were to give a value. */
  pulled: number;
  /** Calls of `return()`, or runs of a generator's `finally` before its end. */
  returned: number;
  /** Calls of `return()` after the first of an iteration. */
  returnedAgain: number;
  /** Ends that it came to by itself. */
  ended: number;
}

export const kinds = ['generator', 'async generator', 'iterator', 'async iterator'] as const;
export type Kind = (typeof kinds)[number];

export async function ticks(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await undefined;
}

export const sourceError = new Error('the source failed');

/** A source that counts what is done to it. `delays` says for each value how many microtasks it takes. */
export function probe<T>(
  values: readonly T[],
  kind: Kind,
  failAt = Infinity,
  delays: readonly number[] = [],
): Probe<T> {
  const counts: Probe<T> = {
    source: undefined as never,
    opened: 0,
    asked: 0,
    pulled: 0,
    returned: 0,
    returnedAgain: 0,
    ended: 0,
  };
  const delay = (i: number) => ticks(delays[i % delays.length] ?? 0);
  const at = (i: number): IteratorResult<T, undefined> => {
    counts.pulled++;
    if (i === failAt) throw sourceError;
    if (i < values.length) return { done: false, value: values[i]! };
    counts.pulled--;
    counts.ended++;
    return { done: true, value: undefined };
  };
  const end = { done: true as const, value: undefined };
  const fresh = (sync: boolean) => {
    counts.opened++;
    let i = 0;
    /** Returned: nothing comes any more. */
    let over = false;
    let finished = false;
    const step = () => {
      if (over) return end;
      const given = at(i++);
      finished = given.done === true;
      return given;
    };
    return {
      next: () => {
        counts.asked++;
        return (sync ? step() : delay(i).then(step)) as never;
      },
      return: () => {
        if (over) counts.returnedAgain++;
        // Its end may not have arrived yet where it is returned: it has given itself back then.
        const given = over || finished ? 0 : 1;
        over = true;
        const count = () => {
          counts.returned += given;
          return end;
        };
        return (sync ? count() : ticks(2).then(count)) as never;
      },
    };
  };
  const sources: Record<Kind, () => AsyncIterable<T> | Iterable<T>> = {
    iterator: () => ({ [Symbol.iterator]: () => fresh(true) as Iterator<T> }),
    'async iterator': () => ({ [Symbol.asyncIterator]: () => fresh(false) as AsyncIterator<T> }),
    generator: () => ({
      *[Symbol.iterator]() {
        counts.opened++;
        let over = false;
        try {
          for (let i = 0; ; i++) {
            const step = at(i);
            over = step.done === true;
            if (step.done) return;
            yield step.value;
          }
        } finally {
          if (!over) counts.returned++;
        }
      },
    }),
    'async generator': () => ({
      async *[Symbol.asyncIterator]() {
        counts.opened++;
        let over = false;
        try {
          for (let i = 0; ; i++) {
            await delay(i);
            const step = at(i);
            over = step.done === true;
            if (step.done) return;
            yield step.value;
          }
        } finally {
          await ticks(2);
          if (!over) counts.returned++;
        }
      },
    }),
  };
  return Object.assign(counts, { source: sources[kind]() });
}

/** Runs `body` and gives the rejections that nobody handled. */
export async function unhandled(body: () => Promise<void>): Promise<unknown[]> {
  const found: unknown[] = [];
  const listen = (reason: unknown) => void found.push(reason);
  const others = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', listen);
  try {
    await body();
    await new Promise((resolve) => setImmediate(resolve));
  } finally {
    process.off('unhandledRejection', listen);
    for (const other of others) process.on('unhandledRejection', other);
  }
  return found;
}
