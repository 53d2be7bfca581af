import type { Matrix3 } from '../ops.ts';
import { AugmentError } from '../../transforms/errors.ts';
// STAND-IN
export interface Header { readonly format: string; readonly width: number; readonly height: number; readonly storedWidth: number; readonly storedHeight: number; readonly channels: number; readonly bitDepth: number; readonly orientation: number }
export function readHeader(b: Uint8Array, name: string, _o: unknown): Header | Promise<Header> {
  if (b[0] !== 0xff || b[1] !== 0xd8) throw new AugmentError('not-an-image', `${name}: stand-in reads JPEG only`);
  for (let i = 2; i < b.length; ) { const m = b[i + 1]!, len = (b[i + 2]! << 8) | b[i + 3]!;
    if (m >= 0xc0 && m <= 0xcf && m !== 0xc4 && m !== 0xc8 && m !== 0xcc) { const height = (b[i + 5]! << 8) | b[i + 6]!, width = (b[i + 7]! << 8) | b[i + 8]!; return { format: 'jpeg', width, height, storedWidth: width, storedHeight: height, channels: b[i + 9]!, bitDepth: 8, orientation: 1 }; }
    i += 2 + len; }
  throw new AugmentError('truncated', `${name}: no header`);
}
export function orientationMatrix(_h: Header): Matrix3 { return [1, 0, 0, 0, 1, 0, 0, 0, 1]; }
