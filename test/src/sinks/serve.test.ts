import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { AugmentError, dataset } from '../../../src/index.ts';
import { addressOf } from '../../../src/sinks/address.ts';
import { sendFrames } from '../../../src/sinks/frames.ts';
import { type Send, serve } from '../../../src/sinks/serve.ts';
import { horizontalFlip } from '../../../vision/index.ts';
import { folderOf, jpeg, scenes } from '../pictures.ts';
import { framesIn, main, python, pythonWith } from './reading.ts';

const set = dataset(scenes(11), { seed: 5 }).shuffle().augment(horizontalFlip()).batch(2).repeat(2);
const hello = { classNames: ['a', 'b', 'c'], batchSize: 2, modality: 'image' } as const;
const send: Send = (sink, wish, onRing) => {
  const from = wish?.from === undefined ? {} : { from: wish.from };
  return sendFrames(set.stream({ workers: 0, lease: true, ...from }), sink, hello, onRing);
};

/** A server that a test talks to; `gone`: why readers left. */
async function served(test: (address: string, path: string, gone: string[]) => Promise<void>) {
  const folder = folderOf({});
  const path = join(folder.path, 'socket');
  const gone: string[] = [];
  let listening = () => {};
  const ready = new Promise<void>((resolve) => {
    listening = resolve;
  });
  const serving = serve({ path }, send, { onListening: () => listening(), onGone: (reason) => gone.push(reason) });
  try {
    await ready;
    await test(`unix:${path}`, path, gone);
    await serving;
    assert.equal(existsSync(path), false, 'the socket is left behind');
  } finally {
    folder.remove();
  }
}

/** What a reader gets that says `line` first. */
async function read(path: string, line: string, most = Number.POSITIVE_INFINITY): Promise<Buffer> {
  const socket = connect(path);
  const parts: Buffer[] = [];
  let seen = 0;
  socket.on('data', (part) => {
    parts.push(part);
    seen += part.length;
    if (seen > most) socket.destroy();
  });
  socket.on('error', () => {});
  socket.write(line);
  await once(socket, 'close');
  return Buffer.concat(parts);
}

const wish = (from: object | null = null) => `${JSON.stringify({ protocol: 1, from, sharedMemory: false })}\n`;

const clients = `
from augment_stream import AugmentStream, AugmentError
def seen(stream): return [[b['epoch'], b['ids'].tolist(), b['label'].tolist(), float(b['image'].sum())] for b in stream]
`;

describe('a server of frames', function () {
  this.timeout(60_000);

  it('refuses another protocol and what is no wish, and serves who comes next', async () => {
    await served(async (_address, path, gone) => {
      const [refused] = framesIn(await read(path, '{"protocol":2}\n'));
      assert.equal(refused!.header.kind, 'error');
      assert.match(String(refused!.header.message), /expected protocol 1, got 2/);
      assert.match(String(framesIn(await read(path, 'GET / HTTP/1.1\n'))[0]!.header.message), /GET/);
      const [other] = framesIn(await read(path, wish({ version: 99 }))).slice(-1);
      assert.match(String(other!.header.message), /from\.version: expected 1, got 99/);
      assert.equal(gone.length, 3);
      assert.equal(framesIn(await read(path, wish())).at(-1)!.header.kind, 'end');
    });
  });

  it('goes on for a reader that went away in mid-batch, from the state that it has', async () => {
    let whole: Buffer | undefined;
    await served(async (_address, path) => {
      whole = await read(path, wish());
    });
    const all = framesIn(whole!).filter(({ header }) => header.kind === 'batch');
    await served(async (_address, path, gone) => {
      await read(path, wish(), whole!.length / 3);
      while (gone.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      assert.match(gone[0]!, /went away/);
      const rest = framesIn(await read(path, wish(all[3]!.header.state as object)));
      const ids = (frames: typeof all) => frames.map(({ header, payload }) => [header.epoch, header.index, payload]);
      assert.deepEqual(ids(rest.filter(({ header }) => header.kind === 'batch')), ids(all.slice(4)));
    });
  });

  it('tells where an address cannot be had', async () => {
    for (const text of ['', 'http://x', 'unix:', 'tcp:host', 'tcp:host:99999']) {
      assert.throws(
        () => addressOf(text),
        (error: unknown) => error instanceof AugmentError && /unix:PATH or tcp:HOST:PORT/.test(error.message),
      );
    }
    assert.deepEqual(addressOf('tcp:[::1]:80'), { host: '::1', port: 80 });
    await assert.rejects(
      serve({ path: '/nowhere/at/all' }, send),
      /unix:\/nowhere\/at\/all: expected an address that can be had/,
    );
  });
});

describe('the Python client', function () {
  this.timeout(60_000);
  const command = pythonWith('numpy');
  let folder: ReturnType<typeof folderOf>;
  before(async function () {
    if (command === undefined) return void this.skip();
    const files: Record<string, Uint8Array | string> = {
      'train.yaml':
        'seed: 3\nsource: { imageFolder: pictures }\norder: [shuffle]\naugment:\n  - resizedCrop: { size: [24, 32] }\n  - rotate: {}\nbatch: 2\nepochs: 2\n',
    };
    for (let i = 0; i < 7; i++)
      files[`pictures/${i % 2 ? 'odd' : 'even'}/${i}.jpg`] = await jpeg(60 + i, 50, `feed ${i}`);
    folder = folderOf(files);
  });
  after(() => folder?.remove());

  const start = () => `${clients}
command, config = [${JSON.stringify(process.execPath)}, ${JSON.stringify(main)}], ${JSON.stringify(join(folder.path, 'train.yaml'))}
`;

  it('gives the same batches over shared memory, views of it, a socket and anew', async () => {
    const made = (await python(
      command!,
      `${start()}
out = []
for options in ({}, {'copy': False}, {'shared_memory': False}):
    with AugmentStream(config, command=command, **options) as stream:
        out.append(seen(stream))
        out.append(seen(stream))
        assert stream.class_names == ['even', 'odd'], stream.class_names
        assert stream.report['epochs'][1]['delivered'] == 7
print(json.dumps(out))`,
    )) as unknown[][];
    for (const one of made) assert.deepEqual(one, made[0]);
    assert.equal(made[0]!.length, 8);
    const digest = spawnSync(process.execPath, [
      main,
      'digest',
      join(folder.path, 'train.yaml'),
      '--epochs',
      '2',
      '--ids',
      '--json',
    ]);
    const { list } = JSON.parse(digest.stdout.toString()) as { list: string[] };
    assert.deepEqual(
      (made[0] as [number, number[]][]).flatMap(([epoch, ids]) => ids.map((id) => `${epoch}:${id}`)),
      list,
    );
  });

  it('resumes exactly behind the last batch that it gave', async () => {
    const [whole, first, rest, after] = (await python(
      command!,
      `${start()}
whole = seen(AugmentStream(config, command=command))
stream = AugmentStream(config, command=command)
batches = iter(stream)
first = [[b['epoch'], b['ids'].tolist(), b['label'].tolist(), float(b['image'].sum())] for b, _ in zip(batches, range(3))]
state = json.loads(json.dumps(stream.state_dict()))
batches.close()
other = AugmentStream(config, command=command)
other.load_state_dict(state)
print(json.dumps([whole, first, seen(other), seen(other)]))`,
    )) as unknown[][];
    // zip asks for one more before it sees that the other has ended.
    assert.deepEqual([...first!, whole![3], ...rest!], whole);
    assert.deepEqual(after, whole, 'after the end it begins anew');
  });

  it('leaves nothing behind, whoever ends first', async () => {
    const before = existsSync('/dev/shm') ? readdirSync('/dev/shm') : [];
    await python(
      command!,
      `${start()}
stream = AugmentStream(config, command=command, copy=False)
for batch in stream: break
stream.close()
import os, signal
stream = AugmentStream(config, command=command)
batches = iter(stream)
for _ in range(6): next(batches)
stream._running.server.process.send_signal(signal.SIGKILL)
try:
    for batch in batches: pass
except AugmentError as error: assert error.code == 'server-gone', error
print('{}')`,
    );
    assert.deepEqual(existsSync('/dev/shm') ? readdirSync('/dev/shm') : [], before);
  });

  it('raises what went wrong on the other side, in its words', async () => {
    const told = (await python(
      command!,
      `${start()}
told = []
def fails(make):
    try: list(make())
    except AugmentError as error: told.append([error.code, str(error)])
fails(lambda: AugmentStream('/nowhere', command=command))
fails(lambda: AugmentStream(config, command=['no-such-command']))
fails(lambda: AugmentStream(address='unix:/nowhere'))
stream = AugmentStream(config, command=command, options=['--seed', '8'])
state = AugmentStream(config, command=command)
for batch in state: break
stream.load_state_dict(state.state_dict())
fails(lambda: stream)
try: stream.load_state_dict({})
except AugmentError as error: told.append([error.code, str(error)])
print(json.dumps(told))`,
    )) as [string, string][];
    assert.deepEqual(
      told.map(([code]) => code),
      ['failed', 'no-command', 'no-server', 'other-plan', 'bad-state'],
    );
    assert.match(told[0]![1], /nowhere: expected a folder of pictures/);
    assert.match(told[3]![1], /seed was "3", is "8"/);
  });

  it('is an IterableDataset of torch, with its state', async function () {
    const torch = pythonWith('numpy', 'torch');
    if (torch === undefined) return void this.skip();
    const [shapes, types, states] = (await python(
      torch,
      `${start()}
import torch
data = AugmentStream(config, command=command).torch()
assert isinstance(data, torch.utils.data.IterableDataset)
loader = torch.utils.data.DataLoader(data, batch_size=None)
out = [[list(b['image'].shape), str(b['image'].dtype), data.state_dict()['state']['step']] for b in loader]
try: list(torch.utils.data.DataLoader(data, batch_size=None, num_workers=1)); raise SystemExit('no error')
except AugmentError: pass
except Exception as error: assert 'num_workers=0' in str(error), error
print(json.dumps(list(map(list, zip(*out)))))`,
    )) as [number[][], string[], number[]];
    assert.deepEqual(shapes[0], [2, 24, 32, 3]);
    assert.equal(types[0], 'torch.float32');
    assert.deepEqual(states, [1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('reads a tar from a pipe that is closed early without a word of complaint', () => {
    const run = spawnSync('sh', [
      '-c',
      `"${process.execPath}" "${main}" stream "${join(folder.path, 'train.yaml')}" | head -c 1000 | wc -c`,
    ]);
    assert.equal(run.stdout.toString().trim(), '1000');
    assert.equal(run.stderr.toString(), '');
  });
});
