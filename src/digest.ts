import { createHash } from 'node:crypto';
import type { Batch, SoundBatch } from './batch.ts';

/** Proof of what was delivered, in order: two runs with the same digest saw the same data. */
export interface Digest {
  /** Hash of the epochs and sample ids, in order. */
  readonly ids: string;
  /** Hash of labels and pixels as the trainer got them, in order; batch boundaries do not count. */
  readonly bytes: string;
  readonly samples: number;
  readonly batches: number;
}

export interface DigestOptions<B extends Batch | SoundBatch = Batch | SoundBatch> {
  /** Stop after so many minibatches (none: at the end). */
  readonly steps?: number;
  /** Called with each minibatch. */
  readonly onBatch?: (batch: B) => void;
}

/** Reads a stream to its end, or for some steps, and hashes what it delivers: SHA-256, the first 128 bits. */
export async function digest<B extends Batch | SoundBatch>(
  stream: AsyncIterable<B>,
  options: DigestOptions<B> = {},
): Promise<Digest> {
  const { steps = Number.POSITIVE_INFINITY, onBatch } = options;
  const [ids, bytes] = [createHash('sha256'), createHash('sha256')];
  let [samples, batches] = [0, 0];
  for await (const batch of stream) {
    onBatch?.(batch);
    const labelBytes = batch.label.data.byteLength / batch.ids.length;
    for (const [row, id] of batch.ids.entries()) {
      ids.update(`${batch.epochs[row]}:${id} `);
      bytes.update(partOf(batch.label.data, row * labelBytes, labelBytes));
      for (const part of partsOf(batch, row)) bytes.update(part);
    }
    samples += batch.ids.length;
    batches++;
    batch.release();
    if (batches >= steps) break;
  }
  const hex = (hash: typeof ids) => hash.digest('hex').slice(0, 32);
  return { ids: hex(ids), bytes: hex(bytes), samples, batches };
}

/** A row's values. What a sound was filled up with hangs on its batch, and is left out. */
function partsOf(batch: Batch | SoundBatch, row: number): readonly Uint8Array[] {
  const { data } = 'image' in batch ? batch.image : batch.audio;
  const rowBytes = data.byteLength / batch.ids.length;
  if ('image' in batch) return [partOf(data, row * rowBytes, rowBytes)];
  const frames = batch.mask.shape[1]!;
  const planes = batch.layout === 'channelsLast' ? 1 : rowBytes / 4 / Math.max(1, frames);
  const planeBytes = rowBytes / planes;
  const kept = frames === 0 ? 0 : (planeBytes / frames) * batch.lengths[row]!;
  return Array.from({ length: planes }, (_, plane) => partOf(data, row * rowBytes + plane * planeBytes, kept));
}

function partOf(data: ArrayBufferView, from: number, bytes: number): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset + from, bytes);
}
