import { rootKey } from '../../transforms/index.ts';
import { withDurations } from '../durations.ts';
import { openRenderer } from '../make-renderer.ts';
import { idsOf, type Order, sourceOrder } from '../order/order.ts';
import { datasetOf, exactlyOne, positionOutOfRange, UsageError, wholeNumber } from './arguments.ts';
import type { Command } from './command.ts';
import { explainPicture } from './explain-picture.ts';
import { explainSound } from './explain-sound.ts';
import { print, printJson } from './terminal.ts';

export const explainCommand: Command = {
  name: 'explain',
  summary: 'Tell exactly what was drawn for one sample of one epoch, how it is carried out, and show it.',
  positionals: '<folder|config>',
  options: {
    epoch: { type: 'string', value: 'E', default: '0', help: 'The epoch.' },
    index: { type: 'string', value: 'I', default: '0', help: "Position in that epoch's order." },
    sample: {
      type: 'string',
      value: 'ID',
      help: 'The sample by its id, instead of its position; error messages name it.',
    },
    seed: { type: 'string', value: 'S', help: "Another seed than the config's." },
    out: { type: 'string', value: 'FILE', help: 'Draw original and result side by side to this PNG file.' },
    json: { type: 'boolean', help: 'As JSON.' },
  },
  run: async (positionals, given) => {
    const dataset = datasetOf(exactlyOne(positionals, 'a folder or config'), given);
    const epoch = wholeNumber(given, 'epoch', 0, 0);
    const renderer = await openRenderer(dataset.spec);
    try {
      const source = await withDurations(dataset.spec, renderer.source);
      const order = sourceOrder(source, dataset.spec.order, rootKey(dataset.spec.seed), epoch);
      if (given.sample !== undefined && given.index !== undefined)
        throw new UsageError('expected --index or --sample, got both');
      const sample = wholeNumber(given, 'sample', undefined, 0);
      const index = sample === undefined ? wholeNumber(given, 'index', 0, 0) : positionOf(order, sample);
      if (sample !== undefined && sample >= source.length) throw positionOutOfRange('sample', sample, source.length);
      if (index >= order.length) throw positionOutOfRange('index', index, order.length);
      const id = sample ?? order.at(index);
      const place = { seed: dataset.spec.seed, epoch, index, sampleId: id };
      const explain = dataset.spec.modality === 'audio' ? explainSound : explainPicture;
      const { json, text } = await explain(
        renderer as never,
        place,
        given.out === undefined ? undefined : String(given.out),
      );
      if (given.json) printJson(json);
      else print(...text, ...(given.out === undefined ? [] : ['', `Drawn to ${given.out}`]));
      return 0;
    } finally {
      renderer.close();
    }
  },
};

/** Where a sample stands in an epoch; -1 where it is not taken. */
function positionOf(order: Order, sample: number): number {
  return idsOf(order).indexOf(sample);
}
