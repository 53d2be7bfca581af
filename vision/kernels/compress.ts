import { AugmentError } from '../../transforms/errors.ts';
import type { CompressOp } from '../ops/index.ts';
import type { Canvas, Codecs, Materials } from './canvas.ts';
import { planesToBytes } from './convert.ts';
import type { Bytes8, KernelMemory, Planes } from './memory.ts';

/**
 * There and back through a lossy format: what is left are whole levels. Pictures of three channels are taken for colour, each
 * channel of others for a grey picture of its own. A promise where the codec has to be waited for.
 */
export function compress(
  memory: KernelMemory,
  { planes }: Canvas,
  op: CompressOp,
  { codecs }: Materials,
): void | Promise<void> {
  if (codecs === undefined) {
    throw new AugmentError('bad-argument', `compress: expected an engine with codecs for ${op.format}, got none`, {});
  }
  const { pointer, width, height, channels } = planes;
  if (channels === 3) return trip(memory, planes, planes, op, codecs);
  let waiting: Promise<void> | undefined;
  for (let c = 0; c < channels; c++) {
    const plane: Planes = { pointer: pointer + c * width * height * 4, width, height, channels: 1 };
    if (waiting !== undefined) waiting = waiting.then(() => greyTrip(memory, plane, op, codecs));
    else waiting = greyTrip(memory, plane, op, codecs) ?? undefined;
  }
  return waiting;
}

function greyTrip(memory: KernelMemory, plane: Planes, op: CompressOp, codecs: Codecs): void | Promise<void> {
  const { width, height, pointer } = plane;
  const mark = memory.mark();
  const three = memory.allocatePlanes(width, height);
  const bytes = width * height * 4;
  for (let c = 0; c < 3; c++) memory.bytes.copyWithin(three.pointer + c * bytes, pointer, pointer + bytes);
  const done = () => {
    memory.bytes.copyWithin(pointer, three.pointer, three.pointer + bytes);
    memory.release(mark);
  };
  const waiting = trip(memory, three, three, op, codecs);
  return waiting === undefined ? done() : waiting.then(done);
}

function trip(memory: KernelMemory, from: Planes, to: Planes, op: CompressOp, codecs: Codecs): void | Promise<void> {
  const mark = memory.mark();
  const picture: Bytes8 = planesToBytes(memory, from);
  const { width, height, pointer } = picture;
  const pixels = memory.bytes.subarray(pointer, pointer + width * height * 4);
  const done = () => {
    memory.wasm.rgbxToPlanes!(pointer, width * height, to.pointer);
    memory.release(mark);
  };
  const made = codecs[op.format](pixels, width, height, op.qualityPercent);
  if (made === undefined) return done();
  return made.then((values) => {
    memory.bytes.set(values, pointer);
    done();
  });
}
