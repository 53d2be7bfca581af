import { basename } from 'node:path';
import { rootKey } from '../../transforms/index.ts';
import type { ImageOp } from '../../vision/index.ts';
import { resize } from '../../vision/index.ts';
import { idsOf, type Order, sourceOrder } from '../order/order.ts';
import { writeBeforeAfter } from '../preview/index.ts';
import { Renderer } from '../renderer.ts';
import { labelText } from '../sources/labels.ts';
import { datasetOf, exactlyOne, positionOutOfRange, UsageError, wholeNumber } from './arguments.ts';
import type { Command } from './command.ts';
import { print, printJson, table } from './terminal.ts';

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
    const renderer = await Renderer.open(dataset.spec);
    try {
      const order = sourceOrder(renderer.source, dataset.spec.order, rootKey(dataset.spec.seed), epoch);
      if (given.sample !== undefined && given.index !== undefined)
        throw new UsageError('expected --index or --sample, got both');
      const sample = wholeNumber(given, 'sample', undefined, 0);
      const index = sample === undefined ? wholeNumber(given, 'index', 0, 0) : positionOf(order, sample);
      if (sample !== undefined && sample >= renderer.source.length)
        throw positionOutOfRange('sample', sample, renderer.source.length);
      if (index >= order.length) throw positionOutOfRange('index', index, order.length);
      const id = sample ?? order.at(index);
      const { name, header, plan, ops, fused } = await renderer.explain(epoch, id);
      const explanation = {
        seed: dataset.spec.seed,
        epoch,
        index,
        sampleId: id,
        file: name,
        label: labelText(renderer.source, id),
        size: [header.height, header.width],
        steps: plan.steps.map(({ path, transform, drawn }) => ({ path, transform, drawn })),
        ops,
        fused,
        resamplings: fused.filter((op) => op.kind === 'warp').length,
        output: [plan.facts.height, plan.facts.width],
      };
      const drawn = plan.steps.map((step) => [step.path, shown(step.drawn)]);
      if (given.out !== undefined) {
        const { width, height } = plan.facts;
        const original = await renderer.pixels(epoch, id, [
          resize({ size: fitted(header.width, header.height, Math.max(width, height)) }),
        ]);
        const result = await renderer.pixels(epoch, id);
        await writeBeforeAfter(
          original,
          result,
          [`${basename(name)} · epoch ${epoch} · sample ${id}`, ...table(drawn)],
          String(given.out),
        );
      }
      if (given.json) {
        printJson(explanation);
      } else {
        print(
          `${name}: epoch ${epoch}, position ${index}, sample ${id}, ${header.width} x ${header.height}`,
          '',
          'Drawn:',
          ...table(drawn.map(([path, text]) => [`  ${path}`, text!])),
          '',
          `Carried out in ${fused.length} passes, ${explanation.resamplings} resampling:`,
          ...fused.map((op) => `  ${passOf(op)}`),
          ...(given.out === undefined ? [] : ['', `Drawn to ${given.out}`]),
        );
      }
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

/** [height, width] of a picture made to fit a square of `side`. */
function fitted(width: number, height: number, side: number): [number, number] {
  const factor = Math.min(side / width, side / height);
  return [Math.max(1, Math.round(height * factor)), Math.max(1, Math.round(width * factor))];
}

function shown(value: unknown): string {
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : value.toPrecision(5);
  if (Array.isArray(value)) return `[${value.map(shown).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value)
      .map(([name, part]) => `${name} ${shown(part)}`)
      .join(', ');
  }
  return String(value);
}

function passOf(op: ImageOp): string {
  switch (op.kind) {
    case 'warp': {
      const last = op.steps.at(-1)!;
      return `warp: ${op.steps.length} steps as one resampling to ${last.width} x ${last.height}`;
    }
    case 'colors':
      return `colour: ${op.steps.map((step) => step.kind).join(', ')}${op.clamp ? ', clamp' : ''}`;
    case 'epilogue':
      return `epilogue: ${[op.noise && 'noise', op.drop && 'drop', op.scale.dither && 'dither'].filter(Boolean).concat('scale').join(', ')} to ${op.scale.dtype} ${op.scale.layout}`;
    case 'fill':
      return 'fill: the constant border, after the colours that came before it';
    case 'blur':
      return `blur: sigma ${shown(op.sigmaPixels)} pixels`;
    default:
      return op.kind;
  }
}
