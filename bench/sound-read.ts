// Reads every sound file of a folder: the bytes only, then with conversion to float32; clips/s of one thread.
// usage: node dist/bench/sound-read.js <folder> [rounds]
import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { openFileRange, type Scratch } from '../audio/io/byte-range.ts';
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

measure('bare read', readBare);
measure('read + PCM', readWithPcm);
console.log(`${paths.length} files, ${Math.round(frames / (Number(rounds) + 1) / paths.length)} frames each`);
