import { brotliDecompressSync, gunzipSync } from 'node:zlib';

/** The packages that read Parquet: loaded when they are needed, since most programs never do. */
export interface ParquetPackages {
  readonly parquetMetadata: typeof import('hyparquet').parquetMetadata;
  readonly parquetHeader: typeof import('hyparquet/src/column.js').parquetHeader;
  readonly readPlain: typeof import('hyparquet/src/plain.js').readPlain;
  readonly deltaBinaryUnpack: typeof import('hyparquet/src/delta.js').deltaBinaryUnpack;
  readonly byteStreamSplit: typeof import('hyparquet/src/encoding.js').byteStreamSplit;
  readonly compressors: typeof import('hyparquet-compressors');
}

let packages: ParquetPackages | undefined;

/** At once where they are loaded. */
export function parquetPackages(): ParquetPackages | Promise<ParquetPackages> {
  return packages ?? load();
}

async function load(): Promise<ParquetPackages> {
  const [
    { parquetMetadata },
    { parquetHeader },
    { readPlain },
    { deltaBinaryUnpack },
    { byteStreamSplit },
    compressors,
  ] = await Promise.all([
    import('hyparquet'),
    import('hyparquet/src/column.js'),
    import('hyparquet/src/plain.js'),
    import('hyparquet/src/delta.js'),
    import('hyparquet/src/encoding.js'),
    import('hyparquet-compressors'),
  ]);
  packages = { parquetMetadata, parquetHeader, readPlain, deltaBinaryUnpack, byteStreamSplit, compressors };
  return packages;
}

/** The codecs that are read; a chunk's is kept as its place in this list. */
export const codecNames = ['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'BROTLI', 'ZSTD', 'LZ4', 'LZ4_RAW'] as const;
export type CodecName = (typeof codecNames)[number];

/**
 * How many bytes a codec can make of one, generously. A page that says more is refused before memory is asked for: its
 * size is a claim of the file's.
 */
const mostPerByte: { readonly [codec in CodecName]: number } = {
  UNCOMPRESSED: 1,
  SNAPPY: 32,
  LZ4: 256,
  LZ4_RAW: 256,
  GZIP: 1100,
  BROTLI: 1 << 16,
  ZSTD: 1 << 16,
};

const mostPageBytes = 2 ** 30;

/** Unpacks bytes that are said to give `size` bytes; they give neither more nor fewer. Throws Error. */
export function unpack(
  { compressors }: ParquetPackages,
  codec: CodecName,
  bytes: Uint8Array,
  size: number,
): Uint8Array {
  if (!(size >= 0 && size <= mostPageBytes && size <= 1024 + bytes.length * mostPerByte[codec])) {
    throw new RangeError(`a page of ${bytes.length} bytes that says it unpacks to ${size}`);
  }
  const unpacked = size === 0 ? new Uint8Array(0) : unpackers[codec](bytes, size, compressors);
  if (unpacked.length !== size)
    throw new RangeError(`a page that unpacks to ${unpacked.length} bytes instead of ${size}`);
  return unpacked;
}

type Unpacker = (bytes: Uint8Array, size: number, library: ParquetPackages['compressors']) => Uint8Array;

/** None asks for more memory than `size`, whatever the bytes say. */
const unpackers: { readonly [codec in CodecName]: Unpacker } = {
  UNCOMPRESSED: (bytes) => bytes,
  SNAPPY: (bytes, size, { decompressSnappy }) => decompressSnappy(bytes, size),
  GZIP: (bytes, size) => gunzipSync(bytes, { maxOutputLength: size }),
  BROTLI: (bytes, size) => brotliDecompressSync(bytes, { maxOutputLength: size }),
  ZSTD: (bytes, size, { decompressZstd }) => decompressZstd(bytes, new Uint8Array(size)),
  LZ4: (bytes, size, { decompressLz4 }) => decompressLz4(bytes, size),
  LZ4_RAW: (bytes, size, { decompressLz4Raw }) => decompressLz4Raw(bytes, size),
};
