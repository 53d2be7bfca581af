// How many ready pictures a second reach Python: 32 x 224 x 224 x 3, over shared memory, a socket and a pipe; measured by the client.
// usage: node dist/bench/transport.js [batches]        (needs python3 with numpy)
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Batch } from '../src/batch.ts';
import { sendFrames } from '../src/sinks/frames.ts';
import { serve } from '../src/sinks/serve.ts';
import { fileSink } from '../src/sinks/sink.ts';
import type { Stream } from '../src/stream/stream.ts';

const rows = 32;
const shape = [rows, 224, 224, 3];
const hello = { classNames: [], batchSize: rows, modality: 'image' } as const;
const batches = Number(process.argv[2] ?? 300);

/** One batch again and again: what is timed is the way, not the making. */
function ready(dtype: 'uint8' | 'float32', count: number): Stream<Batch> {
  const length = shape.reduce((a, b) => a * b);
  const memory = new SharedArrayBuffer(length * (dtype === 'uint8' ? 1 : 4));
  const data = dtype === 'uint8' ? new Uint8Array(memory).fill(7) : new Float32Array(memory).fill(0.5);
  const all = Array.from({ length: rows }, (_, i) => i);
  const label = { data: new Int32Array(rows), shape: [rows], dtype: 'int32' };
  const batch = { image: { data, shape, dtype }, label, ids: all, epochs: all, epoch: 0, valid: rows, release() {} };
  async function* made() {
    for (let index = 0; index < count; index++) yield { ...batch, index };
  }
  return Object.assign(made(), { step: 0, state: () => ({}), report: () => ({ epochs: [], quarantine: [] }) }) as never;
}

const client = fileURLToPath(new URL('../../clients/python', import.meta.url));
const program = `
import sys, time, os
sys.path.insert(0, ${JSON.stringify(client)})
import augment_stream as a
way = sys.argv[1]
def batches():
    if way == 'pipe':
        class Pipe:
            class socket:
                sendall = staticmethod(lambda data: None)
                recv_into = staticmethod(lambda view: os.readv(0, [view]))
            told = staticmethod(lambda: '')
        connection = a._Connection(Pipe, None, False)
        while True:
            header, payload = connection.frame()
            if header['kind'] == 'end': return
            if header['kind'] == 'batch': yield a._arrays(header, payload, True)
    else:
        yield from a.AugmentStream(address=sys.argv[2], shared_memory=way.startswith('shared'), copy=way != 'shared view')
start, count = None, 0
for batch in batches():
    if start is None: start = time.perf_counter()
    else: count += len(batch['ids'])
print(round(count / (time.perf_counter() - start)))
`;

async function measure(way: string, dtype: 'uint8' | 'float32'): Promise<number> {
  const path = join(tmpdir(), `augment-transport-${process.pid}`);
  const child = spawn('python3', ['-c', program, way, `unix:${path}`], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, PATH: `/usr/bin:${process.env.PATH}` },
  });
  let told = '';
  child.stdout.on('data', (text) => {
    told += text;
  });
  const ended = new Promise((resolve) => child.on('close', resolve));
  if (way === 'pipe') {
    const fd = (child.stdin as unknown as { _handle: { fd: number } })._handle.fd;
    await sendFrames(ready(dtype, batches), fileSink(fd), hello);
    child.stdin.end();
  } else {
    await serve({ path }, (sink, _wish, onRing) => sendFrames(ready(dtype, batches), sink, hello, onRing));
  }
  await ended;
  return Number(told);
}

console.log(`${batches} batches of ${shape.join(' x ')}, pictures a second`);
for (const dtype of ['uint8', 'float32'] as const) {
  for (const way of ['shared view', 'shared', 'socket', 'pipe'])
    console.log(`${dtype.padEnd(8)} ${way.padEnd(12)} ${await measure(way, dtype)}`);
}
