// What all steps that work strip by strip share. A step reads one strip of every channel and leaves its own in `strips`.
import { Field } from '../../../transforms/kernels/assembly/field';

/** Pixels that are worked on at a time, so that all that lies between two steps stays in the first cache. */
export const STRIP: i32 = 256;
/** Bytes from one channel's strip to the next one's. */
export const STRIDE: usize = <usize>STRIP * 4;
export const CHANNELS: i32 = 16;

// A stream is purpose + channel (see transforms/kernels/assembly/field.ts).
export const NOISE: u32 = 0;
export const MASK: u32 = 4;
export const FILL: u32 = 8;
export const DITHER: u32 = 12;

/** Four channels to a purpose, then the purposes anew. */
// @ts-ignore: decorator
@inline
export function streamOf(purpose: u32, channel: i32): u32 {
  return purpose + (channel & 3) + ((channel >> 2) << 4);
}

/** One step of a list: what it is, and the one behind it (0: none). */
// @ts-ignore: decorator
@unmanaged
export class Step extends Field {
  kind: i32;
  next: usize;
}

/** Where a strip lies: `count` pixels from `first` on, of a picture `width` wide; channel c at `source + c * stride`. */
// @ts-ignore: decorator
@unmanaged
export class Strip {
  first: i32;
  count: i32;
  width: i32;
  channels: i32;
  source: usize;
  stride: usize;
}

export const strips = memory.data(STRIP * 4 * 16, 64);
export const words = memory.data(STRIP * 4, 64);
export const moreWords = memory.data(STRIP * 4, 64);

// @ts-ignore: decorator
@inline
export function sourceOf(strip: Strip, channel: i32): usize {
  return strip.source + <usize>channel * strip.stride;
}

// @ts-ignore: decorator
@inline
export function targetOf(channel: i32): usize {
  return strips + <usize>channel * STRIDE;
}

/** Bytes of a strip's channel, rounded up to 16 pixels. */
// @ts-ignore: decorator
@inline
export function bytesOf(count: i32): usize {
  return <usize>((count + 15) >> 4) << 6;
}
