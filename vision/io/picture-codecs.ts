import { AugmentError } from '../../transforms/errors.ts';
import type { Codecs } from '../kernels/canvas.ts';
import { JpegCompressor } from './jpeg-compressor.ts';
import { loadSharp } from './sharp.ts';
import { JpegDecompressor, turboJpeg } from './turbojpeg.ts';

/**
 * Round trips of one thread. JPEG by libjpeg-turbo at once, of the same version everywhere, so that the same pixels come out on
 * every machine; where its binary does not load, by sharp, whose pixels may differ by its version. WebP always by sharp.
 */
export class PictureCodecs implements Codecs {
  #tools: { readonly compressor: JpegCompressor; readonly decompressor: JpegDecompressor } | undefined;

  readonly jpeg: Codecs['jpeg'] = (pixels, width, height, qualityPercent) => {
    const library = turboJpeg();
    if (library === null) return throughSharp('jpeg', pixels, width, height, qualityPercent);
    this.#tools ??= { compressor: new JpegCompressor(library), decompressor: new JpegDecompressor(library) };
    const { compressor, decompressor } = this.#tools;
    const file = compressor.encode(pixels, width, height, qualityPercent);
    if (typeof file === 'string') throw refused('JPEG', width, height, file);
    const begun = decompressor.begin(file);
    if ('text' in begun) throw refused('JPEG', width, height, begun.text);
    const fault = decompressor.decode(file, pixels, width * 4, 1, undefined);
    if (fault !== undefined) throw refused('JPEG', width, height, fault.text);
  };

  readonly webp: Codecs['webp'] = (pixels, width, height, qualityPercent) =>
    throughSharp('webp', pixels, width, height, qualityPercent);

  /** Gives back what libjpeg-turbo holds. */
  close(): void {
    this.#tools?.compressor.close();
    this.#tools?.decompressor.close();
    this.#tools = undefined;
  }
}

async function throughSharp(
  format: 'jpeg' | 'webp',
  pixels: Uint8Array,
  width: number,
  height: number,
  quality: number,
): Promise<Uint8Array> {
  // A copy, before anything is waited for: kernel memory may move meanwhile.
  const copy = pixels.slice();
  const sharp = await loadSharp();
  try {
    const raw = sharp(copy, { raw: { width, height, channels: 4 }, limitInputPixels: false }).removeAlpha();
    const encoded = format === 'jpeg' ? raw.jpeg({ quality, chromaSubsampling: '4:2:0' }) : raw.webp({ quality });
    const file = await encoded.toBuffer();
    return await sharp(file, { limitInputPixels: false }).toColourspace('srgb').ensureAlpha().raw().toBuffer();
  } catch (cause) {
    throw refused(format === 'jpeg' ? 'JPEG' : 'WebP', width, height, (cause as Error).message, cause);
  }
}

function refused(format: string, width: number, height: number, text: string, cause?: unknown): AugmentError {
  return new AugmentError(
    'cannot-compress',
    `expected a picture that ${format} can hold, got one of ${width} x ${height} pixels (${text}); make it smaller before it is compressed`,
    { cause },
  );
}
