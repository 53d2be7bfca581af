import { AugmentError } from '../transforms/index.ts';
import type { ScaleOp } from '../vision/index.ts';
import type { Batch } from './batch.ts';
import { type BatchRoom, roomFor } from './memory.ts';
import type { Renderer } from './renderer.ts';
import { labelsOf } from './sources/labels.ts';

/**
 * Renders one minibatch, to memory of its own or to the `room` that the last batch had. Each sample is copied to its row
 * as soon as it is made, while the processor's caches still hold it.
 */
export async function collate(
  renderer: Renderer,
  ids: Uint32Array,
  epoch: number,
  index: number,
  room?: BatchRoom,
): Promise<Batch> {
  let shape: readonly [width: number, height: number, scale: ScaleOp] | undefined;
  let rowBytes = 0;
  let pointer = 0;
  let bytes = new Uint8Array(0);
  for (let row = 0; row < ids.length; row++) {
    const id = ids[row]!;
    const place = (width: number, height: number, scale: ScaleOp): number => {
      if (shape === undefined) {
        shape = [width, height, scale];
        rowBytes = width * height * 3 * (scale.dtype === 'float32' ? 4 : 1);
        bytes = roomFor(rowBytes * ids.length, room);
        pointer = renderer.reserveRow(rowBytes);
      } else if (shape[0] !== width || shape[1] !== height) {
        throw new AugmentError(
          'uneven-batch',
          `batch ${index} of epoch ${epoch}: expected samples of one size, got ${renderer.source.nameOf(ids[0]!)} as ${shape[1]} x ${shape[0]} and ${renderer.source.nameOf(id)} as ${height} x ${width} (height x width); add resizedCrop, resize or centerCrop to the transforms`,
          { epoch, sampleId: id },
        );
      }
      return pointer;
    };
    const rendering = renderer.render(epoch, id, place);
    if (rendering !== undefined) await rendering;
    renderer.copyOut(pointer, rowBytes, bytes.subarray(row * rowBytes, (row + 1) * rowBytes));
  }
  const [width, height, { layout, dtype }] = shape!;
  const pixels = layout === 'NHWC' ? [height, width, 3] : [3, height, width];
  const whole = [ids.length, ...pixels];
  const image: Batch['image'] =
    dtype === 'float32'
      ? { data: new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4), shape: whole, dtype }
      : { data: bytes, shape: whole, dtype };
  return {
    image,
    label: labelsOf(renderer.source.labels, ids),
    ids: [...ids],
    epoch,
    index,
  };
}
