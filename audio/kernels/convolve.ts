import { type FftBuffer, RealFft } from './fft.ts';
import { planesOf, type Signal, type SoundMemory } from './memory.ts';

/** Longer responses are taken in pieces, so that transforms stay small and exact. */
const largestFft = 1 << 17;
const smallestFft = 64;

let buffers: {
  readonly size: number;
  readonly response: FftBuffer;
  readonly block: FftBuffer;
  readonly sum: FftBuffer;
};

/**
 * Convolves each channel with its response (channel c with `responses[c % responses.length]`): `frames` frames from frame `offset`
 * of the full convolution on, in memory of its own. By overlap and add, in one block where the sound is short.
 */
export function convolve(
  memory: SoundMemory,
  signal: Signal,
  responses: readonly Float32Array[],
  frames: number,
  offset = 0,
): Signal {
  const target = memory.allocateSignal({ ...signal, frames });
  const planes = planesOf(signal);
  for (let plane = 0; plane < planes; plane++) memory.plane(target, plane).fill(0);
  for (const [index, whole] of responses.entries()) {
    // Of the response, only this much meets frames of the sound in what is kept.
    const first = Math.max(0, offset - signal.frames + 1);
    const response = whole.subarray(first, Math.max(first, Math.min(whole.length, offset + frames)));
    if (response.length === 0 || signal.frames === 0 || frames === 0) continue;
    const fft = RealFft.of(sizeFor(signal.frames, response.length));
    const pieceLength = Math.min(response.length, fft.size >> 1);
    for (let start = 0; start < response.length; start += pieceLength) {
      const piece = response.subarray(start, start + pieceLength);
      const spectrum = load(fft, 'response', piece, fft.size);
      fft.forwardUnordered(spectrum);
      for (let plane = index; plane < planes; plane += responses.length)
        addPiece(memory.plane(signal, plane), memory.plane(target, plane), fft, piece.length, first + start - offset);
    }
  }
  return target;
}

/** target[at + n] += (source convolved with the loaded piece)[n]. */
function addPiece(source: Float32Array, target: Float32Array, fft: RealFft, length: number, at: number): void {
  const blockLength = fft.size - length + 1;
  for (let start = 0; start < source.length && at + start < target.length; start += blockLength) {
    const count = Math.min(blockLength, source.length - start);
    const to = at + start;
    const from = Math.max(0, -to);
    const end = Math.min(count + length - 1, target.length - to);
    if (end <= from) continue;
    const block = load(fft, 'block', source.subarray(start, start + count), fft.size);
    fft.forwardUnordered(block);
    const sum = load(fft, 'sum', source.subarray(0, 0), fft.size);
    fft.multiplyAdd(block, buffers.response, sum, 1 / fft.size);
    fft.inverseUnordered(sum);
    const values = RealFft.view(sum);
    for (let n = from; n < end; n++) target[to + n] = target[to + n]! + values[n]!;
  }
}

/** Values, then zeros. */
function load(fft: RealFft, name: 'response' | 'block' | 'sum', values: Float32Array, size: number): FftBuffer {
  if (buffers === undefined || buffers.size < fft.size) {
    // Sizes grow twofold at least: what is left behind is less than what is in use.
    let grown = smallestFft;
    while (grown < fft.size) grown *= 2;
    const make = () => RealFft.allocate(grown);
    buffers = { size: grown, response: make(), block: make(), sum: make() };
  }
  const view = RealFft.view(buffers[name]);
  view.set(values);
  view.fill(0, values.length, size);
  return buffers[name];
}

/** One block where that is not too large; else a few times the response. */
function sizeFor(frames: number, length: number): number {
  const wanted = Math.min(frames + length - 1, Math.max(4 * length, 4096), largestFft);
  let size = smallestFft;
  while (size < wanted) size *= 2;
  // Between powers of two there are 5/8 and 3/4 of the larger one.
  if (size > smallestFft && wanted <= (size / 8) * 5 && size % 256 === 0) return (size / 8) * 5;
  return wanted <= (size / 4) * 3 && size % 128 === 0 ? (size / 4) * 3 : size;
}
