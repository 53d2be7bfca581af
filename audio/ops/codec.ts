import type { FieldKey, OpBase } from './base.ts';

/** To a codec and back, of the same length and in step. */
export interface CodecOp extends OpBase {
  readonly kind: 'codec';
  readonly codec: 'mp3' | 'opus';
  readonly bitrateKbps: number;
  /** Of Opus: the part of its packets of 20 ms that gets lost, and what decides which. */
  readonly loss?: { readonly fraction: number; readonly burst: number; readonly key: FieldKey };
}

/** Over a telephone line: 300 to 3,400 Hz at 8 kHz, in 8 bits of G.711, and back. */
export interface TelephoneOp extends OpBase {
  readonly kind: 'telephone';
  readonly law: 'a' | 'mu';
}
