import type { Batch, SoundBatch } from '../batch.ts';
import type { NamedArray } from './npy.ts';

/** The arrays of a batch, by name, first axis rows: what was augmented comes first. */
export function arraysOf(batch: Batch | SoundBatch): readonly NamedArray[] {
  const ids = BigInt64Array.from(batch.ids, BigInt);
  const common: NamedArray[] = [
    { name: 'label', data: batch.label.data, shape: batch.label.shape },
    { name: 'ids', data: ids, shape: [ids.length] },
    { name: 'epochs', data: Int32Array.from(batch.epochs), shape: [batch.epochs.length] },
  ];
  if ('image' in batch) {
    const { image, mask } = batch;
    return [
      { name: 'image', data: image.data, shape: image.shape },
      ...(mask === undefined ? [] : [{ name: 'mask', data: mask.data, shape: mask.shape }]),
      ...common,
    ];
  }
  const { audio, mask, lengths } = batch;
  return [
    { name: 'audio', data: audio.data, shape: audio.shape },
    { name: 'mask', data: mask.data, shape: mask.shape },
    { name: 'lengths', data: lengths, shape: [lengths.length] },
    ...common,
  ];
}

/** What goes with a batch as lists, one for each row. */
export function listsOf(batch: Batch | SoundBatch): { readonly [name: string]: readonly (readonly object[])[] } {
  if (!('image' in batch)) return batch.segments === undefined ? {} : { segments: batch.segments };
  const { boxes, keypoints } = batch;
  return { ...(boxes && { boxes }), ...(keypoints && { keypoints }) };
}
