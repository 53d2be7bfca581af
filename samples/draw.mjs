// Draws the sample pictures: `npm run samples`, or `node samples/draw.mjs knit moon` for some of them.
import { mkdir } from 'node:fs/promises';
import * as nature from './scenes/nature.mjs';
import * as texture from './scenes/texture.mjs';

const jpeg =
  (quality = 84, options = {}) =>
  (picture) =>
    picture.jpeg({ quality, trellisQuantisation: true, overshootDeringing: true, optimiseCoding: true, ...options });

const pictures = {
  'texture/woven-cloth.jpg': [texture.wovenCloth, jpeg(80)],
  'texture/knit.jpg': [texture.knit, jpeg(80)],
  'texture/pebbles.jpg': [texture.pebbles, jpeg(80)],
  'texture/lawn.jpg': [texture.lawn, jpeg(78)],
  'nature/sunset-lake.jpg': [nature.sunsetLake, jpeg(85, { progressive: true })],
  'nature/misty-forest.jpg': [nature.mistyForest, jpeg()],
  'nature/moon.jpg': [nature.moon, jpeg()],
  'nature/dahlia.jpg': [nature.dahlia, jpeg()],
};

const folder = new URL('pictures/', import.meta.url);
const wanted = process.argv.slice(2);
for (const [path, [draw, encode]] of Object.entries(pictures)) {
  if (wanted.length > 0 && !wanted.some((name) => path.includes(name))) continue;
  const file = new URL(path, folder);
  await mkdir(new URL('.', file), { recursive: true });
  const { width, height, size } = await encode(await draw()).toFile(file.pathname);
  console.log(`${path}  ${width} x ${height}  ${(size / 1024).toFixed(0)} KB`);
}
