import { AugmentError } from '../../transforms/errors.ts';
import type { CopyPasteOp, CutMixOp, MixUpOp, MosaicOp, PixelBox } from '../ops/index.ts';
import type { Canvas, Mask8, Materials, PartnerPicture } from './canvas.ts';
import type { KernelMemory, Planes } from './memory.ts';
import { objectsMask } from './paste.ts';

/** Blends planes in place; the mask stays the sample's own. */
export function mixUp(memory: KernelMemory, canvas: Canvas, op: MixUpOp, materials: Materials): void {
  const [partner] = partnersOf(canvas, op, materials);
  const { planes } = canvas;
  const share = op.shares[0]!;
  memory.wasm.addWeighted!(planes.pointer, partner!.planes.pointer, valuesOf(planes), 1 - share, share);
}

/** Copies a box of the partner's planes and mask; a partner without a mask is background there. */
export function cutMix(memory: KernelMemory, canvas: Canvas, op: CutMixOp, materials: Materials): void {
  const [partner] = partnersOf(canvas, op, materials);
  const [left, top] = op.box;
  copyBox(memory, partner!, op.box, canvas, left, top);
}

/** Lays the sample and its partners out on planes of their own; there is a mask if the sample has one. */
export function mosaic(memory: KernelMemory, canvas: Canvas, op: MosaicOp, materials: Materials): void {
  const { width, height } = op.makes;
  const planes = memory.allocatePlanes(width, height, canvas.planes.channels);
  const mask = canvas.mask && { pointer: memory.allocate(width * height), width, height };
  const made: Canvas = { planes, mask };
  for (const [i, part] of [canvas, ...partnersOf(canvas, op, materials)].entries()) {
    const [left, top, w, h] = op.cells[i]!;
    copyBox(memory, part, [0, 0, w, h], made, left, top);
  }
  Object.assign(canvas, made);
}

/** Lays objects over planes and mask. */
export function copyPaste(memory: KernelMemory, canvas: Canvas, op: CopyPasteOp, materials: Materials): void {
  const [partner] = partnersOf(canvas, op, materials);
  const { planes, mask } = canvas;
  const size = planes.width * planes.height;
  const mark = memory.mark();
  const objects = objectsMask(memory, op, partner!, planes);
  for (let c = 0; objects !== undefined && c < planes.channels; c++) {
    const at = c * size * 4;
    // What is not an object is the sample's: the mask says how much is seen of the target.
    memory.wasm.blendMasked!(planes.pointer + at, partner!.planes.pointer + at, objects, size);
  }
  if (objects !== undefined && mask !== undefined) {
    const { bytes, floats } = memory;
    const from = partner!.mask;
    for (let i = 0; i < size; i++) {
      if (floats[(objects >> 2) + i] === 0) bytes[mask.pointer + i] = from === undefined ? 0 : bytes[from.pointer + i]!;
    }
  }
  memory.release(mark);
}

const valuesOf = ({ width, height, channels }: Planes) => width * height * channels;

function partnersOf(
  canvas: Canvas,
  op: MixUpOp | CutMixOp | MosaicOp | CopyPasteOp,
  { partners }: Materials,
): readonly PartnerPicture[] {
  const found = partners?.get(op);
  if (found?.length !== op.partners.length) throw new TypeError(`partners were not rendered: ${op.kind}`);
  for (const partner of found) {
    if (partner.planes.channels === canvas.planes.channels) continue;
    throw new AugmentError(
      'wrong-size',
      `${op.kind}: expected pictures of as many channels as the sample (${canvas.planes.channels}), got one of ${partner.planes.channels}; give all pictures of the dataset the same channels`,
      { transform: op.kind },
    );
  }
  return found;
}

/** Copies rows of planes and, where the target has one, of the mask: a box of one picture to a place in another. */
function copyBox(memory: KernelMemory, from: Canvas, box: PixelBox, to: Canvas, left: number, top: number): void {
  const [x, y, width, height] = box;
  const { bytes } = memory;
  const source = from.planes;
  const target = to.planes;
  for (let c = 0; c < target.channels; c++) {
    for (let row = 0; row < height; row++) {
      const start = source.pointer + 4 * ((c * source.height + y + row) * source.width + x);
      bytes.copyWithin(
        target.pointer + 4 * ((c * target.height + top + row) * target.width + left),
        start,
        start + 4 * width,
      );
    }
  }
  if (to.mask !== undefined) copyMask(bytes, from.mask, box, to.mask, left, top);
}

function copyMask(
  bytes: Uint8Array,
  from: Mask8 | undefined,
  [x, y, width, height]: PixelBox,
  to: Mask8,
  left: number,
  top: number,
): void {
  for (let row = 0; row < height; row++) {
    const at = to.pointer + (top + row) * to.width + left;
    if (from === undefined) {
      bytes.fill(0, at, at + width);
      continue;
    }
    const start = from.pointer + (y + row) * from.width + x;
    bytes.copyWithin(at, start, start + width);
  }
}
