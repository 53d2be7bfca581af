import { exportDataset } from '../sinks/export/export.ts';
import { type Format, formats } from '../sinks/export/manifest.ts';
import { verifyExport } from '../sinks/export/verify.ts';
import { datasetOf, exactlyOne, oneOf, UsageError, wholeNumber } from './arguments.ts';
import type { Command, Given } from './command.ts';
import { print, printJson, progress } from './terminal.ts';

export const exportCommand: Command = {
  name: 'export',
  summary: 'Write augmented epochs to files. Run again it goes on where it was; the bytes are the same.',
  positionals: '<folder|config>',
  options: {
    out: { type: 'string', value: 'DIR', help: 'The folder to write to.' },
    epochs: { type: 'string', value: 'N', default: '1', help: 'How many epochs.' },
    format: { type: 'string', value: 'F', default: 'webdataset', help: `${formats.join(', ')}.` },
    shard: {
      type: 'string',
      value: 'I/N',
      default: '0/1',
      help: 'Write the I-th of N shards, from 0; on as many machines.',
    },
    image: { type: 'string', value: 'KIND', default: 'npy', help: 'npy, or png for scale({ dtype: "uint8" }).' },
    'per-file': { type: 'string', value: 'N', default: '1000', help: 'Samples in a file.' },
    workers: { type: 'string', value: 'N', default: 'one for each core', help: 'Worker threads; 0: the main thread.' },
    'on-error': {
      type: 'string',
      value: 'POLICY',
      default: 'throw',
      help: 'Bad samples: throw, or skip and list them.',
    },
    seed: { type: 'string', value: 'S', help: "Another seed than the config's." },
  },
  run: async (positionals, given) => {
    const dataset = datasetOf(exactlyOne(positionals, 'a folder or config'), given);
    if (given.out === undefined) throw new UsageError('expected --out DIR, got nothing');
    const workers = wholeNumber(given, 'workers', undefined, 0);
    const [shard, of] = shardOf(given);
    const format = oneOf<Format>(given, 'format', 'webdataset', formats);
    const epochs = wholeNumber(given, 'epochs', 1);
    const { manifest, written } = await exportDataset(dataset, {
      out: String(given.out),
      format,
      epochs,
      shard,
      of,
      perFile: wholeNumber(given, 'per-file', 1000),
      isPng: oneOf(given, 'image', 'npy', ['npy', 'png']) === 'png',
      onError: oneOf(given, 'on-error', 'throw', ['throw', 'skip']),
      ...(workers === undefined ? {} : { workers }),
    });
    const files = manifest.parts.flatMap((part) => part.files);
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    const samples = manifest.parts.reduce((sum, { ids }) => sum + ids.length, 0);
    print(
      `${samples} samples in ${files.length} files, ${(bytes / 2 ** 20).toFixed(1)} MiB; ${written === 0 ? 'all of it was there' : `${written} written now`}`,
      ...manifest.quarantine.map(({ id, reason }) => `quarantined sample ${id}: ${reason}`),
    );
    return 0;
  },
};

export const verifyCommand: Command = {
  name: 'verify',
  summary: 'Read all that an export wrote, and prove that every epoch has every sample once.',
  positionals: '<DIR>',
  options: { json: { type: 'boolean', help: 'As JSON.' } },
  run: async (positionals, given) => {
    const found = await verifyExport(exactlyOne(positionals, 'the folder of an export'), progress('reading'));
    if (given.json) printJson(found);
    else {
      print(
        `${found.format}: ${found.files} files, ${(found.bytes / 2 ** 20).toFixed(1)} MiB`,
        ...found.epochs.map(
          ({ epoch, exported, quarantined, samples }) =>
            `epoch ${epoch}: ${exported} exported + ${quarantined} quarantined = ${exported + quarantined} of ${samples}`,
        ),
        ...found.faults,
        found.faults.length === 0 ? 'complete' : `${found.faults.length} faults`,
      );
    }
    return found.faults.length === 0 ? 0 : 1;
  },
};

function shardOf(given: Given): readonly [shard: number, of: number] {
  const text = String(given.shard ?? '0/1');
  const [, shard, of] = /^(\d{1,9})\/(\d{1,9})$/.exec(text)?.map(Number) ?? [];
  if (shard !== undefined && of !== undefined && shard < of) return [shard, of];
  throw new UsageError(`--shard: expected I/N, I from 0 to N - 1, got ${text}`);
}
