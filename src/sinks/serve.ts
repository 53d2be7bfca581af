import { rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { AugmentError, show } from '../../transforms/index.ts';
import type { StreamState } from '../stream/state.ts';
import type { Address } from './address.ts';
import { frameHead, frameVersion } from './frame.ts';
import type { Ring } from './ring.ts';
import { ReaderGone, type Sink, socketSink } from './sink.ts';

/** What a reader asks for, in its first line. */
export interface Wish {
  readonly from?: StreamState;
  readonly sharedMemory: boolean;
}

/** Sends a whole stream to a reader. */
export type Send = (sink: Sink, wish?: Wish, onRing?: (ring: Ring) => void) => Promise<void>;

/** Milliseconds in which a reader must have said what it wants. */
const patienceMs = 10_000;
const mostLineBytes = 1 << 24;

/** What ends one reader, and not the server. */
const readersFaults = ['reader-gone', 'bad-reader', 'bad-state', 'other-plan'];

export interface ServeOptions {
  /** Readers say in a first line what they want; left out, they get bytes at once. */
  readonly asks?: boolean;
  /** The first reader is the only one: where it goes away, that is all. */
  readonly once?: boolean;
  /** Called once readers can come. */
  readonly onListening?: (address: string) => void;
  /** Called where one went away before the end, or asked for what cannot be. */
  readonly onGone?: (reason: string) => void;
}

/**
 * Waits at an address for readers, one after the other, until one has got all of the stream. One that goes away may come
 * again, and go on from its state. Throws AugmentError where the address cannot be had, and what the stream itself throws.
 */
export async function serve(address: Address, send: Send, options: ServeOptions = {}): Promise<void> {
  const { asks = true, once = false, onListening, onGone } = options;
  const server = createServer();
  const coming = readersOf(server);
  await listen(server, address);
  const at = server.address();
  onListening?.(typeof at === 'object' && at !== null ? `tcp:${at.address}:${at.port}` : `unix:${at}`);
  try {
    for (;;) {
      const socket = await coming();
      try {
        if (asks) await sendTo(socket, send);
        else await sendBytes(socket, send);
        return;
      } catch (error) {
        if (!readersFaults.includes((error as AugmentError).code)) throw error;
        onGone?.((error as Error).message);
        if (once) return;
      } finally {
        socket.destroy();
      }
    }
  } finally {
    server.close();
    if ('path' in address) rmSync(address.path, { force: true });
  }
}

/** Readers in the order in which they came. */
function readersOf(server: Server): () => Promise<Socket> {
  const queue: Socket[] = [];
  let wake: ((socket: Socket) => void) | undefined;
  server.on('connection', (socket) => {
    socket.on('error', () => {});
    if (wake === undefined) queue.push(socket);
    else wake(socket);
    wake = undefined;
  });
  return () => {
    const next = queue.shift();
    if (next !== undefined) return Promise.resolve(next);
    return new Promise((resolve) => {
      wake = resolve;
    });
  };
}

async function listen(server: Server, address: Address): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const where = 'path' in address ? `unix:${address.path}` : `tcp:${address.host}:${address.port}`;
      const message = `${where}: expected an address that can be had, got ${cause.code}; is another one at it?`;
      reject(new AugmentError('bad-address', message, { cause }));
    });
    server.listen(address, resolve);
  });
}

async function sendTo(socket: Socket, send: Send): Promise<void> {
  let ring: Ring | undefined;
  const lines = createInterface({ input: socket, crlfDelay: Number.POSITIVE_INFINITY });
  // It passes on what goes wrong with the socket, which whoever writes to it hears as well.
  lines.on('error', () => {});
  const first = firstLine(socket, lines);
  socket.once('close', () => ring?.fail(new ReaderGone(undefined)));
  const sink = socketSink(socket);
  try {
    const wish = await wishOf(await first, sink);
    lines.on('line', (line) => (line === 'mapped' ? ring?.unlink() : ring?.free(Number(line))));
    const onRing = (made: Ring) => {
      ring = made;
    };
    await (wish.sharedMemory ? send(sink, wish, onRing) : send(sink, wish));
    // The last room may still be read from.
    await closed(socket);
  } finally {
    ring?.close();
  }
}

async function sendBytes(socket: Socket, send: Send): Promise<void> {
  await send(socketSink(socket));
  await closed(socket.resume());
}

/** Until the reader has closed its end as well. */
async function closed(socket: Socket): Promise<void> {
  await new Promise((resolve) => (socket.destroyed ? resolve(undefined) : socket.once('close', resolve).end()));
}

function firstLine(socket: Socket, lines: ReturnType<typeof createInterface>): Promise<string> {
  return new Promise((resolve, reject) => {
    const refuse = (got: string) =>
      reject(new AugmentError('bad-reader', `expected a reader's wish in one line of JSON, got ${got}`));
    let seen = 0;
    socket.on('data', (data: Buffer) => {
      seen += data.length;
      if (seen > mostLineBytes) socket.destroy();
    });
    socket.setTimeout(patienceMs, () => refuse('nothing for ten seconds'));
    socket.once('close', () => refuse('a reader that went away'));
    lines.once('line', (line) => {
      socket.setTimeout(0);
      resolve(line);
    });
  });
}

/** Throws (and tells the reader) where it asks for what is not. */
async function wishOf(line: string, sink: Sink): Promise<Wish> {
  let json: { readonly protocol?: unknown; readonly from?: StreamState; readonly sharedMemory?: unknown } | undefined;
  try {
    json = JSON.parse(line);
  } catch {}
  if (json?.protocol !== frameVersion) {
    const message = `expected protocol ${frameVersion}, got ${show(json?.protocol ?? line.slice(0, 40))}; take clients/python of the same version of augment-stream`;
    await sink.write([frameHead({ kind: 'error', code: 'bad-protocol', message }, 0)]).catch(() => {});
    throw new AugmentError('bad-reader', message);
  }
  return { sharedMemory: json.sharedMemory === true, ...(json.from == null ? {} : { from: json.from }) };
}
