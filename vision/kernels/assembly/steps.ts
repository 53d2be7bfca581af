// The list of steps: what each is, and the strip that they go through.
import { Classes, chooseClasses, Drop, dropChannel, dropStrip } from './drop';
import { Erase, eraseStrip } from './erase';
import { Grain, grainStrip } from './grain';
import { chooseGrid, Grid } from './grid';
import { Impulse, impulseStrip } from './impulse';
import { Multiply, multiplyStrip, Noise, noiseStrip } from './noise';
import { Iso, isoStrip, Shot, shotStrip } from './sensor';
import { Step, Strip, STRIDE, STRIP, strips } from './step';

// What a step may be; its class says what stands in its record. From NOISES on, values may lie outside of 0..255 afterwards.
export const DROP: i32 = 0;
export const GRID: i32 = 1;
export const CLASSES: i32 = 2;
export const ERASE: i32 = 3;
export const IMPULSE: i32 = 4;
export const NOISES: i32 = 5;
const NOISE: i32 = 5;
const MULTIPLY: i32 = 6;
const SHOT: i32 = 7;
const ISO: i32 = 8;
const GRAIN: i32 = 9;

/** Takes the strip through one step, to `strips`. Whether there was anything to do. */
export function take(step: Step, strip: Strip): bool {
  switch (step.kind) {
    case DROP:
      dropStrip(changetype<Drop>(step), strip);
      return true;
    case NOISE:
      noiseStrip(changetype<Noise>(step), strip);
      return true;
    case GRID:
      chooseGrid(changetype<Grid>(step), strip);
      for (let c: i32 = 0; c < strip.channels; c++) dropChannel(changetype<Drop>(step), c, strip);
      return true;
    case CLASSES:
      chooseClasses(changetype<Classes>(step), strip);
      for (let c: i32 = 0; c < strip.channels; c++) dropChannel(changetype<Drop>(step), c, strip);
      return true;
    case ERASE:
      return eraseStrip(changetype<Erase>(step), strip);
    case IMPULSE:
      impulseStrip(changetype<Impulse>(step), strip);
      return true;
    case MULTIPLY:
      multiplyStrip(changetype<Multiply>(step), strip);
      return true;
    case SHOT:
      shotStrip(changetype<Shot>(step), strip);
      return true;
    case ISO:
      isoStrip(changetype<Iso>(step), strip);
      return true;
    case GRAIN:
      grainStrip(changetype<Grain>(step), strip);
      return true;
    default:
      return false;
  }
}

const current = memory.data(64, 16);

export function stripAt(planes: usize, first: i32, size: i32, width: i32, channels: i32): Strip {
  const strip = changetype<Strip>(current);
  strip.first = first;
  strip.count = min(STRIP, size - first);
  strip.width = width;
  strip.channels = channels;
  strip.source = planes + (<usize>first << 2);
  strip.stride = <usize>size << 2;
  return strip;
}

// @ts-ignore: decorator
@inline
export function inStrips(strip: Strip): void {
  strip.source = strips;
  strip.stride = STRIDE;
}
