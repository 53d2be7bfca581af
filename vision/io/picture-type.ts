import { AugmentError } from '../../transforms/errors.ts';
import type { Rgb } from '../ops/index.ts';
import type { Header } from './header.ts';

/** How pictures are told to come. */
export interface TypeOptions {
  /** `rgb`: grey is spread, alpha laid over `background`; `keep`: as stored, 1 to 16 channels. */
  readonly channels?: 'rgb' | 'keep';
  /** `8`: files of 16 bits are reduced to 8; `keep`: they are not. */
  readonly depth?: 8 | 'keep';
  /** What shows through transparent pixels, [red, green, blue] in grey levels ([0, 0, 0]). */
  readonly background?: Rgb;
}

/** What a picture is decoded to. */
export interface PictureType {
  readonly channels: number;
  readonly background: Rgb;
  /** For errors. */
  readonly name: string;
}

export const mostChannels = 16;

const black: Rgb = [0, 0, 0];

/** Throws AugmentError for a picture with channels that are not wanted. */
export function pictureType(header: Header, options: TypeOptions, name: string): PictureType {
  return { channels: channelsOf(header, options, name), background: options.background ?? black, name };
}

/** The channels that a picture is decoded to. Throws AugmentError where it has others than are wanted, or more than 16. */
export function channelsOf(header: Header, { channels: wanted = 'rgb' }: TypeOptions, name: string): number {
  const { format, channels } = header;
  if (wanted === 'keep') {
    if (format === 'jpeg') return channels === 1 ? 1 : 3;
    if (channels <= mostChannels) return channels;
    throw refused(name, `1 to ${mostChannels} channels`, channels, 'leave some of them out');
  }
  if (channels <= 4 && (format !== 'raw' || channels !== 2)) return 3;
  throw refused(
    name,
    '1 (grey), 3 (RGB) or 4 (RGB and alpha) channels',
    channels,
    'to keep them as they are, say decode({ channels: "keep" })',
  );
}

/** Whether a file is decoded to planes rather than to 8-bit RGB. */
export function isDeep(header: Header, type: PictureType, { depth = 8 }: TypeOptions): boolean {
  return type.channels !== 3 || (header.bitDepth > 8 && depth === 'keep');
}

function refused(name: string, expected: string, got: number, advice: string): AugmentError {
  return new AugmentError('bad-channels', `${name}: expected ${expected}, got ${got}; ${advice}`, { file: name });
}
