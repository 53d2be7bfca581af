import type { BackgroundNoiseOp, BlendLevel } from '../ops/index.ts';
import { fromDb } from '../sound.ts';
import { rms } from './level.ts';
import { planeAt, type Signal, type SoundMemory } from './memory.ts';
import type { LoadedSound, Sounds } from './sounds.ts';

/** An excerpt below this rms is silence, which no factor makes a noise of (audiomentations has the same bound). */
const silence = 1e-9;

/** The rms that is asked for; 0 for silence. */
export function wanted(level: BlendLevel, signalRms: number): number {
  return 'rmsDb' in level ? fromDb(level.rmsDb) : signalRms / fromDb(level.snrDb);
}

/** Adds the noise, brought to an rms; channel c gets plane c, and over again where there are fewer. */
export function mix(memory: SoundMemory, signal: Signal, noise: Signal, target: number): void {
  // What is added counts: of a noise with more channels than it is needed in turn, each counts as often as it is heard.
  let sum = 0;
  for (let c = 0; c < signal.channels; c++) {
    sum += memory.wasm.sumOfSquares!(planeAt(noise, c % noise.channels), noise.frames);
  }
  const own = Math.sqrt(sum / (signal.channels * Math.max(1, noise.frames)));
  if (!(own > silence) || !(target > 0)) return;
  for (let c = 0; c < signal.channels; c++) {
    memory.wasm.addScaled!(planeAt(signal, c), planeAt(noise, c % noise.channels), signal.frames, target / own);
  }
}

/** How long a noise that is too short goes over into itself. */
const loopSeconds = 0.05;

/** Adds an excerpt of another sound in place. */
export function backgroundNoise(memory: SoundMemory, signal: Signal, op: BackgroundNoiseOp, sounds: Sounds): Signal {
  const { frames } = signal;
  const target = wanted(op.level, rms(memory, signal));
  if (frames === 0 || !(target > 0)) return signal;
  const sound = sounds.get(op.sounds[0], signal.sampleRate);
  if (sound.frames === 0) return signal;
  const mark = memory.mark();
  const channels = Math.min(sound.channels, signal.channels);
  const noise = memory.allocateSignal({ ...signal, channels });
  for (let c = 0; c < channels; c++) excerpt(sound, c, op.start, signal.sampleRate, memory.plane(noise, c));
  mix(memory, signal, noise, target);
  memory.release(mark);
  return signal;
}

/** Fills `target` from a place in a sound: all places alike; a short one goes round, its end over into its beginning. */
export function excerpt(sound: LoadedSound, channel: number, start: number, rate: number, target: Float32Array): void {
  const plane = sound.planes.subarray(channel * sound.frames, (channel + 1) * sound.frames);
  if (plane.length >= target.length) {
    const at = Math.floor(start * (plane.length - target.length + 1));
    target.set(plane.subarray(at, at + target.length));
    return;
  }
  const fade = Math.min(Math.round(loopSeconds * rate), plane.length >> 1);
  const round = plane.slice(0, plane.length - fade);
  for (let i = 0; i < fade; i++) {
    // Noises that do not know each other add up by power.
    const t = (i + 0.5) / fade;
    round[i] = plane[i]! * Math.sqrt(t) + plane[round.length + i]! * Math.sqrt(1 - t);
  }
  let from = Math.floor(start * round.length);
  for (let at = 0; at < target.length; ) {
    const count = Math.min(round.length - from, target.length - at);
    target.set(round.subarray(from, from + count), at);
    at += count;
    from = 0;
  }
}
