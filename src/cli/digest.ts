import { digest } from '../digest.ts';
import { datasetOf, exactlyOne, wholeNumber } from './arguments.ts';
import type { Command } from './command.ts';
import { writeState } from './state-file.ts';
import { streamOptions, streamOptionsOf } from './stream-options.ts';
import { print, printJson } from './terminal.ts';
import { watch } from './watch.ts';

export const digestCommand: Command = {
  name: 'digest',
  summary: 'Stream a dataset and print hashes of what was delivered, in order: proof that two runs saw the same data.',
  positionals: '<folder|config>',
  options: {
    ...streamOptions,
    epochs: { type: 'string', value: 'N', default: '2', help: 'How many epochs.' },
    steps: { type: 'string', value: 'N', default: 'all', help: 'Stop after so many batches.' },
    state: { type: 'string', value: 'FILE', help: 'Write the state to this file after every batch.' },
    ids: { type: 'boolean', help: 'Print every epoch:id as well, a batch a line.' },
    watch: { type: 'boolean', help: 'Show speed, queue and what bounds it while it runs.' },
    json: { type: 'boolean', help: 'As JSON.' },
  },
  run: async (positionals, given) => {
    const dataset = datasetOf(exactlyOne(positionals, 'a folder or config'), given);
    const stream = dataset.stream({ ...streamOptionsOf(given), epochs: wholeNumber(given, 'epochs', 2) });
    const list: string[][] = [];
    const stopWatching = given.watch ? watch(stream) : () => {};
    const steps = wholeNumber(given, 'steps', undefined);
    const result = await digest(stream, {
      ...(steps === undefined ? {} : { steps }),
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
