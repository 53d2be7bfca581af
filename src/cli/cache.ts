import { clearStore, describeStore } from '../cache/index.ts';
import { sizeText } from '../cache/size-text.ts';
import { exactlyOne } from './arguments.ts';
import type { Command } from './command.ts';
import { print, printJson, table } from './terminal.ts';

export const cacheCommand: Command = {
  name: 'cache',
  summary: 'Tell what a folder of decoded pictures holds, by the source and reduction they come from, or clear it.',
  positionals: '<folder>',
  options: {
    clear: { type: 'boolean', help: 'Remove the entries. Other files stay.' },
    fingerprint: { type: 'string', value: 'F', help: 'Only this one.' },
    json: { type: 'boolean', help: 'As JSON.' },
  },
  run: async (positionals, given) => {
    const dir = exactlyOne(positionals, 'the folder of a cache');
    const fingerprint = given.fingerprint === undefined ? undefined : String(given.fingerprint);
    if (given.clear) {
      const cleared = clearStore(dir, fingerprint);
      if (given.json) printJson(cleared);
      else
        print(
          `removed ${sizeText(cleared.fileBytes)} of ${cleared.fingerprints} fingerprint${cleared.fingerprints === 1 ? '' : 's'}`,
        );
      return 0;
    }
    const found = describeStore(dir).filter((one) => fingerprint === undefined || one.fingerprint === fingerprint);
    if (given.json) printJson(found);
    else if (found.length === 0) print('nothing cached');
    else {
      print(
        ...table([
          ['fingerprint', 'entries', 'pictures', 'files', 'segments'],
          ...found.map(({ fingerprint, entries, bytes, fileBytes, segments }) => [
            fingerprint,
            String(entries),
            sizeText(bytes),
            sizeText(fileBytes),
            String(segments),
          ]),
        ]),
      );
    }
    return 0;
  },
};
