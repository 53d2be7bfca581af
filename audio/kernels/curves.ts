import type { Curve, FieldKey } from '../ops/index.ts';
import type { SoundMemory } from './memory.ts';

/** A curve and the factor that values are driven into it by. */
export interface Drawn {
  readonly curve: Curve;
  readonly factor: number;
}

/** A stretch of values of one channel. */
export interface Stretch {
  readonly frames: number;
  /** Values in a second. */
  readonly rate: number;
  /** The channel, which names its noise. */
  readonly stream: number;
  /** Where it begins, in values of that rate from the first there is; a multiple of 16. */
  readonly first: number;
  /** How many values before the sound's own beginning that first one lies. */
  readonly lead: number;
}

/** The steps that a quantiser's values are held to: two's complement, or any. */
export function stepRange({ steps, saturates }: Curve & { shape: 'quantize' }): readonly [low: number, high: number] {
  return saturates ? [-steps, steps - 1] : [-3e38, 3e38];
}

/** What makes (tanh(u + bias) - tanh(bias)) reach 1 at the most. */
export const asymmetricScale = (bias: number) => 1 / (1 + Math.abs(Math.tanh(bias)));

/** Puts values through a curve, in place. */
export function shapePlane(memory: SoundMemory, plane: number, stretch: Stretch, { curve, factor }: Drawn): void {
  const { wasm } = memory;
  const { frames } = stretch;
  switch (curve.shape) {
    case 'tanh':
      wasm.tanhCurve!(plane, frames, factor);
      break;
    case 'arctangent':
      wasm.arctangentCurve!(plane, frames, factor);
      break;
    case 'cubic':
      wasm.cubicCurve!(plane, frames, factor);
      break;
    case 'hardClip':
      wasm.hardClipCurve!(plane, frames, factor);
      break;
    case 'foldback':
      wasm.foldbackCurve!(plane, frames, factor);
      break;
    case 'asymmetric':
      wasm.asymmetricCurve!(plane, frames, factor, curve.bias, asymmetricScale(curve.bias));
      break;
    case 'rectifier':
      wasm.rectifierCurve!(plane, frames, factor, curve.rectified);
      break;
    case 'quantize': {
      const { steps, dither } = curve;
      if (dither !== undefined) addDither(memory, plane, stretch, dither, 1 / (steps * factor));
      wasm.quantizeCurve!(plane, frames, factor, steps, ...stepRange(curve));
      break;
    }
    case 'sampleHold':
      hold(memory, plane, stretch, curve.rateHz, factor);
  }
}

function addDither(memory: SoundMemory, plane: number, stretch: Stretch, key: FieldKey, size: number): void {
  const mark = memory.mark();
  const field = memory.allocate(16);
  for (let i = 0; i < 4; i++) memory.words[(field >> 2) + i] = key[i]!;
  memory.wasm.addTriangular!(field, stretch.stream, stretch.first, plane, stretch.frames, size);
  memory.release(mark);
}

function hold(
  memory: SoundMemory,
  plane: number,
  { frames, rate, first, lead }: Stretch,
  rateHz: number,
  factor: number,
) {
  const { wasm } = memory;
  const step = rate / rateHz;
  wasm.multiply!(plane, frames, factor);
  if (step <= 1) return;
  const mark = memory.mark();
  const source = memory.allocate((frames + 16) * 4);
  memory.floats.copyWithin(source >> 2, plane >> 2, (plane >> 2) + frames);
  wasm.holdTo!(source, plane, frames, step, first - lead);
  memory.release(mark);
}
