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

type Resolve<T> = (step: Step<T> | Promise<Step<T>>) => void;

/**
 * One iteration: calls of `next()` are answered in order, one pull at a time; `return()` closes at once, also while a
 * pull is under way, whose value is then dropped.
 */
function iterate<T>(stage: Stage<T>): AsyncIterableIterator<T, undefined, void> {
  let pulling = false;
  /** The call of `next()` that the pull under way is for, and those that came after it. */
  let asking: Resolve<T> | undefined;
  let waiting: Resolve<T>[] = [];
  let closed: Promise<void> | undefined;

  /** Starts the one closing, at whose end those that ask and wait end as well. */
  const close = (): Promise<void> => {
    const left = asking === undefined ? waiting : [asking, ...waiting];
    asking = undefined;
    waiting = [];
    closed = (async () => stage.close())();
    for (const resolve of left) resolve(end(closed));
    return closed;
  };

  /** What the call gets whose pull came to an end, or failed: that failure goes before one of closing. */
  const finish = (): Promise<Step<T>> => close().then(() => ended);
  const fail = (error: unknown): Promise<Step<T>> => {
    const rethrow = () => {
      throw error;
    };
    return close().then(rethrow, rethrow);
  };

  const arrived = (step: Step<T>): void => {
    pulling = false;
    if (closed !== undefined) return;
    const resolve = asking!;
    asking = undefined;
    resolve(step.done ? finish() : step);
    if (waiting.length > 0) serve();
  };

  const failed = (error: unknown): void => {
    pulling = false;
    if (closed !== undefined) return;
    const resolve = asking!;
    asking = undefined;
    resolve(fail(error));
  };

  const pull = (): Promise<Step<T>> => {
    let step: Step<T> | Promise<Step<T>>;
    pulling = true;
    try {
      step = stage.pull();
      if (step instanceof Promise) {
        const pulled = step;
        return new Promise((resolve) => {
          // A function of the user's may have returned this iteration while it was pulled.
          if (closed === undefined) asking = resolve;
          else resolve(end(closed));
          pulled.then(arrived, failed);
        });
      }
    } catch (error) {
      pulling = false;
      return closed === undefined ? fail(error) : end(closed);
    }
    pulling = false;
    if (closed !== undefined) return end(closed);
    return step.done ? finish() : Promise.resolve(step);
  };

  /** Pulls for those that wait, until a pull takes time. */
  const serve = (): void => {
    while (!pulling && waiting.length > 0) waiting.shift()!(pull());
  };

  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next() {
      if (closed !== undefined) return end(closed);
      if (pulling) return new Promise((resolve) => waiting.push(resolve));
      const step = pull();
      if (waiting.length > 0) serve();
      return step;
    },
    return() {
      return closed === undefined ? finish() : end(closed);
    },
  };
}

/** The end, after a closing that somebody else hears the error of. */
function end(closing: Promise<void>): Promise<Step<never>> {
  const over = () => ended;
  return closing.then(over, over);
}
