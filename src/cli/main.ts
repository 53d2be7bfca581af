#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { AugmentError, suggestion } from '../../transforms/index.ts';
import { UsageError } from './arguments.ts';
import { benchCommand } from './bench.ts';
import { cacheCommand } from './cache.ts';
import { describeCommand, listCommand } from './catalogue.ts';
import { checkCommand } from './check.ts';
import { type Command, helpOf, parseArgsOptions } from './command.ts';
import { digestCommand } from './digest.ts';
import { explainCommand } from './explain.ts';
import { exportCommand, verifyCommand } from './export.ts';
import { previewCommand } from './preview.ts';
import { streamCommand } from './stream.ts';
import { print, table } from './terminal.ts';
import { whitenCommand } from './whiten.ts';

const commands: readonly Command[] = [
  previewCommand,
  listCommand,
  describeCommand,
  explainCommand,
  checkCommand,
  streamCommand,
  exportCommand,
  verifyCommand,
  benchCommand,
  digestCommand,
  cacheCommand,
  whitenCommand,
];

const overview = [
  'augment: endlessly varied training data, seeded and replayable',
  '',
  ...table(commands.map(({ name, positionals, summary }) => [`  augment ${name} ${positionals}`, summary])),
  '',
  'augment COMMAND --help tells its options. Exit codes: 0 done, 1 failed, 2 wrong use.',
];

async function main(words: readonly string[]): Promise<number> {
  const [word, ...rest] = words;
  if (word === '--version') {
    print(JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')).version);
    return 0;
  }
  if (word === undefined || word === '--help' || word === '-h' || word === 'help') {
    print(...overview);
    return word === undefined ? 2 : 0;
  }
  const command = commands.find(({ name }) => name === word);
  if (command === undefined) {
    throw new UsageError(
      `unknown command "${word}"; ${suggestion(
        word,
        commands.map(({ name }) => name),
      )}; see augment --help`,
    );
  }
  const { values, positionals } = parseWords(command, rest);
  if (values.help) {
    print(helpOf(command));
    return 0;
  }
  return await command.run(positionals, values);
}

function parseWords(command: Command, words: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      options: parseArgsOptions(command),
      allowPositionals: true,
    });
    return { values: values as Record<string, string | boolean | undefined>, positionals };
  } catch (cause) {
    const unknown = /Unknown option '--?([^'=]*)/.exec((cause as Error).message)?.[1];
    const known = [...Object.keys(command.options), 'help', 'debug'];
    const message =
      unknown === undefined
        ? (cause as Error).message.split('\n')[0]!
        : `unknown option --${unknown}; ${suggestion(unknown, known)}`;
    throw new UsageError(`augment ${command.name}: ${message}`);
  }
}

const words = process.argv.slice(2);
try {
  process.exitCode = await main(words);
} catch (error) {
  const expected = error instanceof AugmentError || error instanceof UsageError;
  const shown = words.includes('--debug')
    ? (error as Error).stack
    : `augment: ${(error as Error).message}${expected ? '' : ' (this is a fault of augment-stream; --debug shows where)'}`;
  process.stderr.write(`${shown}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
