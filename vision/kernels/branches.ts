import { AugmentError } from '../../transforms/errors.ts';
import type { Branch, BranchesOp, ImageOp } from '../ops/index.ts';
import { blendMask } from './blend-mask.ts';
import type { Canvas } from './canvas.ts';
import type { KernelMemory, Planes } from './memory.ts';

/** Carries ops out on a canvas. */
type Carry = (canvas: Canvas, ops: readonly ImageOp[]) => void | Promise<void>;

/** Takes copies of the picture through each branch, and lays the results together in place of it. */
export function branches(memory: KernelMemory, canvas: Canvas, op: BranchesOp, carry: Carry): void | Promise<void> {
  const { planes } = canvas;
  const mark = memory.mark();
  const sum = memory.allocatePlanes(planes.width, planes.height, planes.channels);
  const mask = op.mask === undefined ? undefined : blendMask(memory, op.mask, planes.width, planes.height);
  const inner = memory.mark();
  const finish = () => {
    copy(memory, sum, planes);
    memory.release(mark);
  };
  const add = (i: number, made: Planes): void => {
    if (i === 0) copy(memory, made, sum);
    if (mask !== undefined && i > 0) lay(memory, sum, made, mask);
    if (mask === undefined) {
      const { weight } = op.branches[i]!;
      memory.wasm.addWeighted!(sum.pointer, made.pointer, valuesOf(sum), i === 0 ? 0 : 1, weight);
    }
    memory.release(inner);
  };
  const next = (from: number): void | Promise<void> => {
    for (let i = from; i < op.branches.length; i++) {
      const made = through(memory, canvas, op.branches[i]!, carry);
      if (made instanceof Promise) {
        return made.then((known) => {
          add(i, known);
          return next(i + 1);
        });
      }
      add(i, made);
    }
    finish();
  };
  return next(0);
}

/** One branch's result: the picture itself where it does nothing. */
function through(
  memory: KernelMemory,
  { planes, isDeep = false }: Canvas,
  { ops }: Branch,
  carry: Carry,
): Planes | Promise<Planes> {
  if (ops.length === 0) return planes;
  const own = memory.allocatePlanes(planes.width, planes.height, planes.channels);
  copy(memory, planes, own);
  const canvas: Canvas = { planes: own, mask: undefined, isDeep };
  const working = carry(canvas, ops);
  return working === undefined ? sameSize(canvas, planes) : working.then(() => sameSize(canvas, planes));
}

function sameSize({ planes: made }: Canvas, { width, height, channels }: Planes): Planes {
  if (made.width === width && made.height === height && made.channels === channels) return made;
  throw new AugmentError(
    'wrong-size',
    `expected branches to leave the picture's size of ${height} x ${width} (height x width) and ${channels} channels, got ${made.height} x ${made.width} and ${made.channels}; change its size before or after them`,
  );
}

/** Where the mask is 1, what is there stays. */
function lay(memory: KernelMemory, target: Planes, below: Planes, mask: number): void {
  const size = target.width * target.height;
  for (let at = 0, c = 0; c < target.channels; c++, at += size * 4)
    memory.wasm.blendMasked!(target.pointer + at, below.pointer + at, mask, size);
}

function copy(memory: KernelMemory, from: Planes, to: Planes): void {
  memory.bytes.copyWithin(to.pointer, from.pointer, from.pointer + valuesOf(from) * 4);
}

const valuesOf = ({ width, height, channels }: Planes) => width * height * channels;
