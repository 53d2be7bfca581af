import { openSource, type Source } from './source.ts';
import { ended, type Stage, type Step } from './stage.ts';

/** How an operator further on opens one of ours without going through its promises. */
const openings = new WeakMap<object, () => Stage<unknown>>();

/** The AsyncIterable of a stage: each iteration opens one of its own, at the first `next()`. */
export function iterable<T>(open: () => Stage<T>): AsyncIterable<T> {
  const made: AsyncIterable<T> = { [Symbol.asyncIterator]: () => iterate(open()) };
  openings.set(made, open);
  return made;
}

export function stageOf<T>(source: Source<T>): Stage<T> {
  const open = openings.get(source) as (() => Stage<T>) | undefined;
  return open === undefined ? openSource(source) : open();
}

interface Waiting<T> {
  resolve(step: Step<T> | Promise<Step<T>>): void;
}

/**
 * One iteration: calls of `next()` are answered in order, one pull at a time; `return()` closes at once, also while a
 * pull is under way, whose value is then dropped.
 */
function iterate<T>(stage: Stage<T>): AsyncIterableIterator<T, undefined, void> {
  /** Calls of `next()` that are not yet answered; the first is the one that the pull under way is for. */
  let waiting: Waiting<T>[] = [];
  let pulling = false;
  let closed: Promise<void> | undefined;

  /** Starts the one closing; later calls of `next()`, and those still waiting, end when it is over. */
  const close = (): Promise<void> => {
    const left = waiting;
    waiting = [];
    closed = (async () => stage.close())();
    const end = afterwards(closed, () => ended);
    for (const { resolve } of left) resolve(end);
    return closed;
  };

  /** What the call gets whose pull came to an end, or failed: the failure goes before one of closing. */
  const finish = (): Promise<Step<T>> => close().then(() => ended);
  const fail = (error: unknown): Promise<Step<T>> =>
    afterwards(close(), () => {
      throw error;
    });

  const arrived = (step: Step<T>): void => {
    pulling = false;
    if (closed === undefined) waiting.shift()!.resolve(step.done ? finish() : step);
  };

  const failed = (error: unknown): void => {
    pulling = false;
    if (closed === undefined) waiting.shift()!.resolve(fail(error));
  };

  /** Pulls for those that wait, until a pull takes time. */
  const serve = (): void => {
    while (!pulling && waiting.length > 0) {
      pulling = true;
      try {
        const step = stage.pull();
        if (step instanceof Promise) step.then(arrived, failed).then(serve);
        else arrived(step);
      } catch (error) {
        failed(error);
      }
    }
  };

  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next() {
      if (closed !== undefined) return afterwards(closed, () => ended);
      return new Promise((resolve) => {
        waiting.push({ resolve });
        serve();
      });
    },
    return() {
      return closed === undefined ? finish() : afterwards(closed, () => ended);
    },
  };
}

/** Waits for a closing that somebody else hears the error of. */
function afterwards<T>(closing: Promise<void>, then: () => T): Promise<T> {
  return closing.then(then, then);
}
