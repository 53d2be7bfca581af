import assert from 'node:assert/strict';
import { PictureCodecs } from '../../../vision/io/picture-codecs.ts';
import { gaussianBlur } from '../../../vision/kernels/blur.ts';
import type { Canvas, Materials } from '../../../vision/kernels/canvas.ts';
import { compress } from '../../../vision/kernels/compress.ts';
import { box, convolve, defocus, median, motion } from '../../../vision/kernels/filters.ts';
import { glass } from '../../../vision/kernels/glass.ts';
import { KernelMemory } from '../../../vision/kernels/memory.ts';
import { sharpness } from '../../../vision/kernels/sharpness.ts';
import { downscale, zoom } from '../../../vision/kernels/stretch.ts';
import { unsharp } from '../../../vision/kernels/unsharp.ts';
import { noisy } from './carry.ts';

const [width, height] = [19, 14];
const size = width * height;
const guard = 4321;
const codecs = new PictureCodecs();
const materials: Materials = { whitenings: new Map(), codecs };

const runs: Readonly<Record<string, (memory: KernelMemory, canvas: Canvas) => void | Promise<void>>> = {
  box: (memory, canvas) => box(memory, canvas, { kind: 'box', radiusPixels: 2 }),
  'wide box': (memory, canvas) => box(memory, canvas, { kind: 'box', radiusPixels: 6 }),
  blur: (memory, { planes }) => gaussianBlur(memory, planes, 0.9),
  median: (memory, canvas) => median(memory, canvas, { kind: 'median', radiusPixels: 2 }),
  'wide median': (memory, canvas) => median(memory, canvas, { kind: 'median', radiusPixels: 4 }),
  motion: (memory, canvas) => motion(memory, canvas, { kind: 'motion', x: 0.6, y: 0.8, lengthPixels: 6, bias: 0.2 }),
  convolve: (memory, canvas) => convolve(memory, canvas, { kind: 'convolve', weights: [0, 1, 0, 2, 0, -1, 0, -1, 0] }),
  defocus: (memory, canvas) => defocus(memory, canvas, { kind: 'defocus', radiusPixels: 3, aliasSigmaPixels: 0.4 }),
  sharpness: (memory, canvas) => sharpness(memory, canvas, { kind: 'sharpness', factor: 3 }),
  unsharp: (memory, canvas) => unsharp(memory, canvas, { kind: 'unsharp', sigmaPixels: 1, amount: 1, threshold: 5 }),
  zoom: (memory, canvas) => zoom(memory, canvas, { kind: 'zoom', factor: 1.2, stepFraction: 0.05 }),
  downscale: (memory, canvas) =>
    downscale(memory, canvas, { kind: 'downscale', width: 7, height: 6, down: 'bilinear', up: 'nearest' }),
  glass: (memory, canvas) =>
    glass(memory, canvas, { kind: 'glass', key: [1, 2, 3, 4], sigmaPixels: 0.5, reachPixels: 2, passes: 1 }),
  jpeg: (memory, canvas) =>
    compress(memory, canvas, { kind: 'compress', format: 'jpeg', qualityPercent: 40 }, materials),
  webp: (memory, canvas) =>
    compress(memory, canvas, { kind: 'compress', format: 'webp', qualityPercent: 40 }, materials),
};

async function made(name: string, values: readonly number[], channels: number): Promise<Float32Array> {
  const memory = new KernelMemory();
  const planes = memory.allocatePlanes(width, height, channels);
  const at = planes.pointer >> 2;
  const end = at + size * channels;
  memory.floats.set(values, at);
  memory.floats[at - 1] = guard;
  memory.floats[end] = guard;
  const mark = memory.mark();
  await runs[name]!(memory, { planes, mask: undefined });
  assert.equal(memory.mark(), mark);
  assert.deepEqual([memory.floats[at - 1], memory.floats[end]], [guard, guard]);
  return memory.floats.slice(at, end);
}

describe('filters of pictures of any number of channels', () => {
  after(() => codecs.close());
  for (const name of Object.keys(runs)) {
    it(`take each for itself, write nothing beside them, and give scratch memory back: ${name}`, async () => {
      const values = noisy(size * 5, 77);
      const together = await made(name, values, 5);
      for (let c = 0; c < 5; c++) {
        const own = await made(name, values.slice(c * size, (c + 1) * size), 1);
        assert.deepEqual(together.slice(c * size, (c + 1) * size), own);
      }
      assert.notDeepEqual([...together], values);
    });
  }
});
