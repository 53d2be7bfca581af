// The frozen op data that picture transforms lower to. An op is plain JSON: it names what is done, never how.
// Coordinates: x right, y down, the centre of the first pixel is (0, 0). Values: 0..255 grey levels, float.

import type { EpilogueOp, ScaleOp, StripOp } from './batch.ts';
import type { ChromaticAberrationOp, ClaheOp, ClampOp, ColorStep, ColorsOp } from './color.ts';
import type {
  BlurOp,
  BoxOp,
  CompressOp,
  ConvolveOp,
  DefocusOp,
  DownscaleOp,
  GlassOp,
  MedianOp,
  MotionOp,
  SharpnessOp,
  UnsharpOp,
  ZoomOp,
} from './filter.ts';
import type { FillOp, WarpOp } from './geometry.ts';
import type { LightOp } from './light.ts';
import type { BranchesOp, CopyPasteOp, CutMixOp, MixUpOp, MosaicOp } from './mix.ts';
import type { StandardizeOp, WhitenOp } from './whiten.ts';

export type * from './base.ts';
export type * from './batch.ts';
export type * from './bend.ts';
export type * from './color.ts';
export type * from './drop.ts';
export type * from './filter.ts';
export type * from './geometry.ts';
export type * from './light.ts';
export type * from './mix.ts';
export type * from './noise.ts';
export type * from './whiten.ts';

export type ImageOp =
  | BlurOp
  | BoxOp
  | BranchesOp
  | ChromaticAberrationOp
  | ClaheOp
  | ClampOp
  | ColorStep
  | ColorsOp
  | CompressOp
  | ConvolveOp
  | CopyPasteOp
  | CutMixOp
  | DefocusOp
  | DownscaleOp
  | EpilogueOp
  | FillOp
  | GlassOp
  | LightOp
  | MedianOp
  | MixUpOp
  | MosaicOp
  | MotionOp
  | ScaleOp
  | SharpnessOp
  | StandardizeOp
  | StripOp
  | UnsharpOp
  | WarpOp
  | WhitenOp
  | ZoomOp;
