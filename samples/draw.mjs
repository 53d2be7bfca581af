// Draws the sample pictures: `npm run samples`, or `node samples/draw.mjs knit moon` for some of them.
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const jpeg =
  (quality, options = {}) =>
  (picture) =>
    picture.jpeg({ quality, trellisQuantisation: true, overshootDeringing: true, optimiseCoding: true, ...options });

// As a telephone stores an upright picture: lying on its side, with a note (orientation 6) to turn it back.
const lying = (picture) => jpeg(84)(picture.rotate(-90).withMetadata({ orientation: 6 }));

const pictures = {
  'texture/woven-cloth.jpg': jpeg(80),
  'texture/knit.jpg': jpeg(80),
  'texture/pebbles.jpg': jpeg(80),
  'texture/lawn.jpg': jpeg(76),
  'nature/sunset-lake.jpg': jpeg(85, { progressive: true }),
  'nature/misty-forest.jpg': lying,
  'nature/moon.jpg': (picture) => jpeg(84)(picture.toColourspace('b-w')),
  'nature/dahlia.jpg': jpeg(82),
  'objects/fruit-bowl.jpg': jpeg(84),
  'objects/robot.jpg': jpeg(84),
  'objects/clock.jpg': jpeg(82),
  'objects/balloons.jpg': jpeg(84),
  'objects/fox-sticker.png': (picture) => picture.png({ compressionLevel: 9, adaptiveFiltering: true }),
  'design/printed-page.jpg': jpeg(82),
  'design/street-sign.jpg': jpeg(84),
  'design/stained-glass.webp': (picture) => picture.webp({ quality: 82, effort: 6 }),
  'design/zone-plate.png': (picture) => picture.toColourspace('b-w').png({ compressionLevel: 9, adaptiveFiltering: true }),
};

const home = dirname(fileURLToPath(import.meta.url));
const wanted = process.argv.slice(2);
for (const [path, encode] of Object.entries(pictures)) {
  if (wanted.length > 0 && !wanted.some((name) => path.includes(name))) continue;
  const { draw } = await import(`./scenes/${path.replace(/\.\w+$/, '.mjs')}`);
  await mkdir(`${home}/pictures/${dirname(path)}`, { recursive: true });
  const { width, height, size } = await encode(await draw()).toFile(`${home}/pictures/${path}`);
  console.log(`${path}  ${width} x ${height}  ${(size / 1024).toFixed(0)} KB`);
}
