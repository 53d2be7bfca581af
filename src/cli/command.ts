import type { ParseArgsConfig } from 'node:util';

export interface Option {
  readonly type: 'string' | 'boolean';
  readonly help: string;
  /** What stands for the value in the help text. */
  readonly value?: string;
  readonly default?: string;
}

export type Options = Readonly<Record<string, Option>>;
/** Values as given on the command line. */
export type Given = Readonly<Record<string, string | boolean | undefined>>;

/** One word of the command line, declared once: help, parsing and running follow from it. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  /** The positional arguments, as the help shows them: `[folder|config]`. */
  readonly positionals: string;
  readonly options: Options;
  /** Returns the exit code. */
  readonly run: (positionals: readonly string[], given: Given) => Promise<number>;
}

/** Options that every command takes. */
export const commonOptions: Options = {
  help: { type: 'boolean', help: 'Show this.' },
  debug: { type: 'boolean', help: 'Show stack traces.' },
};

export function parseArgsOptions(command: Command): NonNullable<ParseArgsConfig['options']> {
  return Object.fromEntries(
    Object.entries({ ...command.options, ...commonOptions }).map(([name, { type }]) => [name, { type }]),
  );
}

export function helpOf(command: Command): string {
  const options = Object.entries({ ...command.options, ...commonOptions });
  const flags = options.map(
    ([name, option]) => `  --${name}${option.type === 'string' ? ` ${option.value ?? 'VALUE'}` : ''}`,
  );
  const width = Math.max(...flags.map((flag) => flag.length)) + 2;
  const lines = options.map(
    ([, option], i) => `${flags[i]!.padEnd(width)}${option.help}${option.default ? ` (${option.default})` : ''}`,
  );
  return [`augment ${command.name} ${command.positionals}`.trim(), '', command.summary, '', ...lines, ''].join('\n');
}
