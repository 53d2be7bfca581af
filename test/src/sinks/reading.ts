import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { crc32 } from 'node:zlib';
import type { PlacedArray } from '../../../src/sinks/frame.ts';
import { ReaderGone, type Sink } from '../../../src/sinks/sink.ts';

export const main = fileURLToPath(new URL('../../../src/cli/main.js', import.meta.url));
export const client = fileURLToPath(new URL('../../../../clients/python', import.meta.url));

/** A sink that keeps what it gets; `after`: a reader that goes away once it got so many bytes. */
export function keeping(after = Number.POSITIVE_INFINITY): Sink & { bytes(): Buffer } {
  const parts: Buffer[] = [];
  let seen = 0;
  return {
    write: async (given) => {
      if (seen > after) throw new ReaderGone(undefined);
      for (const part of given) parts.push(Buffer.from(part));
      seen = parts.reduce((sum, { length }) => sum + length, 0);
    },
    bytes: () => Buffer.concat(parts),
  };
}

export interface Frame {
  readonly header: {
    readonly kind: string;
    readonly arrays?: readonly PlacedArray[];
    readonly [field: string]: unknown;
  };
  readonly payload: Buffer;
}

/** Frames, read as their layout says. */
export function framesIn(bytes: Buffer): Frame[] {
  const frames: Frame[] = [];
  for (let at = 0; at < bytes.length; ) {
    if (bytes.toString('latin1', at, at + 8) !== 'AUGFRAME' || bytes.readUInt32LE(at + 8) !== 1)
      throw new Error('no frame');
    const [head, body] = [bytes.readUInt32LE(at + 12), Number(bytes.readBigUInt64LE(at + 16))];
    const text = bytes.subarray(at + 64, at + 64 + head);
    if (crc32(text) !== bytes.readUInt32LE(at + 24)) throw new Error('a checksum that is another');
    frames.push({
      header: JSON.parse(text.toString()),
      payload: bytes.subarray(at + 64 + head, at + 64 + head + body),
    });
    at += 64 + head + body;
  }
  return frames;
}

/** A Python that has these modules; undefined where there is none. */
export function pythonWith(...modules: string[]): string | undefined {
  return ['/usr/bin/python3', 'python3'].find(
    (command) => spawnSync(command, ['-c', `import ${modules.join(', ')}`]).status === 0,
  );
}

/** What a Python program prints, as JSON. */
export async function python(command: string, program: string, ...words: string[]): Promise<unknown> {
  const start = `import sys, json\nsys.path.insert(0, ${JSON.stringify(client)})\n`;
  const child = spawn(command, ['-c', start + program, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  const texts = ['', ''];
  child.stdout.on('data', (text) => (texts[0] += text));
  child.stderr.on('data', (text) => (texts[1] += text));
  const status = await new Promise((resolve) => child.on('close', resolve));
  if (status !== 0) throw new Error(`Python ended with ${status}: ${texts[1]}`);
  return JSON.parse(texts[0]!);
}
