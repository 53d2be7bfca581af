import { throughput } from '../throughput.ts';
import { atMostOne, datasetOf, wholeNumber } from './arguments.ts';
import type { Command } from './command.ts';
import { print, printJson, progress } from './terminal.ts';

export const benchCommand: Command = {
  name: 'bench',
  summary: 'Measure threads, from file to batch, against the bare decode of the same files in the same run.',
  positionals: '[folder|config]',
  options: {
    samples: { type: 'string', value: 'N', default: 'all, at most 1000', help: 'How many samples a pass has.' },
    passes: { type: 'string', value: 'N', default: '5', help: 'How many passes count, after one to warm up.' },
    workers: { type: 'string', value: 'N', default: '0', help: 'Worker threads; 0: this thread alone.' },
    seed: { type: 'string', value: 'S', help: "Another seed than the config's." },
    json: { type: 'boolean', help: 'As JSON.' },
  },
  run: async (positionals, given) => {
    const dataset = datasetOf(atMostOne(positionals), given);
    const isSound = dataset.spec.modality === 'audio';
    const measured = await throughput(dataset, {
      samples: wholeNumber(given, 'samples', 1000),
      passes: wholeNumber(given, 'passes', 5),
      workers: wholeNumber(given, 'workers', 0, 0),
      onProgress: progress('bench'),
    });
    if (given.json) {
      printJson(measured);
    } else {
      const { samples, passes, workers, samplesPerSecond, cpuMsPerSample, split, floorCpuMsPerSample, ratioToFloor } =
        measured;
      print(
        `${samplesPerSecond} samples/s on ${workers === 0 ? 'one thread' : `${workers} worker${workers === 1 ? '' : 's'}`}, ${cpuMsPerSample} ms of CPU a sample (${samples} samples, median of ${passes} passes)`,
        `  read ${split.readMs} ms, decode ${split.decodeMs} ms, augment ${split.augmentMs} ms`,
        ratioToFloor === null
          ? '  no comparison with the bare JPEG decode: not all of these files are JPEG'
          : `  ${isSound ? 'bare reading and decoding' : 'bare JPEG decode'} ${floorCpuMsPerSample} ms: ratio ${ratioToFloor}`,
      );
    }
    return 0;
  },
};
