import type { StreamOptions } from '../stream/options.ts';
import { UsageError, wholeNumber } from './arguments.ts';
import type { Given, Options } from './command.ts';
import { readState } from './state-file.ts';

/** The options that every command takes which streams a dataset. */
export const streamOptions: Options = {
  epochs: { type: 'string', value: 'N', default: "the config's", help: 'How many epochs.' },
  workers: { type: 'string', value: 'N', default: 'one for each core', help: 'Worker threads; 0: the main thread.' },
  ahead: { type: 'string', value: 'N', default: 'tuned', help: 'Batches made ahead.' },
  rank: { type: 'string', value: 'R', default: '0', help: 'Which of the consumers this is, from 0.' },
  world: { type: 'string', value: 'W', default: '1', help: 'How many consumers share the dataset.' },
  from: { type: 'string', value: 'FILE', help: 'Go on from this state.' },
  'on-error': { type: 'string', value: 'POLICY', default: 'throw', help: 'Bad samples: throw, skip or replace.' },
  seed: { type: 'string', value: 'S', help: "Another seed than the config's." },
};

/** What was given of them. */
export function streamOptionsOf(given: Given): StreamOptions {
  return {
    ...optional('epochs', wholeNumber(given, 'epochs', undefined)),
    ...optional('workers', wholeNumber(given, 'workers', undefined, 0)),
    ...optional('ahead', wholeNumber(given, 'ahead', undefined)),
    rank: wholeNumber(given, 'rank', 0, 0),
    world: wholeNumber(given, 'world', 1),
    ...optional('from', given.from === undefined ? undefined : readState(String(given.from))),
    onError: policyOf(given['on-error'] ?? 'throw'),
    lease: true,
  };
}

function optional<N extends string, T>(name: N, value: T | undefined): { [name in N]?: T } {
  return (value === undefined ? {} : { [name]: value }) as { [name in N]?: T };
}

function policyOf(given: string | boolean): 'throw' | 'skip' | 'replace' {
  if (given === 'throw' || given === 'skip' || given === 'replace') return given;
  throw new UsageError(`--on-error: expected throw, skip or replace, got ${given}`);
}
