import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { AugmentError, type Batch, dataset, webDataset } from '../../../src/index.ts';
import { sendArrow } from '../../../src/sinks/arrow.ts';
import { sendFrames } from '../../../src/sinks/frames.ts';
import { npyHeader } from '../../../src/sinks/npy.ts';
import { sendTar } from '../../../src/sinks/samples.ts';
import { horizontalFlip, rotate, scale } from '../../../vision/index.ts';
import { folderOf, scenes } from '../pictures.ts';
import { framesIn, keeping, python, pythonWith } from './reading.ts';

const set = (dtype: 'float32' | 'uint8' = 'float32') =>
  dataset(scenes(7), { seed: 5 }).shuffle().augment(rotate(), horizontalFlip(), scale({ dtype })).batch(3).repeat(2);
const hello = { classNames: ['a', 'b', 'c'], batchSize: 3, modality: 'image' } as const;

async function all(data: ReturnType<typeof set>): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const batch of data.stream({ workers: 0 })) batches.push(batch);
  return batches;
}

describe('frames', () => {
  it('carry every batch as .npy, with the state behind it', async () => {
    const sink = keeping();
    await sendFrames(set().stream({ workers: 0, lease: true }), sink, hello);
    const [first, ...frames] = framesIn(sink.bytes());
    assert.deepEqual(first!.header, { kind: 'hello', ...hello });
    const last = frames.pop()!;
    assert.equal(last.header.kind, 'end');
    assert.equal((last.header.epochs as { delivered: number }[])[1]!.delivered, 7);
    const batches = await all(set());
    assert.equal(frames.length, batches.length);
    for (const [i, { header, payload }] of frames.entries()) {
      const batch = batches[i]!;
      const at = (name: string) => header.arrays!.find((array) => array.name === name)!;
      const { offset, data, bytes, shape, dtype } = at('image');
      assert.deepEqual([shape, dtype, offset % 64, data % 64], [batch.image.shape, '<f4', 0, 0]);
      const floats = new Float32Array(new Uint8Array(payload.subarray(data, data + bytes)).buffer);
      assert.deepEqual(floats, batch.image.data.slice());
      assert.equal(payload.toString('latin1', offset, offset + 6), '\x93NUMPY');
      const ids = at('ids');
      const place = payload.subarray(ids.data, ids.data + ids.bytes);
      assert.deepEqual([...new BigInt64Array(new Uint8Array(place).buffer)].map(Number), batch.ids);
      assert.deepEqual([header.epoch, header.index, header.valid], [batch.epoch, batch.index, batch.valid]);
      const rest = await all(set()).then((whole) => whole.slice(i + 1).map(({ ids: known }) => known));
      const resumed: (readonly number[])[] = [];
      for await (const { ids: known } of set().stream({ workers: 0, from: header.state as never })) resumed.push(known);
      assert.deepEqual(resumed, rest);
    }
  });

  it('tell the reader of an error before it is thrown', async () => {
    const broken = dataset({ pictures: { records: [{ bytes: new Uint8Array(9), name: 'broken.jpg' }] } });
    const sink = keeping();
    await assert.rejects(sendFrames(broken.stream({ workers: 0 }), sink, hello), /broken\.jpg/);
    const { header } = framesIn(sink.bytes()).at(-1)!;
    assert.equal(header.kind, 'error');
    assert.match(String(header.message), /broken\.jpg/);
  });

  it('stop where the reader goes away, and say so', async () => {
    const stream = set().stream({ workers: 1, lease: true });
    await assert.rejects(sendFrames(stream, keeping(10_000), hello), (error: unknown) => {
      assert.ok(error instanceof AugmentError);
      assert.equal(error.code, 'reader-gone');
      return true;
    });
    assert.deepEqual(await stream.next(), { value: undefined, done: true });
  });
});

describe('.npy', () => {
  it('is what numpy reads', async function () {
    this.timeout(30_000);
    const command = pythonWith('numpy');
    if (command === undefined) return void this.skip();
    const arrays = [
      { data: Float32Array.of(1.5, -2, 3, 4, 5, 6), shape: [2, 3] },
      { data: Uint8Array.of(1, 2, 3), shape: [3] },
      { data: Uint16Array.of(65535, 2), shape: [2, 1, 1] },
      { data: Int32Array.of(-7), shape: [] },
      { data: BigInt64Array.of(2n ** 40n, -1n), shape: [2] },
    ];
    const files = Object.fromEntries(
      arrays.map(({ data, shape }, i) => [
        `${i}.npy`,
        Buffer.concat([npyHeader(data, shape), new Uint8Array(data.buffer)]),
      ]),
    );
    const folder = folderOf(files);
    try {
      const program = `import numpy as np
print(json.dumps([[a.tolist(), list(a.shape), a.dtype.str] for a in (np.load(f"{sys.argv[1]}/{i}.npy") for i in range(5))]))`;
      const seen = (await python(command, program, folder.path)) as [unknown, number[], string][];
      assert.deepEqual(seen, [
        [
          [
            [1.5, -2, 3],
            [4, 5, 6],
          ],
          [2, 3],
          '<f4',
        ],
        [[1, 2, 3], [3], '|u1'],
        [[[[65535]], [[2]]], [2, 1, 1], '<u2'],
        [-7, [], '<i4'],
        [[2 ** 40, -1], [2], '<i8'],
      ]);
    } finally {
      folder.remove();
    }
  });
});

describe('a tar', () => {
  it('is a WebDataset, which we read as well: the same pictures and labels', async () => {
    const sink = keeping();
    await sendTar(set('uint8').stream({ workers: 0 }), sink, { batchSize: 3, isPng: true });
    const folder = folderOf({ 'all.tar': sink.bytes() });
    try {
      const again = dataset(webDataset(join(folder.path, 'all.tar')))
        .augment(scale({ dtype: 'uint8' }))
        .batch(14);
      const [whole] = await all(again as never);
      const batches = await all(set('uint8'));
      assert.deepEqual(
        [...whole!.label.data],
        batches.flatMap(({ label }) => [...label.data]),
      );
      assert.deepEqual(
        [...whole!.image.data],
        batches.flatMap(({ image }) => [...image.data]),
      );
    } finally {
      folder.remove();
    }
  });

  it('is what Python reads: names, .npy, labels, ids', async function () {
    this.timeout(30_000);
    const command = pythonWith('numpy');
    if (command === undefined) return void this.skip();
    const sink = keeping();
    await sendTar(set().stream({ workers: 0 }), sink, { batchSize: 3, isPng: false });
    const folder = folderOf({});
    try {
      writeFileSync(join(folder.path, 'all.tar'), sink.bytes());
      const program = `import tarfile, io, numpy as np
out = []
with tarfile.open(sys.argv[1]) as tar:
    for member in tar:
        key, extension = member.name.split('.', 1)
        data = tar.extractfile(member).read()
        if extension == 'image.npy':
            a = np.load(io.BytesIO(data)); out.append([key, list(a.shape), a.dtype.str, float(a[0, 0, 0])])
        elif extension == 'cls': out[-1].append(int(data))
        elif extension == 'json': out[-1].append(json.loads(data)['id'])
print(json.dumps(out))`;
      const seen = (await python(command, program, join(folder.path, 'all.tar'))) as unknown[][];
      const rows = (await all(set())).flatMap((batch) =>
        batch.ids.map((id, row) => [
          `${String(batch.epoch).padStart(4, '0')}-${String(batch.index * 3 + row).padStart(9, '0')}-${id}`,
          [20, 24, 3],
          '<f4',
          batch.image.data[row * 20 * 24 * 3],
          batch.label.data[row],
          id,
        ]),
      );
      assert.deepEqual(seen, rows);
    } finally {
      folder.remove();
    }
  });

  it('refuses PNG of what is no 8-bit RGB', async () => {
    await assert.rejects(
      sendTar(set().stream({ workers: 0 }), keeping(), { batchSize: 3, isPng: true }),
      /scale\({ dtype: "uint8" }\)/,
    );
  });
});

describe('Arrow', () => {
  it('has a record batch for each minibatch, with shapes', async () => {
    const sink = keeping();
    await sendArrow(set('uint8').stream({ workers: 0, lease: true }), sink);
    const table = tableFromIPC(sink.bytes());
    const batches = await all(set('uint8'));
    assert.deepEqual(
      table.batches.map(({ numRows }) => numRows),
      batches.map(({ ids }) => ids.length),
    );
    assert.equal(table.schema.fields[0]!.metadata.get('shape'), '[20,24,3]');
    const images = table.getChild('image')!;
    assert.deepEqual(
      [...Array(table.numRows).keys()].flatMap((row) => [...images.get(row)]),
      batches.flatMap(({ image }) => [...image.data]),
    );
    assert.deepEqual(
      [...table.getChild('ids')!].map(Number),
      batches.flatMap(({ ids }) => [...ids]),
    );
  });
});
