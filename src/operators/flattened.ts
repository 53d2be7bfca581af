import { stageOf } from './iterable.ts';
import { checkedSource, type Source } from './source.ts';
import { closeAll, ended, isThenable, pullUntil, type Stage, type Step, settled } from './stage.ts';

/** The values of the iterables that `f` makes of a stage's values; one iterable is open at a time. */
export function flattened<T, U>(
  outer: Stage<T>,
  f: (value: T, index: number) => Source<U> | PromiseLike<Source<U>>,
  where: string,
): Stage<U> {
  let index = 0;
  let inner: Stage<U> | undefined;
  /** A call of `f`, or the closing of an inner iterable. */
  let running: Promise<unknown> | undefined;
  let closed = false;
  type Answer = Step<U> | undefined | Promise<Step<U> | undefined>;

  /** Nothing where the inner iterable is over. */
  const arrived = (step: Step<U>): Answer => {
    if (closed) return ended;
    if (!step.done) return step;
    const over = inner!;
    inner = undefined;
    const closing = over.close();
    running = closing;
    return closing?.then(() => undefined);
  };

  const pullInner = (from: Stage<U>): Answer => {
    const step = from.pull();
    return step instanceof Promise ? step.then(arrived) : arrived(step);
  };

  const enter = (given: Source<U>): Answer => {
    if (closed) return ended;
    inner = stageOf(checkedSource(given, where));
    return pullInner(inner);
  };

  const accept = (step: Step<T>): Answer => {
    if (step.done || closed) return ended;
    const given = f(step.value, index++);
    if (!isThenable(given)) return enter(given);
    const calling = Promise.resolve(given);
    running = calling;
    return calling.then(enter);
  };

  const proceed = (answer: Step<U> | undefined) => answer ?? pullUntil(outer, accept);

  return {
    pull() {
      if (inner === undefined) return pullUntil(outer, accept);
      const answer = pullInner(inner);
      return answer instanceof Promise ? answer.then(proceed) : proceed(answer);
    },
    close() {
      closed = true;
      const open = inner === undefined ? [] : [inner];
      return closeAll([settled(running), ...open, outer]);
    },
  };
}
