import { pixelFormatRgbx, type TurboJpeg } from './turbojpeg.ts';

// Names and numbers of TurboJPEG 3.1 (turbojpeg.h).
const compress = 0;
const parameterNoRealloc = 2;
const parameterQuality = 3;
const parameterSubsampling = 4;
const subsampling420 = 2;

const handles = new FinalizationRegistry<() => void>((destroy) => destroy());

/** Makes JPEGs as Pillow and OpenCV do by default: baseline, chroma at half the size (4:2:0), standard Huffman tables. */
export class JpegCompressor {
  readonly #library: TurboJpeg;
  readonly #handle: unknown;
  #buffer = new Uint8Array(0);
  #open = true;

  constructor(library: TurboJpeg) {
    this.#library = library;
    const handle = library.init(compress);
    this.#handle = handle;
    library.set(handle, parameterNoRealloc, 1);
    library.set(handle, parameterSubsampling, subsampling420);
    handles.register(this, () => library.destroy(handle), this);
  }

  /** The file of RGBX pixels, valid until the next call; or what went wrong. */
  encode(pixels: Uint8Array, width: number, height: number, qualityPercent: number): Uint8Array | string {
    const library = this.#library;
    const most = Number(library.bufferSize(width, height, subsampling420));
    if (most > this.#buffer.length) this.#buffer = new Uint8Array(most);
    library.set(this.#handle, parameterQuality, qualityPercent);
    const length: [number] = [this.#buffer.length];
    const failed = library.encode(
      this.#handle,
      pixels,
      width,
      width * 4,
      height,
      pixelFormatRgbx,
      [this.#buffer],
      length,
    );
    return failed === 0 ? this.#buffer.subarray(0, Number(length[0])) : library.errorText(this.#handle);
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    handles.unregister(this);
    this.#library.destroy(this.#handle);
  }
}
