/** What the pages of an Ogg file tell. RFC 3533. */
export interface OggWalk {
  /** One stream, from its first page on, and nothing else but what no reader looks at. */
  readonly single: boolean;
  /** The last page is whole and says that it is the last. */
  readonly complete: boolean;
  /** The checksums of all pages are right. */
  readonly sound: boolean;
  readonly packets: number;
  /** PCM frames up to the end of the last page, by its granule position; -1 where none tells. */
  readonly lastGranule: number;
  /** Where the whole pages end. */
  readonly end: number;
}

interface Page {
  readonly flags: number;
  readonly granule: number;
  readonly serial: number;
  readonly lacing: number;
  readonly body: number;
  readonly end: number;
}

/** The page at `at`, whole or not; undefined where there is none. */
function pageAt(bytes: Uint8Array, view: DataView, at: number): Page | undefined {
  if (at + 27 > bytes.length || view.getUint32(at) !== 0x4f676753 || bytes[at + 4] !== 0) return undefined;
  const segments = bytes[at + 26]!;
  const body = at + 27 + segments;
  let end = body;
  for (let i = at + 27; i < body && i < bytes.length; i++) end += bytes[i]!;
  const granule = view.getUint32(at + 6, true) + view.getInt32(at + 10, true) * 2 ** 32;
  return { flags: bytes[at + 5]!, granule, serial: view.getUint32(at + 14, true), lacing: at + 27, body, end };
}

export function walkOgg(bytes: Uint8Array): OggWalk {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let [single, complete, sound, packets, lastGranule, serial] = [true, false, true, 0, -1, -1];
  let at = 0;
  for (;;) {
    const page = pageAt(bytes, view, at);
    if (page === undefined || page.end > bytes.length) break;
    if (at === 0) serial = page.serial;
    if (page.serial !== serial || complete || (at > 0 && (page.flags & 2) !== 0)) single = false;
    for (let i = page.lacing; i < page.body; i++) if (bytes[i]! < 255) packets++;
    sound &&= pageChecksum(bytes, at, page.end) === view.getUint32(at + 22, true);
    if (page.granule >= 0) lastGranule = page.granule;
    if (page.flags & 4) complete = true;
    at = page.end;
  }
  return { single, complete, sound, packets, lastGranule, end: at };
}

/** The packets of an Ogg file's one stream. One that was cut is left out. */
export function* oggPackets(bytes: Uint8Array): Generator<Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let parts: Uint8Array[] = [];
  for (let at = 0; ; ) {
    const page = pageAt(bytes, view, at);
    if (page === undefined || page.end > bytes.length) return;
    let from = page.body;
    let to = from;
    for (let i = page.lacing; i < page.body; i++) {
      to += bytes[i]!;
      if (bytes[i] === 255) continue;
      parts.push(bytes.subarray(from, to));
      yield parts.length === 1 ? parts[0]! : Buffer.concat(parts);
      parts = [];
      from = to;
    }
    if (to > from) parts.push(bytes.subarray(from, to));
    at = page.end;
  }
}

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit++) crc = crc < 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  return crc >>> 0;
});

/** A page's CRC-32, its own four bytes taken for zero. */
function pageChecksum(bytes: Uint8Array, from: number, to: number): number {
  let crc = 0;
  for (let i = from; i < to; i++) {
    const byte = i >= from + 22 && i < from + 26 ? 0 : bytes[i]!;
    crc = (crc << 8) ^ crcTable[(crc >>> 24) ^ byte]!;
  }
  return crc >>> 0;
}
