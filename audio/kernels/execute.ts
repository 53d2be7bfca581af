import type { AudioOp, ScaleOp } from '../ops/index.ts';
import { airAbsorption } from './air-absorption.ts';
import { backgroundNoise } from './blend.ts';
import { codec, telephone } from './codec.ts';
import { coloredNoise } from './colored.ts';
import { alias, clipPercentiles, distort, overdrive } from './distortion.ts';
import { gainTransition, limiter, normalize } from './dynamics.ts';
import { join, mask, reorder, window } from './edit.ts';
import { columnWarp, features, spanMask } from './features.ts';
import { filter } from './filter.ts';
import { gain, noise } from './level.ts';
import { loudness } from './loudness.ts';
import type { Signal, SoundMemory } from './memory.ts';
import { bandwidth, resample, speed } from './resample.ts';
import { impulseResponse, roomReverb } from './room.ts';
import { shift } from './shift.ts';
import { shortNoises } from './short-noises.ts';

import type { Sounds } from './sounds.ts';
import { pitchShift, stretch } from './stretch.ts';
import { reverse } from './time.ts';
import { measureTrim, trim } from './trim.ts';

/** Carries an op out: in place, or on a sound that it makes anew. */
export type Runner<Op> = (memory: SoundMemory, signal: Signal, op: Op, sounds: Sounds) => Signal;

/** Every op but the last, which writes to the batch. */
export type WorkingOp = Exclude<AudioOp, ScaleOp>;

const runners: { readonly [K in WorkingOp['kind']]: Runner<Extract<WorkingOp, { kind: K }>> } = {
  backgroundNoise,
  bandwidth,
  coloredNoise,
  shortNoises,
  codec,
  telephone,
  columnWarp,
  features,
  gain,
  join,
  mask,
  impulseResponse,
  noise,
  pitchShift,
  reorder,
  resample,
  alias,
  clipPercentiles,
  distort,
  overdrive,
  airAbsorption,
  filter,
  gainTransition,
  limiter,
  loudness,
  normalize,
  reverse,
  spanMask,
  roomReverb,
  speed,
  stretch,
  shift,
  trim,
  window,
};

/** Ops that must look at the sound to know what they keep of it: [first frame, frames]. */
type Measurer = (memory: SoundMemory, signal: Signal, op: never) => readonly [first: number, frames: number];
const measurers: { readonly [kind in WorkingOp['kind']]?: Measurer } = { trim: measureTrim };

/** What a measuring op keeps of a sound. */
export function measure(memory: SoundMemory, signal: Signal, op: WorkingOp): readonly [first: number, frames: number] {
  return measurers[op.kind]!(memory, signal, op as never);
}

/** Carries ops out one after the other. Memory that it takes is the caller's to release. */
export function execute(memory: SoundMemory, signal: Signal, ops: readonly WorkingOp[], sounds: Sounds): Signal {
  let current = signal;
  for (const op of ops) current = (runners[op.kind] as Runner<WorkingOp>)(memory, current, op, sounds);
  return current;
}
