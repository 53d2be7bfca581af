// Small sounds for tests of the stream.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { wavBytes } from '../../audio/io/wav-writer.ts';
import { voice } from '../audio/play.ts';

/** A WAV file of so many frames and channels; the same for the same seed. */
export function wav(frames: number, seed: string | number = 0, sampleRate = 8000, channels = 1): Uint8Array {
  const planes = new Float32Array(frames * channels);
  for (let channel = 0; channel < channels; channel++)
    planes.set(voice(frames, `${seed} ${channel}`, sampleRate), channel * frames);
  return wavBytes(planes, channels, sampleRate, '16');
}

/** A new folder with these files. */
export function folderOf(files: { readonly [path: string]: Uint8Array | string }): string {
  const root = mkdtempSync(join(tmpdir(), 'augment-sounds-'));
  for (const [path, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), bytes);
  }
  return root;
}

/** `count` sounds of two classes and of many lengths. */
export function words(count: number): { readonly [path: string]: Uint8Array } {
  return Object.fromEntries(
    Array.from({ length: count }, (_, i) => [
      `${i % 2 === 0 ? 'no' : 'yes'}/word-${String(i).padStart(3, '0')}.wav`,
      wav(400 + ((i * 137) % 900), i),
    ]),
  );
}
