export { gain } from './gain.ts';
export { gaussianNoise } from './gaussian-noise.ts';
export { impulseResponse } from './impulse-response.ts';
export type * from './ops/index.ts';
export { pitchShift } from './pitch-shift.ts';
export { polarityInversion } from './polarity-inversion.ts';
export { resample } from './resample.ts';
export { reverse } from './reverse.ts';
export { roomReverb } from './room-reverb.ts';
export { scale } from './scale.ts';
export { defineAudioTransform, type SoundFacts } from './sound.ts';

export { speed } from './speed.ts';
export { timeShift } from './time-shift.ts';
export { timeStretch } from './time-stretch.ts';
