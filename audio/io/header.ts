import { AugmentError } from '../../transforms/errors.ts';
import { readAiffHeader } from './aiff.ts';
import type { ByteRange } from './byte-range.ts';
import { readCodedHeader } from './coded-header.ts';
import { checkSound, type SoundHeader, type SoundReadOptions } from './sound-header.ts';
import { readWavHeader } from './wav.ts';

export type { CodedHeader, PcmHeader, SoundFormat, SoundHeader, SoundReadOptions } from './sound-header.ts';

/**
 * Reads what a sound file is, by its content and never by its name: PCM in WAV (RIFF, RIFX, RF64, BW64) and AIFF(-C),
 * and which codec else. Reads only the headers, not the sound.
 * Throws AugmentError: `empty-file`, `truncated`, `corrupt`, `too-large`.
 */
export function readSoundHeader(range: ByteRange, name: string, options: SoundReadOptions = {}): SoundHeader {
  if (range.size === 0) {
    throw new AugmentError(
      'empty-file',
      `${name}: expected a sound, got an empty file (0 bytes); remove it or fetch it again`,
      { file: name },
    );
  }
  const head = range.slice(0, 16);
  const header =
    readWavHeader(head, range, name, options) ?? readAiffHeader(head, range, name, options) ?? readCodedHeader(range);
  checkSound(header, name, options);
  return header;
}
