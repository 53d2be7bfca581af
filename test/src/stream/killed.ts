// Run as a process of its own and killed at any moment: two epochs, each step of the ranks committed as one line.
// usage: node killed.js STATE LOG WORKERS WORLD
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { train } from './varied.ts';

const [statePath, logPath, workers, worlds] = process.argv.slice(2) as [string, string, string, string];
const world = Number(worlds);
// State and log are one file each, replaced at once, the log first: a log that is ahead of its state is cut back to it.
const saved = existsSync(statePath) ? JSON.parse(readFileSync(statePath, 'utf8')) : undefined;
const lines =
  saved === undefined || !existsSync(logPath) ? [] : readFileSync(logPath, 'utf8').split('\n').slice(0, saved.lines);
const streams = Array.from({ length: world }, (_, rank) =>
  train(60, 4).stream({ epochs: 2, workers: Number(workers), rank, world, ...(saved ? { from: saved.state } : {}) }),
);

function replace(path: string, text: string): void {
  writeFileSync(`${path}.tmp`, text);
  renameSync(`${path}.tmp`, path);
}

for (;;) {
  const results = await Promise.all(streams.map((stream) => stream.next()));
  if (results[0]!.done) break;
  for (const { value } of results) {
    const ids = value!.ids.map((id) => `${value!.epoch}:${id}`);
    lines.push(`${lines.length} ${ids.join(',')}`);
  }
  replace(logPath, lines.join('\n'));
  replace(statePath, JSON.stringify({ lines: lines.length, state: streams[0]!.state() }));
  await new Promise((resolve) => setTimeout(resolve, 10));
}
