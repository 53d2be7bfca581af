import { SoundReader } from '../audio/io/reader.ts';
import { FileBytes } from './sources/file-bytes.ts';
import type { Source } from './sources/source.ts';
import type { DatasetSpec } from './spec.ts';

/** How many samples other tasks of this thread wait for. */
const atOnce = 64;

/**
 * The source with what its order needs to know of it: where batches are gathered by duration, every file's header is read.
 * A file that cannot be read is taken for an empty one: that it is bad is told where it is made.
 */
export async function withDurations(spec: DatasetSpec, source: Source): Promise<Source> {
  if (!spec.order.some((step) => typeof step === 'object' && 'bucket' in step)) return source;
  const durations = new Float32Array(source.length);
  const reader = new SoundReader(spec.decode);
  const into = new FileBytes();
  for (let id = 0; id < source.length; id++) {
    if (id % atOnce === 0) await new Promise(setImmediate);
    try {
      const reading = source.read(id, into);
      durations[id] = await reader.secondsOf(reading instanceof Promise ? await reading : reading);
    } catch {
      durations[id] = 0;
    }
  }
  await reader.close();
  return { ...source, bucketing: { batch: spec.batch, durations } };
}
