import type { Batch, SoundBatch } from '../batch.ts';
import type { Stream } from '../stream/stream.ts';
import { arraysOf, listsOf } from './arrays.ts';
import { frameHead, payloadOf } from './frame.ts';
import { openRing, type Ring } from './ring.ts';
import type { Sink } from './sink.ts';

/** What is told before the first batch. */
export interface Hello {
  readonly classNames: readonly string[];
  readonly batchSize: number;
  readonly modality: 'image' | 'audio';
}

/** Batches in shared memory at once: one that is read, one that waits, one that is written. */
const slots = 4;

/**
 * Sends a stream as frames: hello, its batches, each with the state behind it, and the end with its report. An error of the stream goes
 * to the reader as a frame, and is thrown. `onRing`: the shared memory, as soon as there is some; left out, there is none.
 */
export async function sendFrames<B extends Batch | SoundBatch>(
  stream: Stream<B>,
  sink: Sink,
  hello: Hello,
  onRing?: (ring: Ring) => void,
): Promise<void> {
  let ring: Ring | undefined;
  const frame = (header: Parameters<typeof frameHead>[0], parts: readonly Uint8Array[] = [], bytes = 0) =>
    sink.write([frameHead(header, bytes), ...parts]);
  try {
    await frame({ kind: 'hello', ...hello });
    for await (const batch of stream) {
      const { arrays, parts, bytes } = payloadOf(arraysOf(batch));
      if (ring === undefined && onRing !== undefined) {
        // The first batch is the largest, but for sounds, which may be longer later.
        ring = openRing(Math.ceil(bytes / 4096) * 4096 * (hello.modality === 'audio' ? 2 : 1), slots);
        if (ring !== undefined) {
          onRing(ring);
          await frame({
            kind: 'hello',
            sharedMemory: { path: ring.path, slotBytes: ring.slotBytes, slots: ring.slots },
          });
        }
      }
      const { epoch, index, valid } = batch;
      const more = 'sampleRate' in batch ? { sampleRate: batch.sampleRate, layout: batch.layout } : {};
      const header = {
        kind: 'batch',
        epoch,
        index,
        valid,
        step: stream.step,
        arrays,
        lists: listsOf(batch),
        ...more,
        state: stream.state(),
      } as const;
      const slot = await ring?.put(parts, bytes);
      if (slot === undefined) await frame(header, parts, bytes);
      else await frame({ ...header, slot });
      batch.release();
    }
    const { epochs, quarantine } = stream.report();
    await frame({ kind: 'end', epochs, quarantine, state: stream.state() });
  } catch (error) {
    const { code = 'failed', message } = error as { code?: string; message: string };
    if (code !== 'reader-gone') await frame({ kind: 'error', code, message }).catch(() => {});
    throw error;
  } finally {
    await stream.return();
  }
}
