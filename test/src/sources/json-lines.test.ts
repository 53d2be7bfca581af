import assert from 'node:assert/strict';
import { dataset, fromJSON, jsonLines, type ManifestColumns } from '../../../src/index.ts';
import { folderOf, jpeg } from '../pictures.ts';
import { batches, labelRows, opened, read } from './opened.ts';

describe('jsonLines', () => {
  const opens = (text: string | Uint8Array, columns: ManifestColumns) => {
    const made = folderOf({ 'list.jsonl': text });
    return opened(jsonLines('list.jsonl', columns), made.path).finally(() => made.remove());
  };
  const lines = (...rows: readonly unknown[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  const refuses = (text: string | Uint8Array, columns: ManifestColumns, code: string, message: RegExp) =>
    assert.rejects(opens(text, columns), { name: 'AugmentError', code, message });

  it('gives batches of the files it lists', async () => {
    const [a, b] = [await jpeg(20, 20, 'a'), await jpeg(20, 20, 'b')];
    const text = `\uFEFF${JSON.stringify({ file: 'a.jpg', kind: 'x', mask: 'b.jpg' })}\r\n\n${JSON.stringify({ kind: 'é', file: 'deep/b.jpg' })}`;
    const folder = folderOf({ 'a.jpg': a, 'b.jpg': b, 'deep/b.jpg': b, 'list.jsonl': text });
    const spec = jsonLines('list.jsonl', { file: 'file', label: 'kind', mask: 'mask' });
    const source = await opened(spec, folder.path);
    const [batch] = await batches(spec, 2, folder.path);
    assert.deepEqual((await read(source, 1)).bytes, b);
    assert.deepEqual((await source.readMask!(0))!.bytes, b);
    assert.equal(source.readMask!(1), undefined);
    assert.deepEqual(source.classNames, ['x', 'é']);
    assert.deepEqual(
      [batch!.image.shape, batch!.ids, [...batch!.label.data]],
      [
        [2, 8, 8, 3],
        [0, 1],
        [0, 1],
      ],
    );
    folder.remove();
  });

  it('takes lists as labels: class names, and numbers', async () => {
    const rows = lines(
      { f: 'a', tags: ['sun', 'sea'], box: [1, 2.5] },
      { f: 'b', tags: [], box: [-3, '4'] },
      { f: 'c', tags: 'sea', box: [0, 0] },
    );
    const tags = await opens(rows, { file: 'f', label: 'tags', labelKind: 'multi' });
    assert.deepEqual(
      [tags.classNames, labelRows(tags)],
      [
        ['sea', 'sun'],
        [
          [1, 1],
          [0, 0],
          [1, 0],
        ],
      ],
    );
    const box = await opens(rows, { file: 'f', label: 'box', labelKind: 'number' });
    assert.deepEqual(
      [box.labels.dtype, box.labels.width, labelRows(box)],
      [
        'float32',
        2,
        [
          [1, 2.5],
          [-3, 4],
          [0, 0],
        ],
      ],
    );
    const classes = await opens(lines({ f: 'a', y: 10 }, { f: 'a', y: 9 }, { f: 'a', y: 10 }), {
      file: 'f',
      label: 'y',
    });
    assert.deepEqual(
      [classes.classNames, labelRows(classes)],
      [
        ['9', '10'],
        [1, 0, 1],
      ],
    );
    const flags = await opens(lines({ f: 'a', p: true, q: 0 }), { file: 'f', label: ['p', 'q'], labelKind: 'multi' });
    assert.deepEqual(labelRows(flags), [[1, 0]]);
  });

  it('finds the ends of lines wherever the file is cut into pieces', async () => {
    const names = Array.from({ length: 9000 }, (_, i) => `${'語é'.repeat(i % 40)}${i}`);
    const source = await opens(lines(...names.map((f) => ({ f }))), { file: 'f' });
    assert.deepEqual(
      names.map((_, id) => source.nameOf(id)),
      names,
    );
  });

  it('names the line and the field of what is wrong', async () => {
    const file = 'f';
    await refuses(
      '{"f": "a"}\n\n{"f": }\n',
      { file },
      'bad-manifest',
      /^list\.jsonl:3: expected a JSON object, got "\{\\"f\\": \}": Unexpected token/,
    );
    await refuses('["a"]\n', { file }, 'bad-manifest', /^list\.jsonl:1: expected a JSON object, got \["a"\]; write \{/);
    await refuses('[\n{"f": "a"}\n]\n', { file }, 'bad-manifest', /^list\.jsonl:1: expected a JSON object/);
    await refuses(
      lines({ f: 'a', label: 'x' }, { f: 'b', lable: 'x' }),
      { file, label: 'label' },
      'missing-column',
      /^list\.jsonl:2: expected a column "label", got "f", "lable"; did you mean "lable"\?$/,
    );
    await refuses(
      lines({ f: 'a', mask: 'x' }),
      { file, mask: 'masks' },
      'missing-column',
      /expected a column "masks".*did you mean "mask"\?/,
    );
    await refuses(
      lines({ f: 7 }),
      { file },
      'bad-manifest',
      /:1: column "f": expected a path or an address, got 7; write it as a text/,
    );
    await refuses(
      lines({ f: 'a', mask: { x: 1 } }),
      { file, mask: 'mask' },
      'bad-manifest',
      /column "mask": expected a path/,
    );
    await refuses(
      lines({ f: 'a', y: null }),
      { file, label: 'y' },
      'bad-manifest',
      /column "y": expected a class name, got null/,
    );
    await refuses(
      lines({ f: 'a', y: ['p'] }),
      { file, label: 'y' },
      'bad-manifest',
      /expected a class name, got \["p"\]/,
    );
    const number = { file, label: 'y', labelKind: 'number' } as const;
    await refuses(
      lines({ f: 'a', y: [1, 2] }, { f: 'a', y: [1] }),
      number,
      'bad-manifest',
      /:2: column "y": expected 2 numbers in a list, got \[1\]/,
    );
    await refuses(
      lines({ f: 'a', y: 1 }, { f: 'a', y: [1] }),
      number,
      'bad-manifest',
      /:2: column "y": expected a number, got \[1\]/,
    );
    await refuses(
      lines({ f: 'a', y: [] }),
      number,
      'bad-manifest',
      /:1: column "y": expected one or more numbers in a list, got \[\]/,
    );
    await refuses(lines({ f: 'a', y: [1, 'x'] }), number, 'bad-manifest', /column "y": expected a number, got "x"/);
    await refuses(lines({ f: 'a', y: true }), number, 'bad-manifest', /expected a number, got true/);
    await refuses(
      lines({ f: 'a', t: { x: 1 } }),
      { file, label: 't', labelKind: 'multi' },
      'bad-manifest',
      /expected class names in a list/,
    );
    await refuses(
      lines({ f: 'a', t: [['x']] }),
      { file, label: 't', labelKind: 'multi' },
      'bad-manifest',
      /expected a class name, got \["x"\]/,
    );
    await refuses('', { file }, 'empty-manifest', /expected a row for each sample, got none/);
    await refuses('\n \n', { file }, 'empty-manifest', /got none/);
  });

  it('is not fooled by names that objects have, nor by endless lines and depths', async () => {
    await refuses(
      lines({ f: 'a' }),
      { file: 'constructor' },
      'missing-column',
      /expected a column "constructor", got "f"/,
    );
    const proto = await opens('{"f": "a", "__proto__": "x"}\n', { file: 'f', label: '__proto__' });
    assert.deepEqual(proto.classNames, ['x']);
    await refuses(
      `{"f": "${'a'.repeat(3 << 20)}"}`,
      { file: 'f' },
      'bad-manifest',
      /^list\.jsonl:1: expected lines of at most 1 MiB/,
    );
    await refuses(`{"f": "a"}\n${'['.repeat(900_000)}\n`, { file: 'f' }, 'bad-manifest', /^list\.jsonl:2: /);
    await refuses(new Uint8Array(3 << 20), { file: 'f' }, 'bad-manifest', /at most 1 MiB/);
  });

  it('is JSON both ways', () => {
    const json = dataset(
      jsonLines('x.jsonl', { file: 'f', label: 't', labelKind: 'multi', download: { retries: 0 } }),
    ).toJSON();
    assert.deepEqual(fromJSON(json).toJSON(), json);
    assert.throws(
      () => fromJSON({ source: { jsonLines: { path: 'x', file: 'f', delimiter: ';' } } }),
      /jsonLines: unknown field "delimiter"/,
    );
  });
});
