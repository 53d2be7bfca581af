/** A sound decoded whole. */
export interface DecodedSound {
  readonly sampleRate: number;
  readonly channels: number;
  readonly frames: number;
  /** [channels, frames] */
  readonly planes: Float32Array;
}

/** One plane of samples a channel, as the codec packages give them, in one array. Planes beyond `channels` are dropped. */
export function joinPlanes(
  planes: readonly Float32Array[],
  sampleRate: number,
  channels: number = planes.length,
): DecodedSound {
  const frames = planes[0]?.length ?? 0;
  if (channels === 1 && planes[0] !== undefined) return { sampleRate, channels, frames, planes: planes[0] };
  const joined = new Float32Array(channels * frames);
  for (let channel = 0; channel < channels; channel++) joined.set(planes[channel]!, channel * frames);
  return { sampleRate, channels, frames, planes: joined };
}

/** Planes that grow: how long a stream is shows only as it is decoded, and what its header claims may be a lie. */
export interface GrowingPlanes {
  planes: Float32Array;
  /** Values of one plane that there is room for. */
  stride: number;
}

/** Room for `frames` more after the `used` ones, twice as much where it must grow. */
export function grow(growing: GrowingPlanes, channels: number, used: number, frames: number): void {
  if (used + frames <= growing.stride) return;
  const stride = Math.max(used + frames, growing.stride * 2);
  const planes = new Float32Array(channels * stride);
  for (let channel = 0; channel < channels; channel++) {
    const from = channel * growing.stride;
    planes.set(growing.planes.subarray(from, from + used), channel * stride);
  }
  growing.planes = planes;
  growing.stride = stride;
}

/** The first `frames` of each plane, closed up. */
export function closeUp({ planes, stride }: GrowingPlanes, channels: number, frames: number): Float32Array {
  if (stride === frames) return planes;
  for (let channel = 1; channel < channels; channel++) {
    planes.copyWithin(channel * frames, channel * stride, channel * stride + frames);
  }
  return planes.subarray(0, channels * frames);
}
