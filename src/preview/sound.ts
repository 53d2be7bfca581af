import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { wavBytes } from '../../audio/io/wav-writer.ts';
import { AugmentError } from '../../transforms/index.ts';
import { encodePng } from '../../vision/io/encode.ts';
import type { SoundRenderer } from '../sound-renderer.ts';
import type { DatasetSpec } from '../spec.ts';
import { checkOut, writeWhole } from './file.ts';
import type { Shown } from './gather.ts';
import { type GatheredSounds, gatherSounds, playRow } from './gather-sound.ts';
import { wavFiles } from './sound-files.ts';
import { soundPage } from './sound-page.ts';
import { soundSheet } from './sound-sheet.ts';

/** A sheet of sounds, and what lies beside it. */
export interface DrawnSounds extends Pick<GatheredSounds, 'examples' | 'plan'> {
  readonly png: Buffer;
  readonly width: number;
  readonly height: number;
  /** The page and the WAV files that were written; none where `out` was not given. */
  readonly files: readonly string[];
}

/**
 * Draws a sheet of sounds. With `out`, `sheet.png`, the sounds are written as well: a page to listen to, `sheet.html`, and
 * WAV files in the folder `sheet-sounds`.
 */
export async function previewSounds(spec: DatasetSpec, shown: Shown, out: string | undefined): Promise<DrawnSounds> {
  const { rows, title, notes, examples, plan } = await gatherSounds(spec, shown);
  const { data, width, height } = soundSheet(rows, { title, notes });
  const png = await encodePng(data, width, height);
  if (out === undefined) return { png, width, height, examples, plan, files: [] };
  checkOut(out);
  const stem = basename(out).replace(/\.png$/i, '');
  const folder = `${stem}-sounds`;
  const page = join(dirname(out), `${stem}.html`);
  const html = await soundPage(rows, { title, notes, sheetPng: png, wavBytes, folder });
  const sounds = wavFiles(rows, wavBytes).map(({ path, bytes }) => ({ path: join(dirname(out), folder, path), bytes }));
  await writeWhole(out, png);
  await writeWhole(page, Buffer.from(html));
  for (const { path, bytes } of sounds) writeSound(path, bytes);
  return { png, width, height, examples, plan, files: [page, ...sounds.map(({ path }) => path)] };
}

/** Draws a sound and what an epoch makes of it, to a PNG file. */
export async function writeSoundPair(renderer: SoundRenderer, epoch: number, id: number, out: string): Promise<void> {
  checkOut(out);
  const row = await playRow(renderer, id, epoch, 1);
  const { data, width, height } = soundSheet([row], { title: `augment explain · epoch ${epoch} · sample ${id}` });
  await writeWhole(out, await encodePng(data, width, height));
}

function writeSound(path: string, bytes: Uint8Array): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
  } catch (cause) {
    throw new AugmentError(
      'unwritable',
      `${path}: expected a file that can be written, got ${(cause as NodeJS.ErrnoException).code ?? String(cause)}; is the disk full, or the folder not there?`,
      { file: path, cause },
    );
  }
}
