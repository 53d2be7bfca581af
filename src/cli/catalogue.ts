import { AugmentError, parameterSchema, type Schema, suggestion } from '../../transforms/index.ts';
import { catalog } from '../catalog.ts';
import { atMostOne, exactlyOne, UsageError } from './arguments.ts';
import type { Command } from './command.ts';
import { print, printJson, table } from './terminal.ts';

export const listCommand: Command = {
  name: 'list',
  summary: 'List the transforms.',
  positionals: '',
  options: { json: { type: 'boolean', help: 'As JSON, with all parameters.' } },
  run: async (positionals, given) => {
    if (atMostOne(positionals) !== undefined) throw new UsageError(`expected no argument, got "${positionals[0]}"`);
    const all = [...catalog.values()];
    if (given.json) {
      printJson(
        all.map((definition) => ({
          name: definition.name,
          modality: definition.modality,
          summary: definition.summary,
          reference: definition.reference,
          parameters: parameterSchema(definition).properties,
        })),
      );
    } else {
      print(
        ...table(all.map(({ name, modality, summary }) => [name, modality, summary])),
        '',
        'augment describe NAME tells its parameters.',
      );
    }
    return 0;
  },
};

export const describeCommand: Command = {
  name: 'describe',
  summary: "Tell a transform's parameters: type, unit, range and default.",
  positionals: 'NAME',
  options: { json: { type: 'boolean', help: 'As JSON Schema.' } },
  run: async (positionals, given) => {
    const name = exactlyOne(positionals, 'the name of a transform');
    const definition = catalog.get(name);
    if (definition === undefined) {
      throw new AugmentError(
        'unknown-transform',
        `unknown transform "${name}"; ${suggestion(name, [...catalog.keys()])}`,
        { transform: name },
      );
    }
    const { name: _own, modality, summary, reference } = definition;
    const schema = parameterSchema(definition);
    if (given.json) {
      printJson({
        name,
        modality,
        summary,
        reference,
        parameters: schema.properties,
        ...(schema.required ? { required: schema.required } : {}),
      });
      return 0;
    }
    const rows = Object.entries(schema.properties as Record<string, Schema>).map(([parameter, word]) => [
      `  ${parameter}`,
      typeOf(word),
      word.unit ?? '',
      word.default === undefined
        ? (schema.required as string[] | undefined)?.includes(parameter)
          ? 'required'
          : 'optional'
        : JSON.stringify(word.default),
      word.description ?? '',
    ]);
    print(
      `${name} (${modality}): ${summary}`,
      `After ${reference}.`,
      '',
      ...table([['  parameter', 'type', 'unit', 'default', ''], ...rows]),
    );
    return 0;
  },
};

/** A parameter's type and range, in a few characters. */
export function typeOf(schema: Schema): string {
  if (schema.enum !== undefined) return schema.enum.join(' | ');
  if (schema.type === 'array') {
    const item = schema.items ?? {};
    return schema.ordered ? `[low, high]${rangeOf(item)}` : `${schema.minItems} x ${item.type}${rangeOf(item)}`;
  }
  return `${schema.format === 'path' ? 'file' : schema.type}${rangeOf(schema)}`;
}

function rangeOf({ minimum, exclusiveMinimum, maximum }: Schema): string {
  const low = minimum ?? exclusiveMinimum;
  if (low === undefined && maximum === undefined) return '';
  if (maximum === undefined) return ` ${exclusiveMinimum === undefined ? '>=' : '>'} ${low}`;
  if (low === undefined) return ` <= ${maximum}`;
  return ` in ${exclusiveMinimum === undefined ? '[' : '('}${low}, ${maximum}]`;
}
