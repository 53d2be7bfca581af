// Draws the sample pictures: `npm run samples`, or `node samples/draw.mjs knit moon` for some of them.
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const jpeg =
  (quality, options = {}) =>
  (picture) =>
    picture.jpeg({
      quality,
      trellisQuantisation: true,
      overshootDeringing: true,
      optimiseCoding: true,
      quantisationTable: 3,
      ...options,
    });

// Texture costs the most bytes; a smaller picture keeps it crisp where a lower quality would smear it.
const small = (width, quality) => (picture) => jpeg(quality)(picture.resize(width));
const grey = (picture) => picture.toColourspace('b-w');
// As a telephone stores an upright picture: lying on its side, with a note (orientation 6) to turn it back.
const lying = (picture) => jpeg(78)(picture.rotate(-90).withMetadata({ orientation: 6 }));

const pictures = {
  'texture/woven-cloth.jpg': small(450, 74),
  'texture/knit.jpg': small(340, 72),
  'texture/pebbles.jpg': small(450, 75),
  'texture/lawn.jpg': small(450, 70),
  'nature/sunset-lake.jpg': jpeg(78, { progressive: true }),
  'nature/misty-forest.jpg': lying,
  'nature/moon.jpg': (picture) => jpeg(80)(grey(picture)),
  'nature/dahlia.jpg': jpeg(75),
  'objects/fruit-bowl.jpg': jpeg(80),
  'objects/robot.jpg': jpeg(80),
  'objects/clock.jpg': jpeg(75),
  'objects/balloons.jpg': jpeg(78),
  'objects/fox-sticker.png': (picture) => picture.png({ palette: true, quality: 100, effort: 10, dither: 0.6 }),
  'design/printed-page.jpg': jpeg(75),
  'design/street-sign.jpg': jpeg(77),
  'design/stained-glass.webp': (picture) => picture.webp({ quality: 76, effort: 6 }),
  'design/zone-plate.png': (picture) => grey(picture).png({ compressionLevel: 9 }),
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
