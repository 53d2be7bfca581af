import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import koffi from 'koffi';

// Names and numbers of TurboJPEG 3.1 (turbojpeg.h).
const decompress = 1;
export const pixelFormatRgbx = 2;
const parameterWidth = 5;
const parameterHeight = 6;
const parameterScanLimit = 13;
const warning = 0;

/** Progressive files with more scans are refused: they cost time out of proportion to their size. */
const mostScans = 500;

export interface TurboJpeg {
  readonly init: (kind: number) => unknown;
  readonly destroy: (handle: unknown) => void;
  readonly set: (handle: unknown, parameter: number, value: number) => number;
  readonly get: (handle: unknown, parameter: number) => number;
  readonly header: (handle: unknown, bytes: Uint8Array, length: number) => number;
  readonly scale: (handle: unknown, factor: { num: number; denom: number }) => number;
  readonly crop: (handle: unknown, region: { x: number; y: number; w: number; h: number }) => number;
  readonly decode: (
    handle: unknown,
    bytes: Uint8Array,
    length: number,
    target: Uint8Array,
    pitch: number,
    format: number,
  ) => number;
  readonly bufferSize: (width: number, height: number, subsampling: number) => number | bigint;
  readonly encode: (
    handle: unknown,
    pixels: Uint8Array,
    width: number,
    pitch: number,
    height: number,
    format: number,
    target: readonly [Uint8Array],
    length: [number],
  ) => number;
  readonly errorText: (handle: unknown) => string;
  readonly errorCode: (handle: unknown) => number;
}

let loaded: TurboJpeg | null | undefined;

/**
 * libjpeg-turbo, from the binaries inside `@julusian/jpeg-turbo`; null where none of them loads here.
 * That package's own function is not used: see docs/decisions/001-jpeg-decoder.md.
 */
export function turboJpeg(): TurboJpeg | null {
  if (loaded !== undefined) return loaded;
  loaded = null;
  for (const file of binaries()) {
    try {
      loaded = bind(koffi.load(file));
      break;
    } catch {
      // Another platform's or libc's binary: the next one may fit.
    }
  }
  return loaded;
}

function binaries(): string[] {
  const root = join(dirname(createRequire(import.meta.url).resolve('@julusian/jpeg-turbo/package.json')), 'prebuilds');
  if (!existsSync(root)) return [];
  const fitting = readdirSync(root).filter((name) => name.startsWith(`jpeg-turbo-${process.platform}-${process.arch}`));
  const inside = process.platform === 'linux' ? 'libturbojpeg.so.0' : 'node-napi-v7.node';
  return fitting.map((name) => join(root, name, inside)).filter((file) => existsSync(file));
}

function bind(library: ReturnType<typeof koffi.load>): TurboJpeg {
  koffi.struct('tjscalingfactor', { num: 'int', denom: 'int' });
  koffi.struct('tjregion', { x: 'int', y: 'int', w: 'int', h: 'int' });
  return {
    init: library.func('void *tj3Init(int)'),
    destroy: library.func('void tj3Destroy(void *)'),
    set: library.func('int tj3Set(void *, int, int)'),
    get: library.func('int tj3Get(void *, int)'),
    header: library.func('int tj3DecompressHeader(void *, void *, size_t)'),
    scale: library.func('int tj3SetScalingFactor(void *, tjscalingfactor)'),
    crop: library.func('int tj3SetCroppingRegion(void *, tjregion)'),
    decode: library.func('int tj3Decompress8(void *, void *, size_t, void *, int, int)'),
    bufferSize: library.func('size_t tj3JPEGBufSize(int, int, int)'),
    encode: library.func('int tj3Compress8(void *, void *, int, int, int, int, void **, _Inout_ size_t *)'),
    errorText: library.func('const char *tj3GetErrorStr(void *)'),
    errorCode: library.func('int tj3GetErrorCode(void *)'),
  };
}

/** What went wrong with a JPEG; `warning`: it was decoded all the same, with something missing or strange. */
export interface JpegFault {
  readonly text: string;
  readonly warning: boolean;
}

/** A region in pixels of the scaled picture. */
export interface Region {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

const whole: Region = { x: 0, y: 0, w: 0, h: 0 };

const handles = new FinalizationRegistry<unknown>((handle) => loaded?.destroy(handle));

/** One decompressor, used again for every file. */
export class JpegDecompressor {
  readonly #library: TurboJpeg;
  #handle: unknown;
  #open = true;
  #complained = false;

  constructor(library: TurboJpeg) {
    this.#library = library;
    this.#handle = this.#start();
  }

  #start(): unknown {
    const handle = this.#library.init(decompress);
    this.#library.set(handle, parameterScanLimit, mostScans);
    handles.register(this, handle, this);
    return handle;
  }

  /** Reads the header. Returns the stored size or a fault. */
  begin(bytes: Uint8Array): { readonly width: number; readonly height: number } | JpegFault {
    const { header, get } = this.#library;
    if (this.#complained) this.#restart();
    if (header(this.#handle, bytes, bytes.length) !== 0) {
      const fault = this.#fault();
      if (!fault.warning) return fault;
      // What it knows may then be the last picture's: a new one knows of this file alone.
      this.#restart();
      if (header(this.#handle, bytes, bytes.length) !== 0) this.#complained = true;
    }
    const width = get(this.#handle, parameterWidth);
    const height = get(this.#handle, parameterHeight);
    return width >= 1 && height >= 1 ? { width, height } : { text: 'no size in its header', warning: false };
  }

  /** Decodes to RGBX, at 1/`scale` of the size, all of it or a region. `begin` comes first. */
  decode(
    bytes: Uint8Array,
    target: Uint8Array,
    pitch: number,
    scale: number,
    region: Region | undefined,
  ): JpegFault | undefined {
    const library = this.#library;
    const handle = this.#handle;
    library.scale(handle, { num: 1, denom: scale });
    if (library.crop(handle, region ?? whole) !== 0) return this.#fault();
    if (library.decode(handle, bytes, bytes.length, target, pitch, pixelFormatRgbx) !== 0) return this.#fault();
    return undefined;
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    handles.unregister(this);
    this.#library.destroy(this.#handle);
  }

  /** What the last call complained of. A decompressor that complained is not used again: its next file could fail with it. */
  #fault(): JpegFault {
    const library = this.#library;
    this.#complained = true;
    return { text: library.errorText(this.#handle), warning: library.errorCode(this.#handle) === warning };
  }

  #restart(): void {
    this.close();
    this.#open = true;
    this.#handle = this.#start();
    this.#complained = false;
  }
}
