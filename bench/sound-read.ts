// Reads every sound file of a folder: the bytes only, then with conversion to float32; clips/s of one thread. Files of
// codecs are decoded, beside what the bare codec package takes for the same (a new decoder a file, which is its own way).
// usage: node dist/bench/sound-read.js <folder> [rounds]
import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { bytesRange, openFileRange, type Scratch } from '../audio/io/byte-range.ts';
import { decodeCoded } from '../audio/io/codecs.ts';
import { readSoundHeader } from '../audio/io/header.ts';
import { readPcm } from '../audio/io/pcm.ts';

const [folder, rounds = '7'] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: node dist/bench/sound-read.js <folder> [rounds]');
const paths = readdirSync(folder)
  .filter((name) => /\.(wav|aiff?|aifc)$/i.test(name))
  .map((name) => join(folder, name));
const scratch: Scratch = { bytes: new Uint8Array(1 << 16) };
let target = new Float32Array(1 << 16);
let frames = 0;

function readBare(path: string): void {
  const descriptor = openSync(path, 'r');
  readSync(descriptor, scratch.bytes, 0, scratch.bytes.length, 0);
  closeSync(descriptor);
}

function readWithPcm(path: string): void {
  const range = openFileRange(path, path, scratch);
  const header = readSoundHeader(range, path);
  if (header.kind === 'pcm') {
    const values = header.frames * header.channels;
    if (target.length < values) target = new Float32Array(values);
    readPcm(range, header, 0, header.frames, target, path);
    frames += header.frames;
  }
  range.close();
}

function measure(what: string, read: (path: string) => void): void {
  const times: number[] = [];
  for (let round = 0; round < Number(rounds) + 1; round++) {
    const start = performance.now();
    for (const path of paths) read(path);
    times.push(performance.now() - start);
  }
  const best = Math.min(...times.slice(1));
  const each = (best * 1000) / paths.length;
  console.log(`${what.padEnd(12)} ${Math.round(1e6 / each)} clips/s, ${each.toFixed(2)} us/clip (best of ${rounds})`);
}

if (paths.length > 0) {
  measure('bare read', readBare);
  measure('read + PCM', readWithPcm);
  console.log(`${paths.length} files, ${Math.round(frames / (Number(rounds) + 1) / paths.length)} frames each`);
}

type BareCodec = { default(bytes: Uint8Array): Promise<unknown> };
const bareCodecs: Readonly<Record<string, () => Promise<BareCodec>>> = {
  mp3: () => import('@audio/decode-mp3'),
  flac: () => import('@audio/decode-flac'),
  vorbis: () => import('@audio/decode-vorbis'),
  opus: () => import('@audio/decode-opus'),
  aac: () => import('@audio/decode-aac'),
};

async function bestTime(
  files: readonly Uint8Array[],
  decode: (bytes: Uint8Array) => Promise<unknown>,
): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < Number(rounds) + 1; round++) {
    const start = performance.now();
    for (const bytes of files) await decode(bytes);
    if (round > 0) best = Math.min(best, performance.now() - start);
  }
  return (best * 1000) / files.length;
}

const coded = new Map<string, Uint8Array[]>();
for (const name of readdirSync(folder)) {
  if (!/\.(mp3|flac|ogg|oga|opus|m4a|aac)$/i.test(name)) continue;
  const bytes = new Uint8Array(readFileSync(join(folder, name)));
  const { format } = readSoundHeader(bytesRange(bytes), name);
  coded.set(format, [...(coded.get(format) ?? []), bytes]);
}
for (const [format, files] of coded) {
  const bare = await bareCodecs[format]?.();
  if (bare === undefined) continue;
  const ours = await bestTime(files, async (bytes) => {
    const header = readSoundHeader(bytesRange(bytes), format);
    if (header.kind === 'coded') await decodeCoded(bytes, header, format);
  });
  const theirs = await bestTime(files, (bytes) => bare.default(bytes));
  console.log(
    `${format.padEnd(12)} ${Math.round(ours)} us/file, bare codec ${Math.round(theirs)} us/file, ${files.length} files`,
  );
}
