import { readOrientation } from './exif.ts';
import type { StoredHeader } from './header.ts';

const channelsOfPngType: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 3, 4: 2, 6: 4 };

/** Reads a PNG's IHDR, and its eXIf where that comes before the pixels. Throws RangeError where the file ends first. */
export function readPngHeader(view: DataView): StoredHeader {
  const bitDepth = view.getUint8(24);
  const channels = channelsOfPngType[view.getUint8(25)] ?? 4;
  let orientation = 1;
  for (let at = 33; at + 12 <= view.byteLength; ) {
    const length = view.getUint32(at);
    const type = view.getUint32(at + 4);
    if (type === 0x49444154) break;
    if (type === 0x65584966) orientation = readOrientation(view, at + 8, Math.min(at + 8 + length, view.byteLength));
    at += 12 + length;
  }
  return {
    format: 'png',
    storedWidth: view.getUint32(16),
    storedHeight: view.getUint32(20),
    channels,
    bitDepth,
    orientation,
  };
}

/** Reads a GIF's logical screen. */
export function readGifHeader(view: DataView): StoredHeader {
  return {
    format: 'gif',
    storedWidth: view.getUint16(6, true),
    storedHeight: view.getUint16(8, true),
    channels: 4,
    bitDepth: 8,
    orientation: 1,
  };
}

/** Reads a WebP's first chunk (VP8, VP8L or VP8X) and its EXIF. */
export function readWebpHeader(view: DataView): StoredHeader {
  const kind = view.getUint32(12);
  const common = { format: 'webp', bitDepth: 8 } as const;
  if (kind === 0x56503820) {
    const [storedWidth, storedHeight] = [view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff];
    return { ...common, storedWidth, storedHeight, channels: 3, orientation: 1 };
  }
  if (kind === 0x5650384c) {
    const bits = view.getUint32(21, true);
    return {
      ...common,
      storedWidth: (bits & 0x3fff) + 1,
      storedHeight: ((bits >>> 14) & 0x3fff) + 1,
      channels: 4,
      orientation: 1,
    };
  }
  const size = (at: number) => (view.getUint16(at, true) | (view.getUint8(at + 2) << 16)) + 1;
  return { ...common, storedWidth: size(24), storedHeight: size(27), channels: 4, orientation: webpOrientation(view) };
}

function webpOrientation(view: DataView): number {
  for (let at = 30; at + 8 <= view.byteLength; ) {
    const length = view.getUint32(at + 4, true);
    if (view.getUint32(at) === 0x45584946) {
      const start = at + 8 + (at + 14 <= view.byteLength && view.getUint32(at + 8) === 0x45786966 ? 6 : 0);
      return readOrientation(view, start, Math.min(at + 8 + length, view.byteLength));
    }
    at += 8 + length + (length & 1);
  }
  return 1;
}
