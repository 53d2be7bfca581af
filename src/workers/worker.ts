import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { attachStore } from '../cache/index.ts';
import { makeRenderer } from '../make-renderer.ts';
import { noTime, type SampleRenderer } from '../sample-renderer.ts';
import { viewSource } from '../sources/kinds.ts';
import { Board } from './board.ts';
import { Hands, plainError, type Report } from './hands.ts';
import { nodesOf, type Setup } from './setup.ts';
import type { Slab } from './slabs.ts';

/** What the main thread tells of slabs, while this thread works. */
export type SlabNews = { readonly created: Slab } | { readonly dropped: number };

/** What a worker tells: that it is ready, that it could not begin, or of its work. */
export type WorkerReport =
  | Report
  | { readonly kind: 'ready' }
  | { readonly kind: 'refused'; readonly error: ReturnType<typeof plainError> };

const port = parentPort as MessagePort;
const setup = workerData as Setup;
const tell = (report: WorkerReport) => port.postMessage(report);

async function begin(): Promise<void> {
  const { worker, plan } = setup;
  const board = new Board(setup.board.size, setup.board.words);
  const slabs = new Map(setup.slabs.map(({ number, memory }) => [number, new Uint8Array(memory)]));
  const slabOf = (number: number): Uint8Array => {
    while (!slabs.has(number)) hearOfSlabs(slabs);
    return slabs.get(number)!;
  };
  const timings = noTime();
  const spec = { ...plan, augment: await nodesOf(plan) };
  const store = setup.store === undefined ? undefined : attachStore(setup.store);
  // The JPEG library's binding aborts the process where its thread is ended while it loads.
  if (!board.enterFragile(worker)) return;
  let renderer: SampleRenderer;
  try {
    renderer = makeRenderer(spec, viewSource(setup.source), { timings, store });
  } finally {
    board.leaveFragile(worker);
  }
  const hands = new Hands(renderer, board, worker, setup.tallies, slabOf, tell, timings);
  tell({ kind: 'ready' });
  while (!board.isStopped()) {
    const seen = board.signal();
    const stepping = board.isActive(worker) && hands.step();
    if (stepping === true || (stepping !== false && (await stepping))) continue;
    hearOfSlabs(slabs);
    board.wait(seen);
  }
  renderer.close();
  store?.close();
}

/** Messages are taken one by one, because a thread that works hard gets no events. */
function hearOfSlabs(slabs: Map<number, Uint8Array>): void {
  for (;;) {
    const message = receiveMessageOnPort(port)?.message as SlabNews | undefined;
    if (message === undefined) return;
    if ('created' in message) slabs.set(message.created.number, new Uint8Array(message.created.memory));
    else slabs.delete(message.dropped);
  }
}

begin().then(
  () => port.close(),
  (error: unknown) => {
    tell({ kind: 'refused', error: plainError(error) });
    port.close();
  },
);
