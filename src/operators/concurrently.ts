import { defaultMaxListeners, setMaxListeners } from 'node:events';
import type { Mapping } from './map.ts';
import { queue } from './queue.ts';
import { closeAll, ended, isThenable, type Stage, type Step } from './stage.ts';

/** One call of `f`, from when it starts until its result is handed on. */
interface Call<U> {
  settled: boolean;
  failed: boolean;
  /** The result, or the error. */
  outcome: U | unknown;
}

interface Rules {
  readonly concurrency: number;
  readonly ordered: boolean;
  readonly signal: AbortSignal | undefined;
}

/** Calls `f` on up to `concurrency` values at a time; a result that waits to be asked for takes up its place. */
export function concurrently<T, U>(source: Stage<T>, f: Mapping<T, U>, rules: Rules): Stage<U> {
  const { concurrency, ordered, signal } = rules;
  /** Whether to work on while the consumer is busy. */
  const eager = concurrency > 1;
  const controller = new AbortController();
  // As many for each call as Node takes for usual before it warns of a leak.
  setMaxListeners(defaultMaxListeners * concurrency, controller.signal);
  /** In the order in which they are handed on: of their values, or in which they were settled. */
  const calls = queue<Call<U>>();
  let index = 0;
  /** Values pulled and not yet handed on. */
  let held = 0;
  let running = 0;
  let pulling = false;
  /** Set when nothing more is to be pulled; an error in it comes after all results. */
  let last: { readonly error?: unknown; readonly failed: boolean } | undefined;
  let waiting: { resolve(step: Step<U>): void; reject(error: unknown): void } | undefined;
  let closed = false;
  let idle = () => {};

  const start = (value: T): void => {
    held++;
    const call: Call<U> = { settled: false, failed: false, outcome: undefined };
    if (ordered) calls.push(call);
    try {
      const result = f(value, index++, controller.signal);
      if (!isThenable(result)) {
        settle(call, false, result);
        return;
      }
      running++;
      Promise.resolve(result).then(
        (outcome) => finish(call, false, outcome),
        (error: unknown) => finish(call, true, error),
      );
    } catch (error) {
      settle(call, true, error);
    }
  };

  const finish = (call: Call<U>, failed: boolean, outcome: unknown): void => {
    running--;
    settle(call, failed, outcome);
    if (closed && running === 0) idle();
    if (!closed) answer();
  };

  const settle = (call: Call<U>, failed: boolean, outcome: unknown): void => {
    call.settled = true;
    call.failed = failed;
    call.outcome = outcome;
    if (!ordered) calls.push(call);
    if (failed) last ??= { failed: false };
  };

  const arrived = (step: Step<T>): void => {
    if (step.done) last ??= { failed: false };
    else if (last === undefined && !closed) start(step.value);
  };

  const sourceFailed = (error: unknown): void => {
    last = { failed: true, error };
  };

  const next = (step: Step<T>): void => {
    pulling = false;
    arrived(step);
    proceed();
  };

  const stop = (error: unknown): void => {
    pulling = false;
    sourceFailed(error);
    proceed();
  };

  const proceed = (): void => {
    if (closed) return;
    answer();
    if (eager || waiting !== undefined) fill();
  };

  const fill = (): void => {
    while (!pulling && !closed && last === undefined && held < concurrency) {
      try {
        const step = source.pull();
        if (!(step instanceof Promise)) {
          arrived(step);
          continue;
        }
        pulling = true;
        step.then(next, stop);
      } catch (error) {
        sourceFailed(error);
      }
    }
  };

  /** The next step, if there is one already. */
  const ready = (): Step<U> | undefined => {
    const call = calls.first();
    if (call === undefined) {
      if (held > 0 || pulling || last === undefined) return undefined;
      if (last.failed) throw last.error;
      return ended;
    }
    if (!call.settled) return undefined;
    calls.shift();
    held--;
    if (call.failed) throw call.outcome;
    return { done: false, value: call.outcome as U };
  };

  /** Hands the next step to the pull that waits for it. */
  const answer = (): void => {
    if (waiting === undefined) return;
    const { resolve, reject } = waiting;
    try {
      const step = ready();
      if (step === undefined) return;
      waiting = undefined;
      resolve(step);
      if (eager) fill();
    } catch (error) {
      waiting = undefined;
      reject(error);
    }
  };

  const abort = (): void => {
    controller.abort(signal!.reason);
    waiting?.reject(signal!.reason);
    waiting = undefined;
  };
  let listening = false;

  return {
    pull() {
      signal?.throwIfAborted();
      if (signal !== undefined && !listening) {
        listening = true;
        signal.addEventListener('abort', abort, { once: true });
      }
      fill();
      const step = ready();
      if (step !== undefined) {
        if (eager) fill();
        return step;
      }
      return new Promise((resolve, reject) => {
        waiting = { resolve, reject };
      });
    },
    close() {
      closed = true;
      signal?.removeEventListener('abort', abort);
      if (running === 0) return source.close();
      const stopped = new Promise<void>((resolve) => {
        idle = resolve;
      });
      controller.abort();
      return closeAll([{ close: () => stopped }, source]);
    },
  };
}
