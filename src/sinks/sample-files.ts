import { AugmentError } from '../../transforms/index.ts';
import { encodePng } from '../../vision/io/encode.ts';
import type { Batch, SoundBatch } from '../batch.ts';
import { arraysOf, listsOf } from './arrays.ts';
import { bytesOf, npyHeader, rowOf } from './npy.ts';

/** One file of a sample: its extension, and its bytes in parts. */
export interface SampleFile {
  readonly extension: string;
  readonly parts: readonly Uint8Array[];
}

export interface Sample {
  /** Its name without an extension: no dots, which would begin that. */
  readonly key: string;
  readonly id: number;
  readonly epoch: number;
  readonly label: number | undefined;
  readonly files: readonly SampleFile[];
}

export interface SampleOptions {
  /** Pictures as PNG, which must be 8-bit RGB, channels last. */
  readonly isPng: boolean;
  readonly keyOf: (batch: Batch | SoundBatch, row: number) => string;
}

/** Epoch, place within the epoch, and id: in the order of the stream, and never twice. */
export function placeKeys(batchSize: number): SampleOptions['keyOf'] {
  return ({ epochs, index, ids }, row) =>
    `${String(epochs[row]).padStart(4, '0')}-${String(index * batchSize + row).padStart(9, '0')}-${ids[row]}`;
}

/**
 * The samples of a batch as WebDataset has them, files of one name each: `image.npy` (or `png`) or `audio.npy`, `mask.npy`, `cls` (the
 * class index) or `label.npy`, and `json` with the id, the epoch and all lists. Rows that only fill a batch up are left out.
 */
export async function samplesOf(
  batch: Batch | SoundBatch,
  { isPng, keyOf }: SampleOptions,
): Promise<readonly Sample[]> {
  const arrays = arraysOf(batch).filter(({ name }) => !['ids', 'epochs', 'lengths', 'label'].includes(name));
  const lists = listsOf(batch);
  const samples: Sample[] = [];
  for (let row = 0; row < batch.valid; row++) {
    const [id, epoch] = [batch.ids[row]!, batch.epochs[row]!];
    const files: SampleFile[] = [];
    for (const { name, ...tensor } of arrays) {
      const one = rowOf(tensor as never, row);
      if (name === 'image' && isPng) files.push({ extension: 'png', parts: [await png(one.data, one.shape)] });
      else files.push({ extension: `${name}.npy`, parts: [npyHeader(one.data, one.shape), bytesOf(one.data)] });
    }
    files.push(labelFile(batch, row));
    const own = Object.fromEntries(Object.entries(lists).map(([name, rows]) => [name, rows[row]]));
    const length = 'audio' in batch ? { frames: batch.lengths[row], sampleRate: batch.sampleRate } : {};
    files.push({ extension: 'json', parts: [Buffer.from(JSON.stringify({ id, epoch, ...length, ...own }))] });
    const label = batch.label.shape.length === 1 ? batch.label.data[row] : undefined;
    samples.push({ key: keyOf(batch, row), id, epoch, label, files });
  }
  return samples;
}

function labelFile({ label }: Batch | SoundBatch, row: number): SampleFile {
  const { data, shape } = rowOf(label, row);
  if (shape.length === 0 && data instanceof Int32Array) return { extension: 'cls', parts: [Buffer.from(`${data[0]}`)] };
  return { extension: 'label.npy', parts: [npyHeader(data, shape), bytesOf(data)] };
}

async function png(data: ArrayBufferView, shape: readonly number[]): Promise<Uint8Array> {
  const [height, width, channels] = shape as [number, number, number];
  if (data instanceof Uint8Array && channels === 3) return await encodePng(data, width, height);
  throw new AugmentError(
    'bad-parameter',
    `--image: expected pictures of 8-bit RGB, channels last, for png, got [${shape}] of ${data.constructor.name}; end the plan with scale({ dtype: "uint8" }), or take npy`,
  );
}
