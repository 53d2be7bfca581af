// A page for each transform, out of its declaration: docs/transforms/.
import { existsSync, readdirSync } from 'node:fs';
import { catalogs } from '../dist/src/catalog.js';
import { index, migration, page, pageName } from './page-text.mjs';

const folder = new URL('../docs/transforms/', import.meta.url);
const definitions = [...catalogs.image.values(), ...catalogs.audio.values()];

function familyOf(definition) {
  return definition.family ?? (definition.modality === 'audio' ? 'Sound' : 'Pictures');
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
