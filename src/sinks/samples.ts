import type { Batch, SoundBatch } from '../batch.ts';
import type { Stream } from '../stream/stream.ts';
import { placeKeys, samplesOf } from './sample-files.ts';
import type { Sink } from './sink.ts';
import { tarEnd, tarFill, tarHeader } from './tar.ts';

/** Sends a stream as one tar archive in WebDataset's layout, for `pipe:augment stream ...`. */
export async function sendTar<B extends Batch | SoundBatch>(
  stream: Stream<B>,
  sink: Sink,
  { batchSize, isPng }: { readonly batchSize: number; readonly isPng: boolean },
): Promise<void> {
  const options = { isPng, keyOf: placeKeys(batchSize) };
  try {
    for await (const batch of stream) {
      const parts: Uint8Array[] = [];
      for (const { key, files } of await samplesOf(batch, options)) {
        for (const { extension, parts: body } of files) {
          const bytes = body.reduce((sum, { length }) => sum + length, 0);
          parts.push(tarHeader(`${key}.${extension}`, bytes), ...body, tarFill(bytes));
        }
      }
      await sink.write(parts);
      batch.release();
    }
    await sink.write([tarEnd]);
  } finally {
    await stream.return();
  }
}
