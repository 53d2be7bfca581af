import type { FieldKey, Room } from '../ops/index.ts';
import type { SoundMemory } from './memory.ts';

const soundMetersPerSecond = 343;
/** The late echo is cut off where it has fallen by 72 dB. */
const lengths = 1.2;
/** Natural logarithm of the amplitude that 60 dB are. */
const decay = Math.log(1000);
const highestOrder = 3;
/** Frames either side of an image's arrival that its windowed sinc covers. */
const reach = 8;

interface Image {
  readonly meters: number;
  readonly order: number;
}

/**
 * The responses of a room, one for each channel: alike but for the noise of the late echo. The direct path is 1 at frame 0.
 * No more than `mostFrames` frames.
 */
export function roomResponse(
  memory: SoundMemory,
  room: Room,
  key: FieldKey,
  channels: number,
  sampleRate: number,
  mostFrames: number,
): Float32Array[] {
  const { size, reverbSeconds } = room;
  const [length, width, height] = size;
  const frames = Math.max(1, Math.min(mostFrames, Math.ceil(lengths * reverbSeconds * sampleRate)));
  const volume = length * width * height;
  const surface = 2 * (length * width + length * height + width * height);
  // Eyring's T60, the other way round: the energy that a wall gives back is exp(-24 ln 10 V / (c S T60)).
  const reflection = Math.exp((-8 * decay * volume) / (soundMetersPerSecond * surface * reverbSeconds));
  const images = imagesOf(room);
  const direct = images.reduce((least, { meters }) => Math.min(least, meters), Number.POSITIVE_INFINITY);
  const perMeter = sampleRate / soundMetersPerSecond;
  // After so many frames, sound has met a wall once on the way; from a little before the highest order on, images are missing.
  const freePath = ((4 * volume) / surface) * perMeter;
  const missing = (at: number) => Math.min(1, Math.max(0, (at / freePath - highestOrder + 1) / 3));

  const early = new Float64Array(frames);
  for (const { meters, order } of images)
    addSinc(early, (meters - direct) * perMeter, reflection ** (order / 2) * (direct / meters));

  // As many images as arrive in a second, 4 pi c^3 t^2 / V, each of the energy 1 / (c t)^2: the late echo is as strong as they.
  const begin = direct * perMeter;
  const ratio = Math.exp(-decay / (reverbSeconds * sampleRate));
  const sigma = direct * Math.sqrt((4 * Math.PI) / (volume * perMeter));
  const first = Math.max(0, Math.ceil((highestOrder - 1) * freePath - begin));
  const start = sigma * Math.exp((-decay * (first + begin)) / (reverbSeconds * sampleRate));
  return Array.from({ length: channels }, (_, channel) => {
    const response = normals(memory, key, channel, frames);
    response.fill(0, 0, first);
    let envelope = start;
    for (let n = first; n < frames; n++) {
      response[n] = response[n]! * envelope * Math.sqrt(missing(n + begin));
      envelope *= ratio;
    }
    for (let n = 0; n < frames; n++) response[n] = response[n]! + early[n]!;
    return response;
  });
}

/** All mirror images of the source in up to so many walls. */
function imagesOf({ size, source, microphone }: Room): Image[] {
  const images: Image[] = [];
  const axes = size.map((side, axis) => {
    const found: { readonly offset: number; readonly order: number }[] = [];
    for (let cell = -highestOrder; cell <= highestOrder; cell++) {
      const inside = cell % 2 === 0 ? source[axis]! : side - source[axis]!;
      found.push({ offset: cell * side + inside - microphone[axis]!, order: Math.abs(cell) });
    }
    return found;
  });
  for (const x of axes[0]!) {
    for (const y of axes[1]!) {
      for (const z of axes[2]!) {
        const order = x.order + y.order + z.order;
        if (order > highestOrder) continue;
        const squared = x.offset * x.offset + y.offset * y.offset + z.offset * z.offset;
        images.push({ meters: Math.max(1e-3, Math.sqrt(squared)), order });
      }
    }
  }
  return images;
}

/** Adds a pulse that arrives between frames: a sinc under Hann's window; a single value where it arrives on a frame. */
function addSinc(target: Float64Array, at: number, amplitude: number): void {
  const nearest = Math.round(at);
  for (let n = Math.max(0, nearest - reach); n <= Math.min(target.length - 1, nearest + reach); n++) {
    const x = n - at;
    if (Math.abs(x) >= reach) continue;
    const sinc = Math.abs(x) < 1e-9 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    target[n] = target[n]! + amplitude * sinc * (0.5 + 0.5 * Math.cos((Math.PI * x) / reach));
  }
}

/** Independent normals of sigma 1. */
function normals(memory: SoundMemory, key: FieldKey, stream: number, frames: number): Float32Array {
  const mark = memory.mark();
  const field = memory.allocate(16);
  const plane = memory.allocate(((frames + 15) & ~15) * 4);
  for (let i = 0; i < 4; i++) memory.words[(field >> 2) + i] = key[i]!;
  const from = plane >> 2;
  memory.floats.fill(0, from, from + frames);
  memory.wasm.addNormals!(field, stream, plane, frames, 1);
  const values = memory.floats.slice(from, from + frames);
  memory.release(mark);
  return values;
}
