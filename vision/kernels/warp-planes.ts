import type { WarpStep } from '../ops/index.ts';
import { fillOf } from './channels.ts';
import type { Bytes8, KernelMemory, Planes } from './memory.ts';
import { wholeMove } from './moves.ts';
import { axisOf, bends, needsTable, readable } from './warp.ts';
import { writeBends } from './warp-bends.ts';
import { interpolationOf, sourceBounds } from './warp-geometry.ts';
import { modes, type Sampling, writeFills, writeJob } from './warp-job.ts';
import { halvePlane, type Reduced, reduce } from './warp-reduce.ts';

/** Channels that are looked at together. */
const lanes = 4;
const straight: readonly number[] = [];

/**
 * Fills `target`, which has the size of the last step and the source's channels, with float planes seen through `steps`, as
 * `warp` does with bytes: one resampling, prefiltered where it shrinks, in float32 throughout. What only moves whole pixels is
 * copied to the bit. A fill is three numbers: of one channel its middle one, of more than three the last again.
 */
export function warpPlanes(memory: KernelMemory, source: Planes, steps: readonly WarpStep[], target: Planes): void {
  const mark = memory.mark();
  const from = planesOf(source);
  const bytes = target.width * target.height * 4;
  const isMove = wholeMove(from[0]!, steps) !== undefined;
  for (let c = 0; c < source.channels; c += isMove ? 1 : lanes) {
    const part = { ...target, pointer: target.pointer + c * bytes };
    if (isMove) {
      const { start, stepX, stepY, width, height } = wholeMove(from[c]!, steps)!;
      memory.wasm.movePlane!(start, stepX, stepY, width, height, part.pointer);
    } else warpLanes(memory, from.slice(c, c + lanes), steps, part, c, source.channels);
  }
  memory.release(mark);
}

/** Each plane for itself: rows of four bytes a value, like those of bytes. */
function planesOf({ pointer, width, height, channels }: Planes): readonly Bytes8[] {
  return Array.from({ length: channels }, (_, c) => ({
    pointer: pointer + c * width * height * 4,
    width,
    height,
    strideBytes: width * 4,
  }));
}

function warpLanes(
  memory: KernelMemory,
  planes: readonly Bytes8[],
  steps: readonly WarpStep[],
  target: Planes,
  first: number,
  channels: number,
): void {
  const mark = memory.mark();
  const reduced = planes.map((plane) => reduce(memory, plane, steps, halvePlane));
  const { steps: chain, maps } = reduced[0]!;
  const sampling = samplingOf(reduced[0]!);
  const near = sideBySide(
    memory,
    reduced.map(({ source }) => source),
    chain,
  );
  const fields = sampling.bytes ? writeBends(memory, chain) : straight;
  const job = writeJob(memory, near, chain, maps, target, sampling, fields);
  const fills = chain.map(({ fill }) =>
    Array.from({ length: lanes }, (_, k) => fillOf(fill, Math.min(first + k, channels - 1), channels)),
  );
  writeFills(memory, job, fills);
  memory.wasm.warpPlanes!(job, planes.length);
  memory.release(mark);
}

/** No tables are needed: the stretch of the filter stands in their places, and that something bends where bytes are asked for. */
function samplingOf({ source, steps, stretch }: Reduced): Sampling {
  const interpolation = interpolationOf(steps);
  const cubic = interpolation === 'bicubic';
  const mode = interpolation === 'nearest' ? modes.nearest : cubic || needsTable(stretch) ? modes.table : modes.linear;
  const x = axisOf(mode, cubic, stretch.x);
  const y = axisOf(mode, cubic, stretch.y);
  const window = steps[0]!.window;
  const columns = readable(window[0], window[2], source.width);
  const rows = readable(window[1], window[3], source.height);
  const bent = steps.some(bends);
  return { mode, cubic, x, y, tapsX: x.taps, tableX: stretch.x, tableY: stretch.y, columns, rows, bytes: bent };
}

/** Up to four planes in one of 16 bytes a pixel: only what the steps can see of them, at the place where all of it would be. */
function sideBySide(memory: KernelMemory, planes: readonly Bytes8[], steps: readonly WarpStep[]): Bytes8 {
  const { width, height, strideBytes } = planes[0]!;
  const [seenLeft, seenTop, seenWidth, seenHeight] = sourceBounds(steps);
  // A border sends some places to the rim of what may be read: that is always there.
  const [left, right] = [clamped(seenLeft, width - 1), clamped(seenLeft + seenWidth - 1, width - 1)];
  const [top, bottom] = [clamped(seenTop, height - 1), clamped(seenTop + seenHeight - 1, height - 1)];
  const [across, down] = [right - left + 1, bottom - top + 1];
  const pointer = memory.allocate(across * down * 16);
  const at = planes.map((plane) => plane.pointer + top * strideBytes + left * 4);
  memory.wasm.fourChannels!(at[0]!, at[1] ?? 0, at[2] ?? 0, at[3] ?? 0, strideBytes, across, down, pointer);
  const stride = across * 16;
  return { pointer: pointer - top * stride - left * 16, width, height, strideBytes: stride };
}

function clamped(value: number, last: number): number {
  return Math.min(Math.max(value, 0), last);
}
