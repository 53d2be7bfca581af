import type { FieldKey } from '../ops/index.ts';
import { planeAt, type Signal, type SoundMemory } from './memory.ts';

const blockSeconds = 0.02;
const quietest = 0.1;

/** White noise of `frames` frames, as strong as the quietest tenth of a plane's blocks. Returns where it lies. */
export function roomTone(memory: SoundMemory, signal: Signal, plane: number, frames: number, key: FieldKey): number {
  const noise = memory.allocate(((frames + 15) & ~15) * 4);
  const field = memory.allocate(16);
  for (let i = 0; i < 4; i++) memory.words[(field >> 2) + i] = key[i]!;
  memory.floats.fill(0, noise >> 2, (noise >> 2) + frames);
  memory.wasm.addNormals!(field, plane, noise, frames, quietRms(memory, signal, plane));
  return noise;
}

/** The rms of the quietest tenth of whole blocks, of one at least; of all of it where it is shorter than a block. */
function quietRms({ wasm }: SoundMemory, signal: Signal, plane: number): number {
  const block = Math.max(1, Math.min(signal.frames, Math.round(signal.sampleRate * blockSeconds)));
  const energies = new Float64Array(Math.floor(signal.frames / block));
  const at = planeAt(signal, plane);
  for (let i = 0; i < energies.length; i++) energies[i] = wasm.sumOfSquares!(at + i * block * 4, block);
  energies.sort();
  const count = Math.max(1, Math.round(energies.length * quietest));
  let sum = 0;
  for (let i = 0; i < count; i++) sum += energies[i]!;
  return Math.sqrt(sum / (count * block));
}
