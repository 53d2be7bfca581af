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
    examples: { type: 'string', value: 'N', default: '6, of sounds 4', help: 'How many samples (rows).' },
    variants: { type: 'string', value: 'N', default: '8, of sounds 3', help: 'How many epochs of each (columns).' },
    seed: { type: 'string', value: 'S', help: "Another seed than the config's." },
    epoch: { type: 'string', value: 'E', default: '0', help: 'The first epoch shown.' },
    out: {
      type: 'string',
      value: 'FILE',
      default: 'preview.png',
      help: 'The PNG file to write; of sounds, a page and WAV files beside it.',
    },
    json: { type: 'boolean', help: 'Say what was drawn as JSON.' },
  },
  run: async (positionals, given) => {
    const target = atMostOne(positionals);
    const dataset = datasetOf(target, given);
    const isSound = dataset.spec.modality === 'audio';
    const variants = wholeNumber(given, 'variants', isSound ? 3 : 8);
    const out = String(given.out ?? 'preview.png');
    const { png, files, ...sheet } = await preview(dataset, {
      examples: wholeNumber(given, 'examples', isSound ? 4 : 6),
      variants,
      epoch: wholeNumber(given, 'epoch', 0, 0),
      out,
    });
    if (given.json) {
      printJson({ out, bytes: png.length, ...sheet, ...(isSound ? { files } : {}) });
    } else {
      const what = isSound ? 'sound' : 'picture';
      print(
        `${out}: ${sheet.examples.length} ${what}${sheet.examples.length === 1 ? '' : 's'} of ${target ?? relative(process.cwd(), samplePictures)}, each with its original (left) and what ${variants === 1 ? 'one epoch makes' : `${variants} epochs make`} of it.`,
        ...(isSound
          ? [`${files[0]}: the same, to listen to; the sounds are the ${files.length - 1} WAV files beside it.`]
          : []),
        `Plan: ${sheet.plan.join(' > ')}`,
      );
    }
    return 0;
  },
};
