import { check } from '../check.ts';
import { datasetOf, exactlyOne, wholeNumber } from './arguments.ts';
import type { Command } from './command.ts';
import { print, printJson, progress } from './terminal.ts';

export const checkCommand: Command = {
  name: 'check',
  summary: 'Check that no two samples repeat, and tell how different they are. Exit code 1 where one repeats.',
  positionals: '<folder|config>',
  options: {
    samples: { type: 'string', value: 'N', default: '64', help: 'How many samples.' },
    epochs: { type: 'string', value: 'N', default: '8', help: 'How many epochs of each.' },
    seed: { type: 'string', value: 'S', help: "Another seed than the config's." },
    json: { type: 'boolean', help: 'As JSON.' },
  },
  run: async (positionals, given) => {
    const report = await check(datasetOf(exactlyOne(positionals, 'a folder or config'), given), {
      samples: wholeNumber(given, 'samples', 64),
      epochs: wholeNumber(given, 'epochs', 8, 2),
      onProgress: progress('check'),
    });
    if (given.json) {
      printJson(report);
    } else {
      const { samples, epochs, rendered, distinct, firstRepeat, looksPerSample, unit, difference, warnings } = report;
      const [first, second] = firstRepeat ?? [];
      print(
        `${rendered} renderings of ${samples} samples over ${epochs} epochs: ${distinct} distinct (128-bit hashes)`,
        ...(first && second
          ? [
              `  first repeat: ${first.name} in epoch ${first.epoch} (sample ${first.sampleId}) and ${second.name} in epoch ${second.epoch} (sample ${second.sampleId})`,
            ]
          : []),
        `  looks per sample: ${looksPerSample.median} of ${epochs} (median), ${looksPerSample.min} at least`,
        `  difference, rms ${unit}: ${difference.fromOriginal} from the original, ${difference.betweenEpochs} between epochs (median)`,
        ...warnings.map((warning) => `warning: ${warning}`),
      );
    }
    return report.repeats > 0 ? 1 : 0;
  },
};
