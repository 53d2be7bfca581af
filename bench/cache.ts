// What a store costs a sample, beside the bare read and checksum of as many bytes. usage: node dist/bench/cache.js
import { mkdtempSync, openSync, readdirSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { openStore } from '../src/cache/index.ts';

/** Microseconds a call, the best of five rounds. */
function best(calls: number, call: (i: number) => unknown): number {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 5; round++) {
    const start = performance.now();
    for (let i = 0; i < calls; i++) call((i * 7919) % calls);
    least = Math.min(least, ((performance.now() - start) / calls) * 1000);
  }
  return least;
}

for (const [size, samples] of [
  [3072, 40_000],
  [190_000, 2000],
] as const) {
  const bytes = new Uint8Array(size).map((_, i) => i * 7);
  const dir = mkdtempSync(join(tmpdir(), 'bench-cache-'));
  for (const [kind, spec] of [
    ['folder', { dir }],
    ['memory', { memory: true, maxBytes: 2 ** 30 }],
  ] as const) {
    const store = openStore(spec, 'bench', samples);
    const start = performance.now();
    for (let id = 0; id < samples; id++) store.put(id, { meta: [id], bytes });
    const put = ((performance.now() - start) / samples) * 1000;
    const get = best(samples, (id) => store.get(id));
    console.log(
      `${size} bytes, ${kind}: put ${put.toFixed(2)} µs, get ${get.toFixed(2)} µs (${Math.round(size / get)} MB/s)`,
    );
    store.close();
  }
  const folder = join(dir, 'bench.cache');
  const fd = openSync(join(folder, readdirSync(folder).find((name) => name.endsWith('.data'))!), 'r');
  const room = new Uint8Array(size + 64);
  const stride = Math.ceil(room.length / 64) * 64;
  const bare = best(samples, (i) => {
    readSync(fd, room, 0, room.length, i * stride);
    return crc32(room);
  });
  console.log(`${size} bytes, bare read and checksum: ${bare.toFixed(2)} µs`);
  const start = performance.now();
  openStore({ dir }, 'bench', samples).close();
  console.log(`${samples} entries: opened again in ${(performance.now() - start).toFixed(1)} ms`);
  rmSync(dir, { recursive: true });
}
