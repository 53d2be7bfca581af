// A page for each transform, out of its declaration: docs/transforms/.
import { existsSync, readdirSync } from 'node:fs';
import { catalogs } from '../dist/src/catalog.js';
import { drawSample, rootKey } from '../dist/transforms/index.js';
import { imageRules } from '../dist/vision/image.js';
import { exampleOf, index, migration, page, pageName } from './page-text.mjs';

const folder = new URL('../docs/transforms/', import.meta.url);
const definitions = [...catalogs.image.values(), ...catalogs.audio.values()];

/** By the op that a transform comes to first. */
const families = {
  Geometry: ['warp'],
  'Colour and tone': [
    'color',
    'contrast',
    'hue',
    'curve',
    'lift',
    'hueSaturation',
    'equalize',
    'autoContrast',
    'clahe',
    'chromaticAberration',
  ],
  'Blur, sharpness, compression': [
    'blur',
    'box',
    'median',
    'motion',
    'defocus',
    'zoom',
    'glass',
    'sharpness',
    'unsharp',
    'convolve',
    'downscale',
    'compress',
  ],
  'Noise and dropping': [
    'noise',
    'shotNoise',
    'isoNoise',
    'impulse',
    'multiplyNoise',
    'grain',
    'drop',
    'erase',
    'gridDrop',
    'classDrop',
  ],
  'Weather and light': ['light'],
  'Whitening and output': ['standardize', 'whiten', 'scale'],
};
const policies = ['randAugment', 'trivialAugmentWide', 'autoAugment', 'augMix', 'imagenetC'];

function familyOf(definition) {
  if (definition.modality === 'audio') return 'Sound';
  if (definition.mixes) return 'Mixing samples';
  if (policies.includes(definition.name)) return 'Policies';
  const facts = { width: 240, height: 180, hasMask: true, targets: { boxes: [], keypoints: [] } };
  for (let seed = 0; seed < 50; seed++) {
    const { steps } = drawSample([exampleOf(definition)], rootKey(seed), facts, imageRules);
    const kinds = steps[0]?.ops.map(({ kind }) => kind) ?? [];
    const kind = kinds.find((one) => one === 'light') ?? kinds[0];
    const family = Object.keys(families).find((name) => families[name].includes(kind));
    if (family !== undefined) return family;
  }
  throw new Error(`${definition.name}: its ops are of no family that scripts/pages.mjs knows`);
}

const imageFile = (definition) => new URL(`images/${pageName(definition)}.webp`, folder);

/** The texts by path from the repository's root. Pages show a picture where there is one. */
export function pageTexts() {
  const texts = {};
  for (const definition of definitions) {
    const image = existsSync(imageFile(definition)) ? `images/${pageName(definition)}.webp` : undefined;
    texts[`docs/transforms/${pageName(definition)}.md`] = page(definition, image);
  }
  texts['docs/transforms/README.md'] = index(definitions, familyOf);
  texts['docs/transforms/from-other-libraries.md'] = migration(definitions);
  return texts;
}

/** Files in docs/transforms that belong to no transform any more. */
export function leftovers() {
  if (!existsSync(folder)) return [];
  const texts = pageTexts();
  const images = definitions.map((definition) => `images/${pageName(definition)}.webp`);
  return readdirSync(folder, { recursive: true })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => name !== 'images' && texts[`docs/transforms/${name}`] === undefined && !images.includes(name));
}

/** Draws the pictures that are missing, or all of them. */
export async function drawPictures(all) {
  const { drawPage } = await import('./page-pictures.mjs');
  for (const definition of definitions) {
    const file = imageFile(definition);
    if (!all && existsSync(file)) continue;
    try {
      await drawPage(definition, file);
    } catch (error) {
      process.stderr.write(`${definition.name}: no picture (${error.message})\n`);
    }
  }
}
