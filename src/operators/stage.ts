/** What an iteration gives at one step. */
export type Step<T> = IteratorResult<T, undefined>;

/**
 * What operators are made of: an iteration that makes no promise where there is nothing to wait for, so that a chain
 * of them costs one promise a value and not one a stage.
 *
 * Whoever opens a stage pulls one step at a time, none after the end or a failure, and closes it once, after an end
 * or a failure as well. Closing may come while a pull is under way: what that pull gives, if it ever does, is dropped,
 * and no function of the user's is called for it.
 */
export interface Stage<T> {
  pull(): Step<T> | Promise<Step<T>>;
  close(): Promise<void> | undefined;
}

export const ended: Step<never> = Object.freeze({ done: true, value: undefined });

type Answer<U> = Step<U> | undefined | Promise<Step<U> | undefined>;

/** Pulls until `accept` answers; without a promise as long as neither it nor the source needs one. */
export function pullUntil<T, U>(source: Stage<T>, accept: (step: Step<T>) => Answer<U>): Step<U> | Promise<Step<U>> {
  const proceed = (answer: Step<U> | undefined) => answer ?? continueUntil(source, accept);
  for (;;) {
    const step = source.pull();
    const answer = step instanceof Promise ? step.then(accept) : accept(step);
    if (answer instanceof Promise) return answer.then(proceed);
    if (answer !== undefined) return answer;
  }
}

/** A loop, where a chain of `then` would hold every step that was passed over until the last. */
async function continueUntil<T, U>(source: Stage<T>, accept: (step: Step<T>) => Answer<U>): Promise<Step<U>> {
  for (;;) {
    const step = source.pull();
    const answer = accept(step instanceof Promise ? await step : step);
    const given = answer instanceof Promise ? await answer : answer;
    if (given !== undefined) return given;
  }
}

/** Closes all at once and waits for all; then throws what the first of them threw, if any did. */
export function closeAll(stages: readonly Pick<Stage<unknown>, 'close'>[]): Promise<void> | undefined {
  const errors: { readonly error: unknown }[] = [];
  const waits: Promise<void>[] = [];
  for (const stage of stages) {
    try {
      const closed = stage.close();
      if (closed !== undefined) waits.push(closed.catch((error: unknown) => void errors.push({ error })));
    } catch (error) {
      errors.push({ error });
    }
  }
  const report = () => {
    if (errors.length > 0) throw errors[0]!.error;
  };
  if (waits.length > 0) return Promise.all(waits).then(report);
  report();
  return undefined;
}

/** Waits for a call of the user's function that is still running, whatever becomes of it. */
export function settled(running: Promise<unknown> | undefined): Pick<Stage<unknown>, 'close'> {
  const ignore = () => {};
  return { close: () => running?.then(ignore, ignore) };
}

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    value instanceof Promise ||
    (((typeof value === 'object' && value !== null) || typeof value === 'function') &&
      typeof (value as { then?: unknown }).then === 'function')
  );
}
