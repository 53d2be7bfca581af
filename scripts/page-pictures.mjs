// The picture on a transform's page: an original, and what the first epochs make of it.
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import sharp from 'sharp';
import { logMel } from '../dist/audio/index.js';
import { audioFolder, dataset, imageFolder, pictures } from '../dist/src/index.js';
import { preview } from '../dist/src/preview/index.js';
import { strip } from '../dist/src/preview/strip.js';
import { Renderer } from '../dist/src/renderer.js';
import { longestSide } from '../dist/vision/index.js';
import { exampleOf } from './page-text.mjs';

const epochs = 4;
const side = 190;
const shown = 'fruit-bowl';

/** Draws it to a file. Throws where the transform needs more of a sample than the samples have. */
export async function drawPage(definition, file) {
  mkdirSync(new URL('.', file), { recursive: true });
  if (definition.modality === 'audio') return drawSound(definition, file);
  const small = longestSide({ sidePixels: 240 });
  const source = await samplesOf(definition);
  const data = dataset(source, { seed: 3 }).augment(small, exampleOf(definition));
  const shownData = definition.name === 'maskDropout' ? data.targets({ mask: true }) : data;
  const renderer = await Renderer.open(shownData.spec);
  try {
    const { source } = renderer;
    const id = [...Array(source.length).keys()].find((one) => source.nameOf(one).includes(shown));
    const pictures = [await renderer.pixels(0, id, [small])];
    for (let epoch = 0; epoch < epochs; epoch++) pictures.push(await renderer.pixels(epoch, id));
    const { data: bytes, width, height } = strip(pictures, side);
    await sharp(bytes, { raw: { width, height, channels: 3 } })
      .webp({ quality: 82 })
      .toFile(pathOf(file));
  } finally {
    renderer.close();
  }
}

/** The sample pictures; for what works by masks, each with one that marks an ellipse in its middle. */
async function samplesOf({ name }) {
  const folder = 'samples/pictures/objects';
  if (!['copyPaste', 'maskDropout'].includes(name)) return imageFolder(folder);
  const records = readdirSync(folder)
    .sort()
    .map(async (file) => {
      const bytes = readFileSync(`${folder}/${file}`);
      const { width, height } = await sharp(bytes).metadata();
      const ellipse = `<svg width="${width}" height="${height}"><rect width="100%" height="100%"/><ellipse cx="50%" cy="58%" rx="25%" ry="34%" fill="rgb(1,1,1)"/></svg>`;
      const grey = await sharp(Buffer.from(ellipse)).flatten().greyscale().raw().toBuffer();
      const classes = Buffer.from(grey.map((value) => Math.min(1, value)));
      const mask = await sharp(classes, { raw: { width, height, channels: 1 } })
        .png()
        .toBuffer();
      return { bytes, name: file, mask };
    });
  return pictures(await Promise.all(records));
}

async function drawSound(definition, file) {
  const features = definition.takes === 'features' ? [logMel()] : [];
  const data = dataset(audioFolder('samples/sounds/speech'), { seed: 3 }).augment(...features, exampleOf(definition));
  const { png } = await preview(data, { examples: 1, variants: 2 });
  await sharp(png).webp({ quality: 82 }).toFile(pathOf(file));
}

const pathOf = (url) => new URL(url).pathname;
