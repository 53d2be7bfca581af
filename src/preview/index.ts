import { encodePng } from '../../vision/io/encode.ts';
import type { Batch, SoundBatch } from '../batch.ts';
import type { Dataset } from '../dataset.ts';
import type { Pixels } from '../renderer.ts';
import { beforeAfter } from './before-after.ts';
import { drawContactSheet } from './contact-sheet.ts';
import { checkOut, writeWhole } from './file.ts';
import { type Example, gatherSheet, type Shown } from './gather.ts';
import { previewSounds } from './sound.ts';

export { beforeAfter } from './before-after.ts';
export { drawContactSheet, type Sheet, type SheetRow } from './contact-sheet.ts';
export type { Example } from './gather.ts';

export interface PreviewOptions extends Shown {
  /** The PNG file to write; its folder must exist. Of sounds, a page and WAV files are written beside it. */
  readonly out?: string;
}

export interface Preview {
  /** The sheet as a PNG file's bytes. */
  readonly png: Buffer;
  /** Size of the sheet, in pixels. */
  readonly width: number;
  readonly height: number;
  /** The samples shown, from top to bottom. */
  readonly examples: readonly Example[];
  /** The dataset's transforms in short. */
  readonly plan: readonly string[];
  /** What was written beside the sheet. */
  readonly files: readonly string[];
}

/**
 * Draws a contact sheet of a dataset: originals in the first column, then exactly what each epoch's training would
 * see of them; of sounds, waveforms and spectrograms (`previewSounds`). The same dataset and options give the same bytes. Throws AugmentError where an option is out of range,
 * a sample cannot be read, or `out` cannot be written.
 */
export async function preview<B extends Batch | SoundBatch>(
  dataset: Dataset<B>,
  { out, ...shown }: PreviewOptions = {},
): Promise<Preview> {
  if (out !== undefined) checkOut(out);
  if (dataset.spec.modality === 'audio') return previewSounds(dataset.spec, shown, out);
  const { sheet, examples, plan } = await gatherSheet(dataset.spec, shown);
  const { data, width, height } = drawContactSheet(sheet);
  const png = await encodePng(data, width, height);
  if (out !== undefined) await writeWhole(out, png);
  return { png, width, height, examples, plan, files: [] };
}

/** Draws original and result side by side, `lines` beneath (see `beforeAfter`), to a PNG file. */
export async function writeBeforeAfter(
  original: Pixels,
  result: Pixels,
  lines: readonly string[],
  out: string,
): Promise<void> {
  checkOut(out);
  const { data, width, height } = beforeAfter(original, result, lines);
  await writeWhole(out, await encodePng(data, width, height));
}
