import { type MelPicture, melPicture } from './mel-picture.ts';
import { type ClipSegment, checkClip, clipsOf, isFeatures, type SoundRow, secondsOf } from './sound-clips.ts';

/** What all panels of a row share, so that they can be compared: time, pitch, loudness, and the room of each part. */
export interface RowScale {
  /** The longest clip's length. */
  readonly seconds: number;
  /** Half of the highest sample rate. */
  readonly highHz: number;
  /** The level of the brightest colour, in dB of full scale. */
  readonly topDb: number;
  /** Waveforms one below the other, at most; 0 where all is features. */
  readonly lanes: number;
  /** Rows of segments; 0 where no clip has any. */
  readonly spanLanes: number;
}

/** A row's scale at so many columns, and the spectrogram of each of its clips (none of features). */
export interface ScaledRow {
  readonly scale: RowScale;
  readonly pictures: readonly (MelPicture | undefined)[];
}

/** More channels than this are overlaid. */
export const mostLanes = 4;
export const mostSpanLanes = 3;
/** Silence has a level too: noise far below what can be heard must not shine. */
const quietestTopDb = -60;

export function lanesOf(channels: number): number {
  return channels <= mostLanes ? channels : 1;
}

/** Looks at all clips of a row. Throws AugmentError where a clip's sizes do not fit its values. */
export function scaleRow(row: SoundRow, columns: number): ScaledRow {
  const clips = clipsOf(row);
  for (const clip of clips) checkClip(clip);
  const sounds = clips.filter((clip) => !isFeatures(clip));
  const seconds = largest(
    clips.map((clip) => secondsOf(clip) ?? 0),
    0,
  );
  const highHz = largest(sounds.map(({ sampleRate }) => sampleRate / 2));
  const perColumn = (seconds || 1) / columns;
  const pictures = clips.map((clip) => {
    if (isFeatures(clip)) return undefined;
    return melPicture(clip, columnsOf(clip.frames / clip.sampleRate, perColumn), perColumn * clip.sampleRate, highHz);
  });
  return {
    pictures,
    scale: {
      seconds: seconds || 1,
      highHz,
      topDb: Math.max(quietestTopDb, ...pictures.map((picture) => picture?.loudest ?? quietestTopDb)),
      lanes: largest(
        sounds.map(({ channels }) => lanesOf(channels)),
        0,
      ),
      spanLanes: largest(
        clips.map(({ segments = [] }) => spansOf(segments).lanes),
        0,
      ),
    },
  };
}

/** Columns that a length of time covers: a clip with any frames is seen. */
export function columnsOf(seconds: number, secondsPerColumn: number): number {
  return seconds === 0 ? 0 : Math.max(1, Math.round(seconds / secondsPerColumn));
}

function largest(values: readonly number[], least = 1): number {
  return values.reduce((most, value) => Math.max(most, value), least);
}

export interface Span extends ClipSegment {
  readonly lane: number;
}

/** The segments that have a place in time, each in a lane where it overlaps none before it; what finds no lane is left out. */
export function spansOf(segments: readonly ClipSegment[]): { spans: readonly Span[]; lanes: number } {
  const ends: number[] = [];
  const spans: Span[] = [];
  const placed = segments.filter(({ startSeconds, endSeconds }) => endSeconds >= startSeconds && endSeconds > 0);
  for (const segment of placed.sort((a, b) => a.startSeconds - b.startSeconds)) {
    const free = ends.findIndex((end) => end <= segment.startSeconds + 1e-9);
    const lane = free < 0 ? ends.length : free;
    if (lane >= mostSpanLanes) continue;
    ends[lane] = segment.endSeconds;
    spans.push({ ...segment, lane });
  }
  return { spans, lanes: ends.length };
}
