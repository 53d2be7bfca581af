import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { AugmentError } from '../../transforms/index.ts';
import { digest } from '../digest.ts';
import type { StreamState } from '../stream/state.ts';
import { datasetOf, exactlyOne, UsageError, wholeNumber } from './arguments.ts';
import type { Command } from './command.ts';
import { print, printJson } from './terminal.ts';
import { watch } from './watch.ts';

export const digestCommand: Command = {
  name: 'digest',
  summary: 'Stream a dataset and print hashes of what was delivered, in order: proof that two runs saw the same data.',
  positionals: '<folder|config>',
  options: {
    epochs: { type: 'string', value: 'N', default: '2', help: 'How many epochs.' },
    workers: { type: 'string', value: 'N', default: 'one for each core', help: 'Worker threads; 0: the main thread.' },
    ahead: { type: 'string', value: 'N', default: 'tuned', help: 'Batches made ahead.' },
    rank: { type: 'string', value: 'R', default: '0', help: 'Which of the consumers this is, from 0.' },
    world: { type: 'string', value: 'W', default: '1', help: 'How many consumers share the dataset.' },
    steps: { type: 'string', value: 'N', default: 'all', help: 'Stop after so many batches.' },
    from: { type: 'string', value: 'FILE', help: 'Go on from this state.' },
    state: { type: 'string', value: 'FILE', help: 'Write the state to this file after every batch.' },
    'on-error': { type: 'string', value: 'POLICY', default: 'throw', help: 'Bad samples: throw, skip or replace.' },
    seed: { type: 'string', value: 'S', help: "Another seed than the config's." },
    ids: { type: 'boolean', help: 'Print every epoch:id as well, a batch a line.' },
    watch: { type: 'boolean', help: 'Show speed, queue and what bounds it while it runs.' },
    json: { type: 'boolean', help: 'As JSON.' },
  },
  run: async (positionals, given) => {
    const dataset = datasetOf(exactlyOne(positionals, 'a folder or config'), given);
    const stream = dataset.stream({
      epochs: wholeNumber(given, 'epochs', 2),
      ...optional('workers', wholeNumber(given, 'workers', undefined, 0)),
      ...optional('ahead', wholeNumber(given, 'ahead', undefined)),
      rank: wholeNumber(given, 'rank', 0, 0),
      world: wholeNumber(given, 'world', 1),
      ...optional('from', given.from === undefined ? undefined : readState(String(given.from))),
      onError: policyOf(given['on-error'] ?? 'throw'),
      lease: true,
    });
    const list: string[][] = [];
    const stopWatching = given.watch ? watch(stream) : () => {};
    const steps = wholeNumber(given, 'steps', undefined);
    const result = await digest(stream, {
      ...optional('steps', steps),
      onBatch: ({ epochs, ids }) => {
        if (given.ids) list.push(ids.map((id, row) => `${epochs[row]}:${id}`));
        if (given.state !== undefined) writeState(String(given.state), stream.state());
      },
    }).finally(stopWatching);
    const { epochs, quarantine, workers, samplesPerSecond } = stream.report();
    if (given.json) {
      printJson({ ...result, ...(given.ids ? { list: list.flat() } : {}), epochs, quarantine });
      return 0;
    }
    print(
      ...list.map((batch) => batch.join(' ')),
      `ids    ${result.ids}`,
      `bytes  ${result.bytes}`,
      `${result.samples} samples in ${result.batches} batches, ${workers.count} workers, ${samplesPerSecond} samples/s`,
      ...epochs.map(
        ({ epoch, samples, delivered, quarantined, dropped, elsewhere, replaced, padded }) =>
          `epoch ${epoch}: ${delivered} delivered + ${quarantined} quarantined + ${dropped} dropped${elsewhere > 0 ? ` + ${elsewhere} to other ranks` : ''} = ${delivered + quarantined + dropped + elsewhere} of ${samples}${replaced > 0 ? `; ${replaced} replaced` : ''}${padded > 0 ? `; ${padded} padded` : ''}`,
      ),
      ...quarantine.map(({ id, reason }) => `quarantined sample ${id}: ${reason}`),
    );
    return 0;
  },
};

function optional<N extends string, T>(name: N, value: T | undefined): { [name in N]?: T } {
  return (value === undefined ? {} : { [name]: value }) as { [name in N]?: T };
}

function policyOf(given: string | boolean): 'throw' | 'skip' | 'replace' {
  if (given === 'throw' || given === 'skip' || given === 'replace') return given;
  throw new UsageError(`--on-error: expected throw, skip or replace, got ${given}`);
}

/** In one piece, so that whoever is killed here leaves the state before. */
function writeState(path: string, state: StreamState): void {
  try {
    writeFileSync(`${path}.tmp`, `${JSON.stringify(state)}\n`);
    renameSync(`${path}.tmp`, path);
  } catch (cause) {
    throw new AugmentError(
      'unwritable',
      `${path}: expected a file that can be written, got ${(cause as NodeJS.ErrnoException).code ?? String(cause)}; is the disk full, or the folder not there?`,
      { file: path, cause },
    );
  }
}

function readState(path: string): StreamState {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new AugmentError(
      'bad-state',
      `${path}: expected a state that \`augment digest --state\` or stream.state() wrote, got ${(cause as Error).message}`,
      { file: path, cause },
    );
  }
}
