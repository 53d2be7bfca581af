// Pictures of any number of channels among guards, and an op of each kind.
import assert from 'node:assert/strict';
import type { Materials, PartnerPicture } from '../../../vision/kernels/canvas.ts';
import { KernelMemory, type Planes } from '../../../vision/kernels/memory.ts';
import type { ClampOp, FieldKey, ImageOp, WarpStep } from '../../../vision/ops/index.ts';

export const memory = new KernelMemory();
export const counts = [1, 2, 3, 4, 5, 16] as const;
export const sizes = [
  [1, 1],
  [1, 9],
  [7, 5],
  [33, 20],
] as const;
export const key: FieldKey = [1, 2, 3, 4];
export const clamp: ClampOp = { kind: 'clamp' };
export const room = 16;

/** Levels that are not whole, the same for a channel however many there are. */
export function levelsOf(size: number, channel: number): Float32Array {
  return Float32Array.from({ length: size }, (_, i) => (Math.imul(i + 7 * channel + 1, 0x9e3779b1) >>> 16) / 257);
}

export function picture(width: number, height: number, channels: readonly number[]): Planes {
  const size = width * height;
  const count = size * channels.length;
  // Vectors may round the last of all planes up to 16 bytes, within what belongs to it.
  const pointer = memory.allocate((count + 3 + 2 * room) * 4) + room * 4;
  const first = pointer >> 2;
  memory.floats.fill(Number.NaN, first - room, first + ((count + 3) & ~3) + room);
  for (const [i, channel] of channels.entries()) memory.floats.set(levelsOf(size, channel), first + i * size);
  return { pointer, width, height, channels: channels.length };
}

export function assertGuards({ pointer, width, height, channels }: Planes, what: string): void {
  const first = pointer >> 2;
  const end = first + ((width * height * channels + 3) & ~3);
  assert.ok(memory.floats.subarray(first - room, first).every(Number.isNaN), `${what} wrote before the planes`);
  assert.ok(memory.floats.subarray(end, end + room).every(Number.isNaN), `${what} wrote behind the planes`);
}

export const first = (count: number) => Array.from({ length: count }, (_, c) => c);

export function valuesOf({ pointer, width, height, channels }: Planes): Float32Array {
  return memory.floats.slice(pointer >> 2, (pointer >> 2) + width * height * channels);
}

export interface Row {
  readonly op: (width: number, height: number) => ImageOp;
  /** Each channel goes by itself, and all alike. */
  readonly alone?: true;
  readonly clamped?: true;
}

export const cast = <Op extends ImageOp>(op: Op) => op;
export const curve = Array.from({ length: 256 }, (_, level) => 255 - (level * level) / 255);
export const step = (width: number, height: number, more: Partial<WarpStep> = {}): WarpStep => ({
  inverse: [0.8, 0.2, 0.3, -0.2, 0.9, 1.1, 0, 0, 1],
  window: [0, 0, width, height],
  width,
  height,
  border: 'constant',
  fill: [40, 40, 40],
  interpolation: 'bilinear',
  ...more,
});
export const mixing = { partners: [0.5], shares: [0.3] };
export const grey = [60, 60, 60] as const;

export const rows: Readonly<Record<string, Row>> = {
  blur: { op: () => cast({ kind: 'blur', sigmaPixels: 1.3 }), alone: true },
  box: { op: () => cast({ kind: 'box', radiusPixels: 2 }), alone: true },
  convolve: { op: () => cast({ kind: 'convolve', weights: [0, -1, 0, -1, 5, -1, 0, -1, 0] }), alone: true },
  median: { op: () => cast({ kind: 'median', radiusPixels: 1 }), alone: true },
  medianWide: { op: () => cast({ kind: 'median', radiusPixels: 4 }), alone: true },
  motion: { op: () => cast({ kind: 'motion', x: 0.6, y: 0.8, lengthPixels: 5, bias: 0.2 }), alone: true },
  defocus: { op: () => cast({ kind: 'defocus', radiusPixels: 2, aliasSigmaPixels: 0.5 }), alone: true },
  zoom: { op: () => cast({ kind: 'zoom', factor: 1.2, stepFraction: 0.05 }), alone: true },
  glass: { op: () => cast({ kind: 'glass', key, sigmaPixels: 0.7, reachPixels: 2, passes: 2 }), alone: true },
  sharpness: { op: () => cast({ kind: 'sharpness', factor: 1.8 }), alone: true, clamped: true },
  unsharp: { op: () => cast({ kind: 'unsharp', sigmaPixels: 1, amount: 1.5, threshold: 3 }), alone: true },
  downscale: {
    op: (width, height) =>
      cast({
        kind: 'downscale',
        width: Math.max(1, width >> 1),
        height: Math.max(1, height >> 1),
        down: 'bilinear',
        up: 'nearest',
      }),
    alone: true,
  },
  standardize: {
    op: () => cast({ kind: 'standardize', perChannel: true, clipSigma: 2, epsilon: 1e-3, epsilonMode: 'add' }),
    alone: true,
    clamped: true,
  },
  standardizeAll: {
    op: () => cast({ kind: 'standardize', perChannel: false, clipSigma: 2, epsilon: 1e-3, epsilonMode: 'floor' }),
    clamped: true,
  },
  color: {
    op: () => cast({ kind: 'color', matrix: [1.2, 0, 0, 9, 0, 1.2, 0, 9, 0, 0, 1.2, 9] }),
    alone: true,
    clamped: true,
  },
  contrast: { op: () => cast({ kind: 'contrast', factor: 1.4 }), clamped: true },
  lift: { op: () => cast({ kind: 'lift', gain: 0.8, fraction: 0.3 }), clamped: true },
  curve: { op: () => cast({ kind: 'curve', tables: [curve, curve, curve] }), alone: true, clamped: true },
  equalize: { op: () => cast({ kind: 'equalize', mode: 'pil', perChannel: true }), alone: true, clamped: true },
  equalizeCv: { op: () => cast({ kind: 'equalize', mode: 'cv', perChannel: false }), clamped: true },
  autoContrast: {
    op: () => cast({ kind: 'autoContrast', cutoffPercent: [5, 10], perChannel: true }),
    alone: true,
    clamped: true,
  },
  autoContrastAll: {
    op: () => cast({ kind: 'autoContrast', cutoffPercent: [0, 10], perChannel: false }),
    clamped: true,
  },
  colors: {
    op: () =>
      cast({
        kind: 'colors',
        steps: [
          { kind: 'color', matrix: [1.2, 0, 0, 9, 0, 1.2, 0, 9, 0, 0, 1.2, 9] },
          { kind: 'curve', tables: [curve, curve, curve] },
          { kind: 'contrast', factor: 0.7 },
        ],
        clamp: true,
      }),
  },
  clahe: { op: () => cast({ kind: 'clahe', clipLimit: 2, tiles: [2, 3] }) },
  light: {
    op: () =>
      cast({
        kind: 'light',
        mask: { kind: 'ramp', angleDegrees: 30 },
        gain: [0.5, 0.8],
        offset: [
          [3, 3, 3],
          [50, 50, 50],
        ],
      }),
    alone: true,
  },
  fill: { op: (width, height) => cast({ kind: 'fill', steps: [step(width, height)], fill: grey }), alone: true },
  warp: { op: (width, height) => cast({ kind: 'warp', steps: [step(width, height)] }), alone: true },
  mixUp: { op: (width, height) => cast({ kind: 'mixUp', ...mixing, fits: [{ width, height }] }), alone: true },
  cutMix: {
    op: (width, height) =>
      cast({ kind: 'cutMix', ...mixing, fits: [{ width, height }], box: [0, 0, width, (height + 1) >> 1] }),
    alone: true,
  },
  mosaic: {
    op: (width, height) => {
      const half = (width + 1) >> 1;
      const cells = [[0, 0, half, height] as const, [half, 0, width - half, height] as const];
      return cast({ kind: 'mosaic', ...mixing, fits: [{ width, height }], cells, makes: { width, height } });
    },
    alone: true,
  },
  copyPaste: {
    op: (width, height) => cast({ kind: 'copyPaste', ...mixing, fits: [{ width, height }], odds: 1, key }),
    alone: true,
  },
  branches: {
    op: () =>
      cast({
        kind: 'branches',
        branches: [
          { ops: [{ kind: 'blur', sigmaPixels: 1 }], weight: 0.5 },
          { ops: [], weight: 0.5 },
        ],
      }),
    alone: true,
  },
  drop: { op: () => cast({ kind: 'drop', key, fraction: 0.3, perChannel: false, fill: grey }), alone: true },
  erase: {
    op: (width, height) => cast({ kind: 'erase', key, holes: [{ box: [0, 0, (width + 1) >> 1, height], fill: grey }] }),
    alone: true,
  },
  gridDrop: {
    op: () =>
      cast({ kind: 'gridDrop', key, units: [0.2, 0, 0, 0, 0.2, 0], ratio: 0.5, pattern: 'squares', fill: 'random' }),
  },
  impulse: {
    op: () => cast({ kind: 'impulse', key, pepperFraction: 0.1, saltFraction: 0.1, perChannel: false }),
    alone: true,
  },
  noise: { op: () => cast({ kind: 'noise', key, sigma: 20, mean: 3, perChannel: true }) },
  noiseAlike: { op: () => cast({ kind: 'noise', key, sigma: 20, mean: 3, perChannel: false }), alone: true },
  multiplyNoise: { op: () => cast({ kind: 'multiplyNoise', key, factor: [0.7, 1.4], perChannel: true }) },
  shotNoise: { op: () => cast({ kind: 'shotNoise', key, photonFraction: 0.02 }) },
  grain: { op: () => cast({ kind: 'grain', key, sigma: 12, sizePixels: 2, perChannel: true }) },
};

export function materials(op: ImageOp, width: number, height: number, channels: readonly number[]): Materials {
  const planes = picture(
    width,
    height,
    channels.map((c) => c + 40),
  );
  const partner: PartnerPicture = {
    planes,
    mask: undefined,
    targets: { boxes: [{ outline: [0, 0, width / 2, 0, width / 2, height, 0, height] }], keypoints: [] } as never,
  };
  return { whitenings: new Map(), partners: new Map([[op, [partner]]]) };
}
