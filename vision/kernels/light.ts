import type { LightMask, LightOp } from '../ops/index.ts';
import { blendMask } from './blend-mask.ts';
import { exponential } from './blur.ts';
import type { Canvas } from './canvas.ts';
import { fillOf } from './channels.ts';
import type { KernelMemory } from './memory.ts';
import { polygonCover } from './polygons.ts';
import { streakCover } from './streaks.ts';

/** Changes the light by a mask, in place. */
export function light(memory: KernelMemory, { planes }: Canvas, { mask, gain, offset }: LightOp): void {
  const { width, height, channels } = planes;
  const size = width * height;
  const mark = memory.mark();
  const at = lightMask(memory, mask, width, height);
  for (let c = 0; c < channels; c++) {
    const [more, moreByMask] = [fillOf(offset[0], c, channels), fillOf(offset[1], c, channels)];
    memory.wasm.lightPlane!(planes.pointer + c * size * 4, at, size, gain[0], gain[1], more, moreByMask);
  }
  memory.release(mark);
}

/** The mask as one float from 0 to 1 a pixel, in newly allocated memory. */
export function lightMask(memory: KernelMemory, mask: LightMask, width: number, height: number): number {
  switch (mask.kind) {
    case 'radial': {
      const pointer = masked(memory, width, height);
      const perPixel = 1 / Math.sqrt(width * width + height * height);
      const [x, y] = middle(mask.center, width, height);
      const span = mask.outer - mask.inner;
      memory.wasm.radialMask!(pointer, width, height, x, y, perPixel, perPixel, mask.inner, 1 / span, mask.power);
      return pointer;
    }
    case 'ramp': {
      const pointer = masked(memory, width, height);
      const { ax, ay, b } = rampOf(mask.angleDegrees, width, height);
      memory.wasm.rampMask!(pointer, width, height, ax, ay, b);
      return pointer;
    }
    case 'spot': {
      const pointer = masked(memory, width, height);
      const [x, y] = middle(mask.center, width, height);
      const across = bell(memory, width, x, mask.sigma * width);
      const down = bell(memory, height, y, mask.sigma * height);
      memory.wasm.productMask!(pointer, width, height, across, down);
      return pointer;
    }
    case 'blobs': {
      const { key, cells, octaves, threshold, softness } = mask;
      const noise = blendMask(memory, { kind: 'noise', key, cells, octaves, sharpness: 1 }, width, height);
      memory.wasm.riseMask!(noise, width * height, threshold, 1 / softness);
      return noise;
    }
    case 'streaks': {
      const pointer = masked(memory, width, height);
      streakCover(memory.floats.subarray(pointer >> 2, (pointer >> 2) + width * height), width, height, mask);
      return pointer;
    }
    case 'polygons': {
      const pointer = masked(memory, width, height);
      polygonCover(memory.floats.subarray(pointer >> 2, (pointer >> 2) + width * height), width, height, mask.outlines);
      return pointer;
    }
    default:
      return blendMask(memory, mask, width, height);
  }
}

/** With room for a last vector that hangs over. */
const masked = (memory: KernelMemory, width: number, height: number) => memory.allocate((width * height + 4) * 4);

const middle = ([x, y]: readonly [number, number], width: number, height: number) =>
  [x * width - 0.5, y * height - 0.5] as const;

/** Linear along a direction, so that 0 and 1 fall on the picture's outermost corners. */
function rampOf(angleDegrees: number, width: number, height: number): { ax: number; ay: number; b: number } {
  const turn = (angleDegrees * Math.PI) / 180;
  const [x, y] = [Math.cos(turn), -Math.sin(turn)];
  const [w, h] = [width - 1, height - 1];
  const reach = Math.max(1e-6, Math.abs(x) * w + Math.abs(y) * h);
  return { ax: x / reach, ay: y / reach, b: 0.5 - (x * w + y * h) / (2 * reach) };
}

function bell(memory: KernelMemory, count: number, centre: number, sigma: number): number {
  const pointer = memory.allocate((count + 4) * 4);
  for (let i = 0; i < count; i++) {
    memory.floats[(pointer >> 2) + i] = exponential(-((i - centre) ** 2) / (2 * sigma * sigma));
  }
  return pointer;
}
