import { AugmentError, childKey, Draws, type Key, type KeyPart, rootKey, show } from '../../transforms/index.ts';
import { checkedCount, checkedOptions } from './check.ts';
import { iterable, stageOf } from './iterable.ts';
import { checkedSource, type Source } from './source.ts';
import { ended, pullUntil, type Stage, type Step } from './stage.ts';

export interface ShuffleOptions {
  /** How many values are held, out of which the next is drawn; with as many as there are, every order is equally likely. */
  readonly window: number;
  /** Names the order: a safe integer or a string. For an epoch of its own order, put its number in: `train ${epoch}`. */
  readonly seed: KeyPart;
}

/**
 * Gives every value once, each time drawing one of the `window` that it holds: a pure function of seed, window and
 * source. Pulls at most `window` - 1 values ahead. A value may come any time later, but at most `window` - 1 places earlier.
 */
export function shuffle(options: ShuffleOptions): <T>(source: Source<T>) => AsyncIterable<T> {
  const { window, seed } = checkedOptions(options, 'shuffle', ['window', 'seed']);
  checkedCount(window, 'shuffle.window', 1);
  if (typeof seed !== 'string' && !Number.isSafeInteger(seed)) {
    throw new AugmentError('bad-parameter', `shuffle.seed: expected a whole number or a string, got ${show(seed)}`);
  }
  const key = childKey(rootKey(seed), 'window');
  return (source) => {
    checkedSource(source, 'shuffle');
    return iterable(() => shuffled(stageOf(source), window, key));
  };
}

function shuffled<T>(source: Stage<T>, window: number, key: Key): Stage<T> {
  const draws = new Draws(key);
  const held: T[] = [];
  let over = false;

  const drawn = (): Step<T> => {
    if (held.length === 0) return ended;
    const at = draws.integer([0, held.length - 1]);
    const value = held[at]!;
    held[at] = held[held.length - 1]!;
    held.pop();
    return { done: false, value };
  };

  const accept = (step: Step<T>): Step<T> | undefined => {
    if (step.done) over = true;
    else if (held.push(step.value) < window) return undefined;
    return drawn();
  };

  return {
    pull: () => (over ? drawn() : pullUntil(source, accept)),
    close: () => source.close(),
  };
}
