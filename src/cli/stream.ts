import { addressOf } from '../sinks/address.ts';
import { sendArrow } from '../sinks/arrow.ts';
import { sendFrames } from '../sinks/frames.ts';
import { sendTar } from '../sinks/samples.ts';
import { type Send, serve } from '../sinks/serve.ts';
import { fileSink, ReaderGone } from '../sinks/sink.ts';
import { scanSource, viewSource } from '../sources/kinds.ts';
import type { Stream } from '../stream/stream.ts';
import { datasetOf, exactlyOne, oneOf } from './arguments.ts';
import type { Command } from './command.ts';
import { streamOptions, streamOptionsOf } from './stream-options.ts';
import { watch } from './watch.ts';

const formats = ['tar', 'frames', 'arrow'] as const;

export const streamCommand: Command = {
  name: 'stream',
  summary: 'Write augmented minibatches to standard output or a socket: for trainers in other languages.',
  positionals: '<folder|config>',
  options: {
    format: {
      type: 'string',
      value: 'F',
      default: 'tar',
      help: 'tar: samples as WebDataset; frames: batches of .npy (clients/python); arrow: Arrow IPC.',
    },
    to: { type: 'string', value: 'ADDRESS', default: '-', help: '- (standard output), unix:PATH or tcp:HOST:PORT.' },
    once: {
      type: 'boolean',
      help: 'At an address: end where the first reader goes away, instead of waiting for the next.',
    },
    image: {
      type: 'string',
      value: 'KIND',
      default: 'npy',
      help: 'In a tar: npy, or png for scale({ dtype: "uint8" }).',
    },
    ...streamOptions,
    watch: { type: 'boolean', help: 'Show speed, queue and what bounds it while it runs.' },
  },
  run: async (positionals, given) => {
    const dataset = datasetOf(exactlyOne(positionals, 'a folder or config'), given);
    const format = oneOf(given, 'format', 'tar', formats);
    const isPng = oneOf<'npy' | 'png'>(given, 'image', 'npy', ['npy', 'png']) === 'png';
    const options = streamOptionsOf(given);
    const { source, base, batch: batchSize, modality } = dataset.spec;
    const { classNames } = viewSource(await scanSource(source, base));
    const send: Send = async (sink, { from = options.from } = { sharedMemory: false }, onRing) => {
      const stream = dataset.stream(from === undefined ? options : { ...options, from });
      const stop = given.watch ? watch(stream as Stream) : () => {};
      try {
        if (format === 'frames') await sendFrames(stream, sink, { classNames, batchSize, modality }, onRing);
        else if (format === 'tar') await sendTar(stream, sink, { batchSize, isPng });
        else await sendArrow(stream, sink);
      } finally {
        stop();
      }
    };
    const to = given.to === undefined ? '-' : String(given.to);
    if (to !== '-') {
      await serve(addressOf(to), send, {
        asks: format === 'frames',
        once: given.once === true,
        onListening: (address) => tell(`listening at ${address}`),
        onGone: (reason) => tell(`a reader is gone: ${reason}; waiting for the next`),
      });
      return 0;
    }
    try {
      await send(fileSink(1));
    } catch (error) {
      // Whoever closes a pipe, as `head` does, has had enough.
      if (!(error instanceof ReaderGone)) throw error;
    }
    return 0;
  },
};

const tell = (line: string) => void process.stderr.write(`augment stream: ${line}\n`);
