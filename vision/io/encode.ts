import { loadSharp } from './sharp.ts';

/** A PNG file of 8-bit RGB or RGBA pixels, [height, width, channels]. */
export async function encodePng(pixels: Uint8Array, width: number, height: number): Promise<Buffer> {
  const channels = (pixels.length / (width * height)) as 3 | 4;
  const sharp = await loadSharp();
  return await sharp(pixels, { raw: { width, height, channels } }).png().toBuffer();
}
