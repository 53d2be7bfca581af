import { SoundReader } from '../audio/io/reader.ts';
import { isJpeg, measureBareDecode } from '../vision/io/floor.ts';
import { FileBytes } from './sources/file-bytes.ts';
import type { Source } from './sources/source.ts';
import type { DatasetSpec } from './spec.ts';

/** What a pipeline is measured against: the same files, to which nothing is done. */
export interface Floor {
  readonly samples: number;
  readonly measure: () => Promise<void>;
}

/** The floor of these samples; undefined where they have none. */
export async function openFloor(spec: DatasetSpec, source: Source, ids: readonly number[]): Promise<Floor | undefined> {
  return spec.modality === 'audio' ? soundFloor(spec, source, ids) : pictureFloor(source, ids);
}

/** JPEG decoding alone, of files that are in memory. */
async function pictureFloor(source: Source, ids: readonly number[]): Promise<Floor | undefined> {
  const files: Uint8Array[] = [];
  for (const id of ids) {
    const { bytes, raw } = await source.read(id);
    if (raw === undefined && isJpeg(bytes)) files.push(bytes);
  }
  return files.length === 0 ? undefined : { samples: files.length, measure: async () => measureBareDecode(files) };
}

/** Reading the files and making floats of them. */
function soundFloor(spec: DatasetSpec, source: Source, ids: readonly number[]): Floor {
  const decoder = new SoundReader(spec.decode);
  const into = new FileBytes();
  return {
    samples: ids.length,
    measure: async () => {
      for (const id of ids) {
        const reading = source.read(id, into);
        const decoding = decoder.decode(reading instanceof Promise ? await reading : reading);
        if (decoding instanceof Promise) await decoding;
      }
    },
  };
}
