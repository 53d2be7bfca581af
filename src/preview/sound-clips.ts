import { AugmentError } from '../../transforms/index.ts';

/** A part of a clip that has a name, such as a word. */
export interface ClipSegment {
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly label: string;
}

/** A sound to look at and to listen to. */
export interface Clip {
  readonly kind?: 'sound';
  /** Planar [channels, frames], full scale -1 to 1. */
  readonly planes: Float32Array;
  readonly channels: number;
  readonly frames: number;
  readonly sampleRate: number;
  /** `original`, `epoch 0`. */
  readonly name: string;
  /** What was drawn, a line each: `gain +3.1 dB`. */
  readonly caption: readonly string[];
  readonly segments?: readonly ClipSegment[];
}

/** What became of a sound where the plan ends in features: an image of [bins, columns], not a sound. */
export interface FeatureClip {
  readonly kind: 'features';
  /** Planar [bins, columns] from -1 to 1, the lowest bin first. */
  readonly planes: Float32Array;
  readonly bins: number;
  readonly columns: number;
  /** From one column to the next; without it the axis counts columns. */
  readonly hopSeconds?: number;
  readonly name: string;
  readonly caption: readonly string[];
  readonly segments?: readonly ClipSegment[];
}

export type ShownClip = Clip | FeatureClip;

/** One sample: its original, and what was made of it. */
export interface SoundRow {
  readonly title: string;
  readonly original: ShownClip;
  readonly variants: readonly ShownClip[];
}

export function isFeatures(clip: ShownClip): clip is FeatureClip {
  return clip.kind === 'features';
}

export function clipsOf({ original, variants }: SoundRow): readonly ShownClip[] {
  return [original, ...variants];
}

/** How long a clip lasts; undefined for features whose columns have no time. */
export function secondsOf(clip: ShownClip): number | undefined {
  if (!isFeatures(clip)) return clip.frames / clip.sampleRate;
  return clip.hopSeconds === undefined ? undefined : clip.columns * clip.hopSeconds;
}

/** Refuses a clip whose sizes do not fit its values: all that draws or writes one may trust them then. */
export function checkClip(clip: ShownClip): void {
  const [rows, columns] = isFeatures(clip) ? [clip.bins, clip.columns] : [clip.channels, clip.frames];
  const what = isFeatures(clip) ? 'bins x columns' : 'channels x frames';
  if (!Number.isSafeInteger(rows) || !Number.isSafeInteger(columns) || rows < 1 || columns < 0) {
    throw clipError(clip, `expected ${what} as whole numbers, got ${rows} x ${columns}`);
  }
  if (clip.planes.length !== rows * columns) {
    throw clipError(clip, `expected ${rows} x ${columns} values (${what}), got ${clip.planes.length}`);
  }
  const [name, step] = isFeatures(clip) ? ['hopSeconds', clip.hopSeconds ?? 1] : ['sampleRate', clip.sampleRate];
  if (!(step > 0 && Number.isFinite(step))) throw clipError(clip, `expected ${name} above 0, got ${step}`);
}

function clipError({ name }: ShownClip, message: string): AugmentError {
  return new AugmentError('bad-parameter', `preview: clip "${name}": ${message}`, { parameter: 'clip' });
}

/** How a clip is, in a few words: `1.20 s · 16 kHz · 2 channels`. */
export function factsOf(clip: ShownClip): string {
  if (isFeatures(clip)) return `${clip.bins} bins × ${clip.columns} columns`;
  const { channels, frames, sampleRate } = clip;
  const seconds = frames / sampleRate;
  const rate = Number((sampleRate / 1000).toPrecision(5));
  return [
    durationText(seconds, frames),
    `${rate} kHz`,
    ...(channels === 1 ? [] : [channels === 2 ? 'stereo' : `${channels} channels`]),
  ].join(' · ');
}

function durationText(seconds: number, frames: number): string {
  if (frames === 0) return 'no frames';
  if (frames <= 10) return `${frames} frame${frames === 1 ? '' : 's'}`;
  if (seconds < 0.1) return `${Number((seconds * 1000).toPrecision(3))} ms`;
  if (seconds < 60) return `${seconds.toFixed(2)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')} min`;
}
