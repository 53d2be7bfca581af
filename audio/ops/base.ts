/** Four unsigned 32-bit words that name a field of random numbers. */
export type FieldKey = readonly [number, number, number, number];

/** A sound of a folder: sorted by name, `pick` in [0, 1) says which. */
export interface SoundRef {
  readonly folder: string;
  readonly pick: number;
}

/**
 * Input frames [from, to) are found in the output from frame `at` on, `rate` output frames to one of the input; backwards where
 * `rate` is negative: input frame t lies at `at + (t - from) * rate`.
 */
export interface TimePiece {
  readonly from: number;
  readonly to: number;
  readonly at: number;
  readonly rate: number;
}

/** What every op of sound may say of itself, for those who only plan: plain JSON, as all of an op is. */
export interface OpBase {
  /** What it changes of the sound's facts. */
  readonly makes?: {
    readonly channels?: number;
    readonly frames?: number;
    readonly sampleRate?: number;
    readonly bins?: number;
    readonly padValue?: number;
  };
  /** Where labels in time go to. Left out: time stays as it is. */
  readonly time?: readonly TimePiece[];
  /** Other sounds that it needs, at the sound's own sample rate. */
  readonly sounds?: readonly SoundRef[];
  /** Its length hangs on the sound itself: what it keeps, [first frame, frames], once that was found. */
  readonly measures?: { readonly found?: readonly [first: number, frames: number] };
}
