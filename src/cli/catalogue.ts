import { type AnyDefinition, AugmentError, parameterSchema, type Schema, suggestion } from '../../transforms/index.ts';
import { catalogs } from '../catalog.ts';
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
    const all = [...catalogs.image.values(), ...catalogs.audio.values()];
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
    const found = Object.values(catalogs).flatMap((catalog) => catalog.get(name) ?? []);
    if (found.length === 0) {
      throw new AugmentError(
        'unknown-transform',
        `unknown transform "${name}"; ${suggestion(
          name,
          Object.values(catalogs).flatMap((catalog) => [...catalog.keys()]),
        )}`,
        { transform: name },
      );
    }
    if (given.json) {
      const told = found.map(asJson);
      printJson(told.length === 1 ? told[0] : told);
    } else {
      for (const [i, definition] of found.entries()) print(...(i === 0 ? [] : ['']), ...described(definition));
    }
    return 0;
  },
};

function asJson(definition: AnyDefinition): object {
  const { name, modality, summary, reference, equivalents = {} } = definition;
  const { properties, required } = parameterSchema(definition);
  return { name, modality, summary, reference, equivalents, parameters: properties, ...(required ? { required } : {}) };
}

function described(definition: AnyDefinition): readonly string[] {
  const { name, modality, summary, reference } = definition;
  const { properties, required } = parameterSchema(definition);
  const rows = Object.entries(properties as Record<string, Schema>).map(([parameter, word]) => [
    `  ${parameter}`,
    typeOf(word),
    word.unit ?? '',
    word.default === undefined
      ? (required as string[] | undefined)?.includes(parameter)
        ? 'required'
        : 'optional'
      : JSON.stringify(word.default),
    word.description ?? '',
  ]);
  return [
    `${name} (${modality}): ${summary}`,
    `After ${reference}.`,
    ...Object.entries(definition.equivalents ?? {}).map(([library, call]) => `In ${library}: ${call}`),
    '',
    ...table([['  parameter', 'type', 'unit', 'default', ''], ...rows]),
  ];
}

/** A parameter's type and range, in a few characters. */
export function typeOf(schema: Schema): string {
  if (schema.enum !== undefined) return schema.enum.join(' | ');
  if (schema.type === 'array') {
    const item = schema.items ?? {};
    return schema.ordered
      ? `[low, high]${rangeOf(item)}`
      : `${schema.minItems}${schema.maxItems === schema.minItems ? '' : ` to ${schema.maxItems}`} x ${item.type}${rangeOf(item)}`;
  }
  const kind = schema.format === 'path' ? 'file' : schema.format === 'folder' ? 'folder' : schema.type;
  return `${kind}${rangeOf(schema)}`;
}

function rangeOf({ minimum, exclusiveMinimum, maximum }: Schema): string {
  const low = minimum ?? exclusiveMinimum;
  if (low === undefined && maximum === undefined) return '';
  if (maximum === undefined) return ` ${exclusiveMinimum === undefined ? '>=' : '>'} ${low}`;
  if (low === undefined) return ` <= ${maximum}`;
  return ` in ${exclusiveMinimum === undefined ? '[' : '('}${low}, ${maximum}]`;
}
