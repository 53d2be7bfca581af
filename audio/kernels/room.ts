import type { ImpulseResponseOp, ReverbLevel, RoomReverbOp } from '../ops/index.ts';
import { convolve } from './convolve.ts';
import { peak, rms } from './level.ts';
import { planeAt, planesOf, type Signal, type SoundMemory } from './memory.ts';
import { roomResponse } from './room-response.ts';
import type { Sounds } from './sounds.ts';

/** Below this part of what a response makes of a sound otherwise there is only the rounding of the transforms. */
const nothing = 1e-6;

/** Convolves with a recorded response, and keeps the length. */
export function impulseResponse(memory: SoundMemory, signal: Signal, op: ImpulseResponseOp, sounds: Sounds): Signal {
  const { planes, channels, frames } = sounds.get(op.sounds[0], signal.sampleRate);
  const responses = Array.from({ length: channels }, (_, i) => planes.subarray(i * frames, (i + 1) * frames));
  const loudest = largest(responses);
  if (loudest === undefined) return signal;
  return reverberate(memory, signal, responses, op.isAligned ? loudest : 0, op);
}

/** Convolves with the response of a room, another late echo for each channel, and keeps the length. */
export function roomReverb(memory: SoundMemory, signal: Signal, op: RoomReverbOp): Signal {
  const responses = roomResponse(memory, op.room, op.key, signal.channels, signal.sampleRate, signal.frames);
  return reverberate(memory, signal, responses, 0, op);
}

/** Where the largest absolute value of all channels is; undefined of silence. */
function largest(responses: readonly Float32Array[]): number | undefined {
  let most = 0;
  let at: number | undefined;
  for (const response of responses) {
    for (let i = 0; i < response.length; i++) {
      const size = Math.abs(response[i]!);
      if (size > most) [most, at] = [size, i];
    }
  }
  return at;
}

function reverberate(
  memory: SoundMemory,
  signal: Signal,
  responses: readonly Float32Array[],
  offset: number,
  { level, wetFraction }: { readonly level: ReverbLevel; readonly wetFraction: number },
): Signal {
  const before = { rms: rms(memory, signal), peak: peak(memory, signal) };
  if (before.rms === 0) return signal;
  const usual = wetFraction === 1 ? strength(responses) : 1;
  const wet = wetFraction === 0 ? signal : convolve(memory, signal, responses, signal.frames, offset);
  if (wetFraction > 0 && wetFraction < 1) {
    const matched =
      level === 'unchanged' ? 1 : factorTo(before.rms, rms(memory, wet), before.rms * strength(responses));
    scaleBy(memory, signal, 1 - wetFraction);
    scaleBy(memory, wet, wetFraction * matched);
    for (let plane = 0; plane < planesOf(wet); plane++)
      memory.wasm.addTo!(planeAt(signal, plane), signal.frames, planeAt(wet, plane));
  }
  if (level === 'unchanged') return wet;
  const factor =
    level === 'power'
      ? factorTo(before.rms, rms(memory, wet), before.rms * usual)
      : factorTo(level === 'peak' ? 1 : 0.5, peak(memory, wet), before.peak * usual);
  scaleBy(memory, wet, factor);
  return wet;
}

/** The factor from one level to another; 1 where the first is next to nothing of what is `usual`. */
function factorTo(to: number, from: number, usual: number): number {
  const factor = to / from;
  return from > nothing * usual && factor < 1e30 ? factor : 1;
}

/** What the strongest response makes of the rms of noise. */
function strength(responses: readonly Float32Array[]): number {
  let most = 0;
  for (const response of responses) {
    let sum = 0;
    for (let i = 0; i < response.length; i++) sum += response[i]! * response[i]!;
    most = Math.max(most, sum);
  }
  return Math.sqrt(most);
}

function scaleBy(memory: SoundMemory, signal: Signal, factor: number): void {
  if (factor === 1) return;
  for (let plane = 0; plane < planesOf(signal); plane++)
    memory.wasm.multiply!(planeAt(signal, plane), signal.frames, factor);
}
