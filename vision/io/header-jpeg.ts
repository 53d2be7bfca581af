import { readOrientation } from './exif.ts';
import type { StoredHeader } from './header.ts';

/** Start-of-frame markers that libjpeg-turbo decodes: baseline, extended and progressive Huffman. */
const huffmanFrames = [0xc0, 0xc1, 0xc2];
const exif = 0x45786966;
const adobe = 0x41646f62;

/** Reads a JPEG's frame header and EXIF orientation. Throws RangeError where the file ends first. ITU-T T.81, annex B. */
export function readJpegHeader(view: DataView): StoredHeader {
  let orientation = 1;
  let transform: number | undefined;
  for (let at = 2; ; ) {
    if (view.getUint8(at) !== 0xff) {
      at++;
      continue;
    }
    const marker = view.getUint8(at + 1);
    if (marker === 0xff || marker === 0x00 || marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
      at += marker === 0xff ? 1 : 2;
      continue;
    }
    const length = view.getUint16(at + 2);
    if (marker === 0xe1 && length >= 16 && view.getUint32(at + 4) === exif) {
      orientation = readOrientation(view, at + 10, Math.min(at + 2 + length, view.byteLength));
    } else if (marker === 0xee && length >= 14 && view.getUint32(at + 4) === adobe) {
      transform = view.getUint8(at + 15);
    } else if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) {
      const bitDepth = view.getUint8(at + 4);
      const channels = view.getUint8(at + 9);
      const plain =
        huffmanFrames.includes(marker) && bitDepth === 8 && (channels === 1 || channels === 3) && transform !== 2;
      return {
        format: 'jpeg',
        storedHeight: view.getUint16(at + 5),
        storedWidth: view.getUint16(at + 7),
        channels,
        bitDepth,
        orientation,
        plain,
        blockWidth: 8 * Math.max(1, ...components(view, at, channels)),
      };
    }
    at += 2 + length;
  }
}

/** Horizontal sampling factors of a frame's components. */
function components(view: DataView, frame: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => view.getUint8(frame + 11 + i * 3) >> 4);
}
