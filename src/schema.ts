import { maskKinds, parameterSchema, type Schema } from '../transforms/index.ts';
import { catalogs } from './catalog.ts';
import { tails } from './order/steps.ts';
import { sourceKinds } from './sources/kinds.ts';
import { targetsSchema } from './targets/spec.ts';

/** The JSON Schema (2020-12) of a config file, made from the declarations; published as `augment-stream/schema.json`. */
export function configSchema(): Schema {
  const odds = { type: 'number', minimum: 0, maximum: 1, description: 'Odds that a sample gets it at all.' };
  const name = { type: 'string', pattern: '^[\\w.-]+$', description: 'A stable name for its draws.' };
  const nodes = { type: 'array', minItems: 1, items: { $ref: '#/$defs/node' } };
  const one = (properties: Record<string, unknown>, required: readonly string[]) => ({
    type: 'object',
    properties,
    required,
    additionalProperties: false,
  });
  const definitions = Object.values(catalogs).flatMap((catalog) => [...catalog.values()]);
  const transforms = definitions.map((definition) =>
    one({ [definition.name]: parameterSchema(definition) }, [definition.name]),
  );
  const masks = Object.entries(maskKinds).map(([kind, { summary, parameters }]) => {
    const schemas = Object.entries(parameters).map(([parameter, { schema }]) => [parameter, schema]);
    return { description: summary, ...one({ kind: { const: kind }, ...Object.fromEntries(schemas) }, ['kind']) };
  });
  const groups = [
    one({ oneOf: nodes, weights: { type: 'array', items: { type: 'number', minimum: 0 } }, p: odds, name }, ['oneOf']),
    one(
      {
        someOf: nodes,
        count: { type: 'array', items: { type: 'integer', minimum: 0 }, minItems: 2, maxItems: 2 },
        order: { enum: ['listed', 'random'] },
        p: odds,
        name,
      },
      ['someOf', 'count'],
    ),
    one({ sometimes: nodes, p: odds, name }, ['sometimes', 'p']),
    one({ blendBy: { ...nodes, maxItems: 2 }, mask: { anyOf: masks }, p: odds, name }, ['blendBy', 'mask']),
  ];
  const positive = { type: 'integer', minimum: 1 };
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'augment-stream config',
    type: 'object',
    required: ['source'],
    additionalProperties: false,
    properties: {
      $schema: { type: 'string' },
      seed: {
        anyOf: [{ type: 'integer' }, { type: 'string' }],
        default: 0,
        description: 'Fixes every random choice of the run.',
      },
      source: { $ref: '#/$defs/source' },
      decode: {
        type: 'object',
        additionalProperties: false,
        properties: {
          maxPixels: { ...positive, default: 100_000_000, description: 'A picture with more pixels is refused.' },
          onTruncated: { enum: ['error', 'accept'], default: 'error', description: 'A file that ends early.' },
          sampleRate: {
            type: 'integer',
            minimum: 100,
            maximum: 1_000_000,
            description: 'Sounds of another rate are brought to this one, in Hz.',
          },
          channels: {
            enum: ['rgb', 'keep', 'mono', 'stereo'],
            description:
              'Of pictures: rgb (the default) or keep, 1 to 16; of sounds: keep (the default), mono or stereo.',
          },
          depth: { enum: [8, 'keep'], default: 8, description: 'Pictures in files of 16 bits: reduced to 8, or not.' },
          maxValues: {
            ...positive,
            default: 100_000_000,
            description: 'A sound with more frames times channels is refused.',
          },
          onNotFinite: {
            enum: ['error', 'silence'],
            default: 'error',
            description: 'Values that are no finite number.',
          },
          background: { type: 'array', items: { type: 'number', minimum: 0, maximum: 255 }, minItems: 3, maxItems: 3 },
        },
      },
      cache: {
        description: 'Where decoded pictures are kept, so that later epochs need not decode them.',
        type: 'object',
        additionalProperties: false,
        properties: {
          dir: { type: 'string', minLength: 1, description: 'A folder that outlives the process.' },
          memory: { const: true, description: 'Memory, for this run.' },
          maxBytes: { ...positive, description: 'Bytes that it may take.' },
          maxSide: { ...positive, description: 'Pictures are reduced to this longer side first, in pixels.' },
        },
        oneOf: [{ required: ['dir'] }, { required: ['memory'] }],
      },
      targets: targetsSchema,
      order: {
        description: 'What is done to the order of each epoch, one after the other.',
        type: 'array',
        items: {
          anyOf: [
            { const: 'shuffle' },
            one({ take: positive }, ['take']),
            one({ window: positive }, ['window']),
            one({ bucket: positive }, ['bucket']),
          ],
        },
      },
      augment: { type: 'array', items: { $ref: '#/$defs/node' }, description: 'The transforms, in order.' },
      batch: { ...positive, default: 1, description: 'Samples in a minibatch.' },
      lastBatch: {
        enum: [...tails],
        default: 'keep',
        description: 'What becomes of a last batch that is not full.',
      },
      padFrames: {
        ...positive,
        description: 'Sounds of a batch are filled up to so many frames; left out: to the longest.',
      },
      epochs: { anyOf: [positive, { const: 'forever' }], default: 1 },
    },
    $defs: {
      source: {
        description: 'Where samples come from.',
        oneOf: Object.entries(sourceKinds).map(([kind, { schema }]) => one({ [kind]: schema }, [kind])),
      },
      ...Object.assign({}, ...Object.values(sourceKinds).map(({ defs }) => defs)),
      node: { anyOf: [...transforms, { enum: [...new Set(definitions.map(({ name: known }) => known))] }, ...groups] },
    },
  };
}
