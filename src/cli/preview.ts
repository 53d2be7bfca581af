import { relative } from 'node:path';
import { preview } from '../preview/index.ts';
import { atMostOne, datasetOf, samplePictures, wholeNumber } from './arguments.ts';
import type { Command } from './command.ts';
import { print, printJson } from './terminal.ts';

export const previewCommand: Command = {
  name: 'preview',
  summary: 'Draw a labelled contact sheet: originals in the first column, then what each epoch makes of them.',
  positionals: '[folder|config]',
  options: {
    examples: { type: 'string', value: 'N', default: '6', help: 'How many samples (rows).' },
    variants: { type: 'string', value: 'N', default: '8', help: 'How many epochs of each (columns).' },
    seed: { type: 'string', value: 'S', help: "Another seed than the config's." },
    epoch: { type: 'string', value: 'E', default: '0', help: 'The first epoch shown.' },
    out: { type: 'string', value: 'FILE', default: 'preview.png', help: 'The PNG file to write.' },
    json: { type: 'boolean', help: 'Say what was drawn as JSON.' },
  },
  run: async (positionals, given) => {
    const target = atMostOne(positionals);
    const variants = wholeNumber(given, 'variants', 8);
    const out = String(given.out ?? 'preview.png');
    const { png, ...sheet } = await preview(datasetOf(target, given), {
      examples: wholeNumber(given, 'examples', 6),
      variants,
      epoch: wholeNumber(given, 'epoch', 0, 0),
      out,
    });
    if (given.json) {
      printJson({ out, bytes: png.length, ...sheet });
    } else {
      print(
        `${out}: ${sheet.examples.length} picture${sheet.examples.length === 1 ? '' : 's'} of ${target ?? relative(process.cwd(), samplePictures)}, each with its original (left) and what ${variants === 1 ? 'one epoch makes' : `${variants} epochs make`} of it.`,
        `Plan: ${sheet.plan.join(' > ')}`,
      );
    }
    return 0;
  },
};
