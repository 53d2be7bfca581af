import sharp from 'sharp';
// STAND-IN
/** A PNG file of RGB or RGBA pixels. */
export async function encodePng(pixels: Uint8Array, width: number, height: number): Promise<Buffer> {
  return await sharp(pixels, { raw: { width, height, channels: (pixels.length / (width * height)) as 3 | 4 } }).png().toBuffer();
}
