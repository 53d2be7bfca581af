import { createHash } from 'node:crypto';
import type { Batch } from './batch.ts';

/** Proof of what was delivered, in order: two runs with the same digest saw the same data. */
export interface Digest {
  /** Hash of the epochs and sample ids, in order. */
  readonly ids: string;
  /** Hash of labels and pixels as the trainer got them, in order; batch boundaries do not count. */
  readonly bytes: string;
  readonly samples: number;
  readonly batches: number;
}

export interface DigestOptions {
  /** Stop after so many minibatches (none: at the end). */
  readonly steps?: number;
  /** Called with each minibatch. */
  readonly onBatch?: (batch: Batch) => void;
}

/** Reads a stream to its end, or for some steps, and hashes what it delivers: SHA-256, the first 128 bits. */
export async function digest(stream: AsyncIterable<Batch>, options: DigestOptions = {}): Promise<Digest> {
  const { steps = Number.POSITIVE_INFINITY, onBatch } = options;
  const [ids, bytes] = [createHash('sha256'), createHash('sha256')];
  let [samples, batches] = [0, 0];
  for await (const batch of stream) {
    onBatch?.(batch);
    const [rowBytes, labelBytes] = [bytesOfRow(batch.image.data, batch), bytesOfRow(batch.label.data, batch)];
    for (const [row, id] of batch.ids.entries()) {
      ids.update(`${batch.epochs[row]}:${id} `);
      bytes.update(partOf(batch.label.data, row, labelBytes)).update(partOf(batch.image.data, row, rowBytes));
    }
    samples += batch.ids.length;
    batches++;
    batch.release();
    if (batches >= steps) break;
  }
  const hex = (hash: typeof ids) => hash.digest('hex').slice(0, 32);
  return { ids: hex(ids), bytes: hex(bytes), samples, batches };
}

const bytesOfRow = (data: ArrayBufferView, batch: Batch) => data.byteLength / batch.ids.length;

function partOf(data: ArrayBufferView, row: number, bytes: number): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset + row * bytes, bytes);
}
