import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { type PictureRecord, pictures } from '../../src/index.ts';
import { Draws, rootKey } from '../../transforms/index.ts';

/** A textured RGB picture, the same for the same name. */
export function scene(width: number, height: number, name = 'scene'): Uint8Array {
  const draws = new Draws(rootKey(name));
  const [fx, fy, phase] = [draws.uniform([0.05, 0.3]), draws.uniform([0.05, 0.3]), draws.uniform([0, 6])];
  const data = new Uint8Array(width * height * 3);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      data[at++] = 127 + 90 * Math.sin(x * fx + phase);
      data[at++] = 127 + 90 * Math.sin(y * fy - phase);
      data[at++] = 127 + 60 * Math.sin((x + y) * fx) + 30 * Math.cos(y * fy * 2);
    }
  }
  return data;
}

/** Raw pictures in memory, each of its own. */
export function scenes(count: number, width = 24, height = 20) {
  const records: PictureRecord[] = Array.from({ length: count }, (_, i) => ({
    bytes: scene(width, height, `scene ${i}`),
    raw: { width, height, channels: 3 as const },
    label: i % 3,
    name: `scene ${i}`,
  }));
  return pictures(records, ['a', 'b', 'c']);
}

/** A JPEG file's bytes. */
export async function jpeg(width: number, height: number, name = 'scene'): Promise<Buffer> {
  return await sharp(scene(width, height, name), { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 90 })
    .toBuffer();
}

/** A folder made of `files`, removed again by `remove`. */
export function folderOf(files: Readonly<Record<string, Uint8Array | string>>): {
  readonly path: string;
  remove(): void;
} {
  const path = mkdtempSync(join(tmpdir(), 'augment-test-'));
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), bytes);
  }
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
