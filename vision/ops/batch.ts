import type { FieldKey, OpBase } from './base.ts';
import type { ClassDropOp, DropOp, EraseOp, GridDropOp } from './drop.ts';
import type { GrainOp, ImpulseOp, IsoNoiseOp, MultiplyNoiseOp, NoiseOp, ShotNoiseOp } from './noise.ts';

/** Leaves 0..255: `out = clamp(x, 0, 255) * multiply + add` per channel, in the layout and type of the batch. uint16: `multiply` is 257, `add` 0. */
export interface ScaleOp extends OpBase {
  readonly kind: 'scale';
  /** One number for all channels, or one for each. */
  readonly multiply: readonly number[];
  readonly add: readonly number[];
  readonly layout: 'NHWC' | 'NCHW';
  readonly dtype: 'float32' | 'uint8' | 'uint16';
  /** Dequantises before scaling: x becomes (x + u) * 255 / 256, u uniform in [0, 1); for uint8 and uint16, rounds at random. */
  readonly dither?: FieldKey;
}

/** What is done to pixels strip by strip: to each by itself and its place. */
export type StripOp =
  | ClassDropOp
  | DropOp
  | EraseOp
  | GrainOp
  | GridDropOp
  | ImpulseOp
  | IsoNoiseOp
  | MultiplyNoiseOp
  | NoiseOp
  | ShotNoiseOp;

/** Steps in their order, then scale, in one pass straight into the row of the batch. */
export interface EpilogueOp extends OpBase {
  readonly kind: 'epilogue';
  readonly steps: readonly StripOp[];
  readonly scale: ScaleOp;
}
