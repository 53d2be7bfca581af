import { type Clip, checkClip, clipsOf, isFeatures, type SoundRow } from './sound-clips.ts';

/** Writes planar [channels, frames] values from -1 to 1 as a WAV file's bytes. */
export type WavWriter = (planes: Float32Array, channels: number, sampleRate: number, bits: '16') => Uint8Array;

export interface WavFile {
  /** Below the folder of the preview, parted by `/`: `001-one/1-epoch-0.wav`. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

const longestName = 40;
const audioSuffix = /\.(wav|wave|aiff?|flac|mp3|ogg|oga|opus|m4a|aac|mp4|webm|wma|caf|au)$/i;

/** Every sound of the rows as a WAV file of 16 bits; features are none. Throws AugmentError where a clip's sizes do not fit its values. */
export function wavFiles(rows: readonly SoundRow[], wavBytes: WavWriter): readonly WavFile[] {
  return rows.flatMap((row, index) =>
    clipsOf(row).flatMap((clip, place) => {
      checkClip(clip);
      return isFeatures(clip) ? [] : [{ path: wavPath(row, index, place), bytes: wavOf(clip, wavBytes) }];
    }),
  );
}

/**
 * Where the sound at `place` (0 is the original) of the row at `index` goes. The numbers alone tell files apart, on disks
 * that do not know capitals as well; of the names only ASCII letters, digits, `_` and `-` are left, so that none is a
 * path, a device or an option anywhere.
 */
export function wavPath(row: SoundRow, index: number, place: number): string {
  const folder = `${String(index + 1).padStart(3, '0')}-${plainName(lastPart(row.title).replace(audioSuffix, ''))}`;
  return `${folder}/${place}-${plainName(clipsOf(row)[place]!.name)}.wav`;
}

function lastPart(title: string): string {
  return title.split(/[/\\]/).findLast((part) => part !== '') ?? '';
}

function plainName(text: string): string {
  const plain = text
    .slice(0, 400)
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .replace(/[^A-Za-z0-9_-]+/g, '-')
    .slice(0, longestName)
    .replace(/^-+|-+$/g, '');
  return plain === '' ? 'sound' : plain;
}

/** A clip, or its first `frames`, as a WAV file: what is no number is silence, what is beyond full scale is cut off. */
export function wavOf(clip: Clip, wavBytes: WavWriter, frames = clip.frames): Uint8Array {
  const { planes, channels, sampleRate } = clip;
  const kept = Math.min(frames, clip.frames);
  const clean = new Float32Array(channels * kept);
  for (let channel = 0; channel < channels; channel++) {
    const from = channel * clip.frames;
    for (let n = 0; n < kept; n++) {
      const value = planes[from + n]!;
      clean[channel * kept + n] = value > 1 ? 1 : value < -1 ? -1 : value - value === 0 ? value : 0;
    }
  }
  return wavBytes(clean, channels, Math.max(1, Math.round(sampleRate)), '16');
}
