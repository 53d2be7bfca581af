// The words of a transform's page, out of its declaration.

import { typeOf } from '../dist/src/cli/catalogue.js';
import { makeTransform, parameterSchema } from '../dist/transforms/index.js';

const libraries = {
  albumentations: 'albumentations',
  torchvision: 'torchvision (v2)',
  kornia: 'kornia',
  imgaug: 'imgaug',
  audiomentations: 'audiomentations',
  torchaudio: 'torchaudio',
};

/** A page's place, beside the others. Sound and pictures have transforms of one name. */
export const pageName = ({ name, modality }) => (modality === 'audio' ? `audio-${name}` : name);

export function page(definition, image) {
  const { name, modality, summary, reference, example, equivalents = {} } = definition;
  const folder = modality === 'audio' ? 'audio' : 'vision';
  const call = `${folder}.${name}(${example === undefined ? '' : literal(example)})`;
  const shown = example === undefined ? 'its defaults' : `\`${literal(example)}\``;
  const others = Object.entries(libraries).filter(([library]) => equivalents[library] !== undefined);
  return `${[
    `# ${name}`,
    '',
    `<!-- Made by scripts/pages.mjs out of the declaration in ${folder}/; edit it there. -->`,
    '',
    summary,
    ...(image === undefined
      ? []
      : ['', `![${name}: the original, and what four epochs make of it](${image})`, '', caption(modality, shown)]),
    '',
    '## Parameters',
    '',
    ...parameterTable(definition),
    '',
    '## Use',
    '',
    `In code: \`${call}\`. In a config:`,
    '',
    '```yaml',
    ...(modality === 'audio' ? ['source: { audioFolder: samples/sounds }'] : []),
    'augment:',
    ...(definition.takes === 'features' ? ['  - logMel'] : []),
    `  - ${example === undefined ? name : `${name}: ${flow(example)}`}`,
    '```',
    '',
    '## Source',
    '',
    `${reference}.`,
    ...(others.length === 0
      ? []
      : [
          '',
          '## Elsewhere',
          '',
          ...table([
            ['library', 'the like of it'],
            ...others.map(([library, words]) => [words, `\`${equivalents[library]}\``]),
          ]),
        ]),
  ].join('\n')}\n`;
}

function caption(modality, shown) {
  const first = modality === 'audio' ? 'A sound as it is' : 'The original';
  return `_${first}, then what the first epochs make of it, with ${shown}._`;
}

function parameterTable(definition) {
  const { properties, required = [] } = parameterSchema(definition);
  const rows = Object.entries(properties).map(([parameter, schema]) => [
    `\`${parameter}\``,
    typeOf(schema).replaceAll('|', '\\|'),
    schema.unit ?? '',
    schema.default === undefined
      ? required.includes(parameter)
        ? 'required'
        : ''
      : `\`${JSON.stringify(schema.default).replaceAll(',', ', ')}\``,
    (schema.description ?? '').replaceAll('|', '\\|'),
  ]);
  return table([['parameter', 'type and range', 'unit', 'default', 'meaning'], ...rows]);
}

export function table(rows) {
  const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => row[i].length)));
  const line = (cells) => `| ${cells.map((cell, i) => cell.padEnd(widths[i])).join(' | ')} |`;
  return [line(rows[0]), line(widths.map((width) => '-'.repeat(width))), ...rows.slice(1).map(line)];
}

/** As one writes it in TypeScript. */
function literal(value) {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value === 'object' && value !== null)
    return `{ ${Object.entries(value)
      .map(([key, part]) => `${key}: ${literal(part)}`)
      .join(', ')} }`;
  return typeof value === 'string' ? `'${value}'` : String(value);
}

/** As one writes it in YAML. */
const flow = (value) => literal(value).replaceAll("'", '');

/** Every transform with what stands for it elsewhere: for those who come from there. */
export function migration(definitions) {
  const section = (library, title) => {
    const known = definitions.filter(({ equivalents }) => equivalents?.[library] !== undefined);
    const rows = known.map((definition) => {
      const call = `${definition.name}(${definition.example === undefined ? '' : literal(definition.example)})`;
      return [
        `\`${definition.equivalents[library].replaceAll('|', '\\|')}\``,
        `[\`${call}\`](${pageName(definition)}.md)`,
      ];
    });
    rows.sort(([a], [b]) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
    return [`## From ${title}`, '', ...table([[title, 'augment-stream'], ...rows]), ''];
  };
  return `${[
    '# From other libraries',
    '',
    '<!-- Made by scripts/pages.mjs out of the declarations; edit them there. -->',
    '',
    'Calls are near, not equal: defaults differ, and so does the odd formula. Each page says after whom a transform is built.',
    'What is different everywhere:',
    '',
    '- `p` is 1 unless you say otherwise; albumentations has 0.5.',
    '- An interval is always `[low, high]`; there is no "a number means plus or minus it".',
    "- Angles are degrees, counter-clockwise, in every transform. The angle of torchvision's `RandomAffine` turns clockwise.",
    '- Noise, colours and thresholds are stated with their unit: grey levels (0 to 255), or fractions of full scale.',
    '- Geometry fuses into one resampling and colour into one pass, whatever the order of the list ([architecture](../architecture.md)).',
    '- What comes out is float32 in [-1, 1] unless `scale` says otherwise; there is no `Normalize` and no `ToTensor` to forget.',
    '- Draws hang on (seed, epoch, sample, name of the step), never on workers or batch size: there is nothing to seed in workers.',
    '',
    ...section('albumentations', 'albumentations'),
    ...section('torchvision', 'torchvision v2'),
    ...section('audiomentations', 'audiomentations'),
  ].join('\n')}`;
}

/** The list of all pages. */
export function index(definitions, familyOf) {
  const families = new Map();
  for (const definition of definitions) {
    const family = familyOf(definition);
    families.set(family, [...(families.get(family) ?? []), definition]);
  }
  return `${[
    '# Transforms',
    '',
    '<!-- Made by scripts/pages.mjs out of the declarations; edit them there. -->',
    '',
    'A page for each, with what it does to a sample, its parameters, its source, and what it is called elsewhere.',
    'Coming from another library? [From other libraries](from-other-libraries.md).',
    '',
    ...[...families]
      .sort(byOrder)
      .flatMap(([family, members]) => [
        `## ${family}`,
        '',
        ...table([
          ['transform', 'what it does'],
          ...members.map((definition) => [`[${definition.name}](${pageName(definition)}.md)`, definition.summary]),
        ]),
        '',
      ]),
  ].join('\n')}`;
}

const order = [
  'Geometry',
  'Colour and tone',
  'Noise and dropping',
  'Blur, sharpness, compression',
  'Weather and light',
];

/** The families of the order first, sound last. */
function byOrder([a], [b]) {
  const rank = (name) => (name === 'Sound' ? 99 : order.includes(name) ? order.indexOf(name) : 50);
  return rank(a) - rank(b);
}

/** The transform with its example's values. */
export const exampleOf = (definition) => makeTransform(definition, definition.example ?? {});
