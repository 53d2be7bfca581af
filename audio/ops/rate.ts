import type { OpBase } from './base.ts';

/** To another sample rate; frame n stays at the same time. */
export interface ResampleOp extends OpBase {
  readonly kind: 'resample';
  readonly sampleRate: number;
}

/** Leaves what going through a lower sample rate and back would leave. */
export interface BandwidthOp extends OpBase {
  readonly kind: 'bandwidth';
  readonly sampleRate: number;
}

/** Plays it `ratio[0] / ratio[1]` times as fast, and as high, up to `frames` frames; silence follows where there are fewer. */
export interface SpeedOp extends OpBase {
  readonly kind: 'speed';
  readonly ratio: readonly [faster: number, slower: number];
  readonly frames: number;
}
