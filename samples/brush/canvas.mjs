import sharp from 'sharp';
import { clamp } from './noise.mjs';

/** '#rrggbb' as linear light, which is what every pixel loop here computes in. */
export const rgb = (hex) =>
  [1, 3, 5].map((at) => {
    const v = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  });

const encode = (v) => 255 * (v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055);

/** Rolls bright light off softly, as film does. */
export const film = (v) => clamp((v * (2.51 * v + 0.03)) / (v * (2.43 * v + 0.59) + 0.14));

/** A picture from color(x, y) -> linear [r, g, b], averaged over samples x samples points in each pixel. */
export function shade(width, height, color, samples = 2) {
  const data = Buffer.alloc(width * height * 3);
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++, at += 3) {
      let r = 0;
      let g = 0;
      let b = 0;
      for (let j = 0; j < samples; j++)
        for (let i = 0; i < samples; i++) {
          const c = color(x + (i + 0.5) / samples, y + (j + 0.5) / samples);
          r += c[0];
          g += c[1];
          b += c[2];
        }
      const n = samples * samples;
      data[at] = Math.round(encode(clamp(r / n)));
      data[at + 1] = Math.round(encode(clamp(g / n)));
      data[at + 2] = Math.round(encode(clamp(b / n)));
    }
  return sharp(data, { raw: { width, height, channels: 3 } });
}

export const svg = (width, height, body) =>
  Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${body}</svg>`,
  );

/** Layers (SVG text or composite options) on top of a picture. */
export async function over(picture, ...layers) {
  const { width, height } = await sharp(await picture.clone().png().toBuffer()).metadata();
  const images = layers.map((layer) => (typeof layer === 'string' ? { input: svg(width, height, layer) } : layer));
  return sharp(await picture.composite(images).png().toBuffer());
}

/** The picture as sample(x, y) -> linear [r, g, b], bilinear, edge pixels continued. */
export async function sampler(picture) {
  const { data, info } = await picture.removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const linear = Float32Array.from({ length: 256 }, (_, v) =>
    v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4,
  );
  return (x, y) => {
    const u = clamp(x - 0.5, 0, info.width - 1.001);
    const v = clamp(y - 0.5, 0, info.height - 1.001);
    const i = Math.floor(u);
    const j = Math.floor(v);
    const at = (j * info.width + i) * 3;
    const below = at + info.width * 3;
    return [0, 1, 2].map(
      (c) =>
        (linear[data[at + c]] * (1 - u + i) + linear[data[at + 3 + c]] * (u - i)) * (1 - v + j) +
        (linear[data[below + c]] * (1 - u + i) + linear[data[below + 3 + c]] * (u - i)) * (v - j),
    );
  };
}
