import { write } from 'node:fs';
import type { Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { AugmentError } from '../../transforms/index.ts';

/** Where bytes go: it resolves once they are on their way, and memory may be used again. */
export interface Sink {
  write(parts: readonly Uint8Array[]): Promise<void>;
}

/** The reader has gone: no fault of ours, and nothing that it has not got counts as delivered. */
export class ReaderGone extends AugmentError {
  constructor(cause: unknown) {
    super(
      'reader-gone',
      'expected a reader until the end, got one that went away; go on from the last state that it has',
      {
        cause,
      },
    );
  }
}

/** Writes below this are gathered: a call costs more than a copy. */
const gathered = 1 << 16;

/** A file descriptor, such as standard output: written in order, waiting where a pipe is full. */
export function fileSink(fd: number): Sink {
  return {
    write: async (parts) => {
      for (const part of joined(parts)) for (let at = 0; at < part.length; ) at += await writeSome(fd, part, at);
    },
  };
}

async function writeSome(fd: number, bytes: Uint8Array, at: number): Promise<number> {
  for (;;) {
    const [error, written] = await new Promise<[NodeJS.ErrnoException | null, number]>((resolve) =>
      write(fd, bytes, at, bytes.length - at, null, (cause, count) => resolve([cause, count])),
    );
    if (error === null) return written;
    if (error.code === 'EPIPE') throw new ReaderGone(error);
    if (error.code !== 'EAGAIN') throw error;
    // A pipe that does not block and is full.
    await setTimeout(1);
  }
}

export function socketSink(socket: Socket): Sink {
  return {
    write: (parts) =>
      new Promise((resolve, reject) => {
        const gone = () => reject(new ReaderGone(undefined));
        if (socket.destroyed || !socket.writable) return gone();
        socket.once('close', gone);
        const all = joined(parts);
        all.forEach((part, i) => {
          socket.write(part, (cause) => {
            if (cause) reject(new ReaderGone(cause));
            if (i < all.length - 1) return;
            socket.off('close', gone);
            resolve();
          });
        });
      }),
  };
}

/** Neighbours that are small, as one. */
function joined(parts: readonly Uint8Array[]): readonly Uint8Array[] {
  const out: Uint8Array[] = [];
  let small: Uint8Array[] = [];
  const close = () => {
    if (small.length > 0) out.push(small.length === 1 ? small[0]! : Buffer.concat(small));
    small = [];
  };
  for (const part of parts) {
    if (part.length === 0) continue;
    if (part.length < gathered) small.push(part);
    else {
      close();
      out.push(part);
    }
  }
  close();
  return out;
}
