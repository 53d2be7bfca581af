import assert from 'node:assert/strict';
import { type CifarSpec, cifar, dataset, fromJSON } from '../../../src/index.ts';
import { scale } from '../../../vision/index.ts';
import { folderOf } from '../pictures.ts';
import { labelRows, opened, read } from './opened.ts';

/** A value for each picture, channel and place. */
const valueAt = (seed: number, channel: number, i: number) => (seed * 31 + channel * 77 + i * 13 + (i >> 5)) % 256;

/** A record as the format says: label bytes, then all red, all green, all blue. */
function cifarRecord(labels: readonly number[], seed: number): Buffer {
  const planes = Uint8Array.from({ length: 3072 }, (_, i) => valueAt(seed, i >> 10, i & 1023));
  return Buffer.concat([Buffer.from(labels), planes]);
}

const interleaved = (seed: number) =>
  Uint8Array.from({ length: 3072 }, (_, i) => valueAt(seed, i % 3, Math.floor(i / 3)));

describe('cifar', () => {
  it('gives batches of CIFAR-10 files, one after the other', async () => {
    const folder = folderOf({
      'data_batch_1.bin': Buffer.concat([cifarRecord([3], 1), cifarRecord([9], 2), cifarRecord([0], 3)]),
      'data_batch_2.bin': cifarRecord([5], 4),
    });
    const spec = cifar({ paths: ['data_batch_1.bin', 'data_batch_2.bin'], variant: 10 });
    const source = await opened(spec, folder.path);
    assert.deepEqual(source.classNames, [
      'airplane',
      'automobile',
      'bird',
      'cat',
      'deer',
      'dog',
      'frog',
      'horse',
      'ship',
      'truck',
    ]);
    assert.deepEqual(labelRows(source), [3, 9, 0, 5]);
    assert.deepEqual([2, 3].map(source.nameOf), ['data_batch_1.bin[2]', 'data_batch_2.bin[0]']);
    for (let id = 0; id < 4; id++)
      assert.deepEqual(Uint8Array.from((await read(source, id)).bytes), interleaved(id + 1));
    let seen = 0;
    for await (const { image, label, ids } of dataset(spec, { base: folder.path })
      .augment(scale({ dtype: 'uint8' }))
      .batch(3)) {
      assert.deepEqual(image.shape, [ids.length, 32, 32, 3]);
      for (const [row, id] of ids.entries()) {
        assert.deepEqual(Uint8Array.from(image.data.subarray(row * 3072, (row + 1) * 3072)), interleaved(id + 1));
        assert.equal(label.data[row], [3, 9, 0, 5][id]);
        seen++;
      }
    }
    assert.equal(seen, 4);
    folder.remove();
  });

  it('gives either label of CIFAR-100', async () => {
    const folder = folderOf({ 'train.bin': Buffer.concat([cifarRecord([11, 19], 1), cifarRecord([19, 99], 2)]) });
    const fine = await opened(cifar({ paths: ['train.bin'], variant: 100 }), folder.path);
    const coarse = await opened(cifar({ paths: ['train.bin'], variant: 100, labels: 'coarse' }), folder.path);
    assert.deepEqual(
      [labelRows(fine), labelRows(coarse)],
      [
        [19, 99],
        [11, 19],
      ],
    );
    assert.deepEqual([fine.classNames.length, fine.classNames[19], fine.classNames[99]], [100, 'cattle', 'worm']);
    assert.deepEqual(
      [coarse.classNames.length, coarse.classNames[11], coarse.classNames[19]],
      [20, 'large_omnivores_and_herbivores', 'vehicles_2'],
    );
    for (const { classNames } of [fine, coarse]) assert.deepEqual([...new Set(classNames)].sort(), classNames);
    assert.deepEqual(Uint8Array.from((await read(coarse, 1)).bytes), interleaved(2));
    folder.remove();
  });

  it('reads more records than it holds at a time', async () => {
    const count = 600;
    const records = Array.from({ length: count }, (_, i) => cifarRecord([i % 10], i));
    const folder = folderOf({ 'x.bin': Buffer.concat(records) });
    const source = await opened(cifar({ paths: ['x.bin'], variant: 10 }), folder.path);
    assert.equal(source.length, count);
    for (const id of [0, 255, 256, 511, 512, 599]) {
      assert.deepEqual(Uint8Array.from((await read(source, id)).bytes), interleaved(id));
      assert.equal(labelRows(source)[id], id % 10);
    }
    folder.remove();
  });

  it('takes names from the file beside it, or those it is given', async () => {
    const names = ['plane', 'car', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'lorry'];
    const folder = folderOf({
      'a/x.bin': cifarRecord([0], 1),
      'a/batches.meta.txt': `${names.join('\r\n')}\n\n`,
      'b/x.bin': cifarRecord([0], 1),
      'b/batches.meta.txt': 'one\ntwo\n',
    });
    const beside = await opened(cifar({ paths: ['a/x.bin'], variant: 10 }), folder.path);
    assert.deepEqual(beside.classNames, names);
    await assert.rejects(opened(cifar({ paths: ['b/x.bin'], variant: 10 }), folder.path), {
      code: 'bad-cifar',
      message: /batches\.meta\.txt: expected 10 different class names, a line each, got 2 lines/,
    });
    const given = await opened(cifar({ paths: ['b/x.bin'], variant: 10, classNames: names }), folder.path);
    assert.deepEqual(given.classNames, names);
    folder.remove();
  });

  it('says of bad files what is wrong with them', async () => {
    const folder = folderOf({
      empty: '',
      ten: cifarRecord([1], 1),
      hundred: cifarRecord([1, 2], 1),
      cut: cifarRecord([1], 1).subarray(0, 3000),
      label: Buffer.concat([cifarRecord([1], 1), cifarRecord([10], 1)]),
      coarse: cifarRecord([20, 5], 1),
    });
    const refused = (spec: CifarSpec, message: RegExp, code = 'bad-cifar') =>
      assert.rejects(opened(cifar(spec), folder.path), { name: 'AugmentError', code, message });
    await refused(
      { paths: ['gone'], variant: 10 },
      /^gone: expected a CIFAR file, got nothing of that name; looked for /,
      'missing-file',
    );
    await refused({ paths: ['.'], variant: 10 }, /expected a CIFAR file, got a folder/);
    await refused(
      { paths: ['empty'], variant: 10 },
      /expected records of 3073 bytes \(CIFAR-10\), got a file of 0 bytes/,
    );
    await refused(
      { paths: ['ten', 'cut'], variant: 10 },
      /^cut: .* got a file of 3000 bytes; take the binary version, whole/,
    );
    await refused({ paths: ['hundred'], variant: 10 }, /that is CIFAR-100: say variant: 100/);
    await refused({ paths: ['ten'], variant: 100 }, /that is CIFAR-10: say variant: 10/);
    await refused({ paths: ['label'], variant: 10 }, /^label: record 1: expected a label below 10, got 10/);
    await refused({ paths: ['coarse'], variant: 100, labels: 'coarse' }, /record 0: expected a label below 20, got 20/);
    await opened(cifar({ paths: ['coarse'], variant: 100 }), folder.path);
    folder.remove();
  });

  it('is JSON both ways, and refuses what it does not know', () => {
    const json = dataset(cifar({ paths: ['a', 'b'], variant: 100, labels: 'coarse' })).toJSON();
    assert.deepEqual(fromJSON(json).toJSON(), json);
    const faults: readonly (readonly [object, RegExp])[] = [
      [{ variant: 20 }, /cifar\.variant: expected 10 or 100, got 20/],
      [{ paths: [] }, /cifar\.paths: expected a list of files, none twice, got \[\]/],
      [{ paths: ['a', 'a'] }, /none twice/],
      [{ labels: 'fine' }, /cifar\.labels: expected nothing with variant 10, got "fine"/],
      [{ classNames: ['a'] }, /cifar\.classNames: expected 10 names, got 1/],
      [{ path: 'a' }, /unknown field "path"; did you mean "paths"\?/],
    ];
    for (const [change, message] of faults) {
      assert.throws(() => fromJSON({ source: { cifar: { paths: ['a'], variant: 10, ...change } } }), {
        code: 'bad-config',
        message,
      });
    }
  });
});
