import { AugmentError } from '../../transforms/index.ts';
import { iterable, stageOf } from './iterable.ts';
import { checkedSource, type Source, type Value } from './source.ts';
import { closeAll, ended, type Stage, type Step } from './stage.ts';

/**
 * Gives the first values of all, then the second ones, and so on: [a, b, ...]. All are asked at once for each. Ends
 * with the shortest, and closes the others, of whose last value nothing is then seen.
 */
export function zip<S extends readonly [Source<unknown>, ...Source<unknown>[]]>(
  ...sources: S
): AsyncIterable<{ -readonly [I in keyof S]: Value<S[I]> }> {
  if (sources.length === 0) throw new AugmentError('bad-parameter', 'zip: expected one iterable or more, got none');
  for (const [i, source] of sources.entries()) checkedSource(source, `zip[${i}]`);
  type Row = { -readonly [I in keyof S]: Value<S[I]> };
  return iterable(() => zipped(sources.map(stageOf)) as Stage<Row>);
}

type Pulled = Step<unknown> | Promise<Step<unknown>>;

function zipped(stages: readonly Stage<unknown>[]): Stage<unknown[]> {
  return {
    pull() {
      const pulls: Pulled[] = [];
      let pending = false;
      for (const stage of stages) {
        const step = pulled(stage);
        if (step instanceof Promise) {
          // Where an iterable before it ends the row, nobody waits for this one.
          step.catch(() => {});
          pending = true;
        } else if (step.done && !pending) return ended;
        pulls.push(step);
      }
      return pending ? inOrder(pulls) : { done: false, value: pulls.map((step) => (step as Step<unknown>).value) };
    },
    close: () => closeAll(stages),
  };
}

function pulled(stage: Stage<unknown>): Pulled {
  try {
    return stage.pull();
  } catch (error) {
    return Promise.reject(error);
  }
}

/** So that how it ends does not depend on which of the iterables is faster. */
async function inOrder(pulls: readonly Pulled[]): Promise<Step<unknown[]>> {
  const row: unknown[] = [];
  for (const pull of pulls) {
    const step = pull instanceof Promise ? await pull : pull;
    if (step.done) return ended;
    row.push(step.value);
  }
  return { done: false, value: row };
}
