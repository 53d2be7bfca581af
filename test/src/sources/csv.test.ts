import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { type CsvColumns, csv, dataset, fromJSON } from '../../../src/index.ts';
import { folderOf, jpeg } from '../pictures.ts';
import { batches, labelRows, opened, read } from './opened.ts';

type Fault = { readonly code: string; readonly message: RegExp };

describe('csv', () => {
  let folder: ReturnType<typeof folderOf>;
  let pictures: readonly Buffer[];

  before(async () => {
    pictures = await Promise.all(['a', 'b', 'c'].map((name) => jpeg(24, 16, name)));
    folder = folderOf({
      'a.jpg': pictures[0]!,
      'deep/b, b.jpg': pictures[1]!,
      'c.jpg': pictures[2]!,
      'train.csv': '\uFEFFid,file,kind\r\n1,a.jpg,dog\r\n2,"deep/b, b.jpg",cat\r\n\r\n3,c.jpg,dog\r\n',
    });
  });
  after(() => folder.remove());

  const opens = (text: string, columns: CsvColumns, name = 'list.csv') => {
    const made = folderOf({ [name]: text });
    return opened(csv(name, columns), made.path).finally(() => made.remove());
  };
  const refuses = (text: string, columns: CsvColumns, fault: Fault, name?: string) =>
    assert.rejects(opens(text, columns, name), { name: 'AugmentError', ...fault });

  it('gives batches of the files it lists, with classes sorted by name', async () => {
    const [batch, rest] = await batches(csv('train.csv', { file: 'file', label: 'kind' }), 2, folder.path);
    assert.deepEqual(batch!.image.shape, [2, 8, 8, 3]);
    assert.deepEqual([...batch!.label.data], [1, 0]);
    assert.equal(batch!.label.dtype, 'int32');
    assert.deepEqual([batch!.ids, rest!.ids], [[0, 1], [2]]);
    assert.notDeepEqual(batch!.image.data.subarray(0, 192), batch!.image.data.subarray(192));
  });

  it('reads each file, and shows it as the manifest does', async () => {
    const source = await opened(csv('train.csv', { file: 'file', label: 'kind' }), folder.path);
    assert.deepEqual(source.classNames, ['cat', 'dog']);
    for (const [id, bytes] of pictures.entries()) assert.deepEqual((await read(source, id)).bytes, bytes);
    assert.equal(source.nameOf(1), join('deep', 'b, b.jpg'));
    assert.equal(source.readMask, undefined);
    source.assertPresent!();
  });

  it('takes paths from another root, and absolute ones as they are', async () => {
    const made = folderOf({
      'sub/list.csv': `file\ndeep/b, b.jpg\n${join(folder.path, 'c.jpg')}\n`.replace(
        'deep/b, b.jpg',
        '"deep/b, b.jpg"',
      ),
    });
    const source = await opened(csv(join(made.path, 'sub/list.csv'), { file: 'file', root: folder.path }));
    made.remove();
    assert.deepEqual((await read(source, 0)).bytes, pictures[1]);
    assert.deepEqual((await read(source, 1)).bytes, pictures[2]);
    assert.deepEqual(labelRows(source), [0, 0]);
    assert.deepEqual(source.classNames, []);
  });

  it('gives masks where there are any', async () => {
    const text = 'file,mask\na.jpg,c.jpg\nc.jpg,\n';
    const made = folderOf({ 'list.csv': text, 'a.jpg': pictures[0]!, 'c.jpg': pictures[2]! });
    const source = await opened(csv('list.csv', { file: 'file', mask: 'mask' }), made.path);
    assert.deepEqual((await source.readMask!(0))!.bytes, pictures[2]);
    assert.equal(source.readMask!(1), undefined);
    made.remove();
  });

  it('names the file that is gone, and tells that from a folder that is gone', async () => {
    const made = folderOf({ 'list.csv': 'file\ngone.jpg\n' });
    const source = await opened(csv('list.csv', { file: 'file' }), made.path);
    assert.throws(() => source.read(0), {
      code: 'unreadable',
      message: /^gone\.jpg: expected a file that can be read, got nothing of that name/,
    });
    source.assertPresent!();
    rmSync(made.path, { recursive: true });
    assert.throws(() => source.assertPresent!(), { code: 'source-gone' });
  });

  it('orders whole numbers by size, and keeps the names it is given', async () => {
    const rows = ['10', '9', '2', '10'].map((label) => `a.jpg,${label}\n`).join('');
    const sorted = await opens(`file,y\n${rows}`, { file: 'file', label: 'y' });
    assert.deepEqual(
      [sorted.classNames, labelRows(sorted)],
      [
        ['2', '9', '10'],
        [2, 1, 0, 2],
      ],
    );
    const given = await opens(`file,y\n${rows}`, { file: 'file', label: 'y', classNames: ['10', '9', '2', '7'] });
    assert.deepEqual(
      [given.classNames, labelRows(given)],
      [
        ['10', '9', '2', '7'],
        [0, 1, 2, 0],
      ],
    );
    const byIndex = await opens('file,y\na,1\na,cat\n', { file: 'file', label: 'y', classNames: ['cat', 'dog'] });
    assert.deepEqual(labelRows(byIndex), [1, 0]);
  });

  it('gives numbers: one, or a row of several columns', async () => {
    const text = 'file,x,y\na,1.5, -2e1\nb,.25,3\n';
    const one = await opens(text, { file: 'file', label: 'x', labelKind: 'number' });
    assert.deepEqual([one.labels.dtype, one.labels.width, labelRows(one)], ['float32', 0, [1.5, 0.25]]);
    const several = await opens(text, { file: 'file', label: ['y', 'x'] });
    assert.deepEqual([several.labels.dtype, several.labels.width], ['float32', 2]);
    assert.deepEqual(labelRows(several), [
      [-20, 1.5],
      [3, 0.25],
    ]);
  });

  it('gives several classes at once, of one column or of a column each', async () => {
    const text = 'file,tags,sun,sea\na,sea|sun,1,true\nb,,0,0\nc, sun ,1,False\n';
    const wanted = [
      [1, 1],
      [0, 0],
      [0, 1],
    ];
    const tags = await opens(text, { file: 'file', label: 'tags', labelKind: 'multi' });
    assert.deepEqual([tags.classNames, labelRows(tags)], [['sea', 'sun'], wanted]);
    assert.deepEqual([tags.labels.dtype, tags.labels.width], ['float32', 2]);
    const columns = await opens(text, { file: 'file', label: ['sea', 'sun'], labelKind: 'multi' });
    assert.deepEqual([columns.classNames, labelRows(columns)], [['sea', 'sun'], wanted]);
    const spaced = await opens('file,t\na,x y\n', {
      file: 'file',
      label: 't',
      labelKind: 'multi',
      separator: ' ',
      classNames: ['y', 'z', 'x'],
    });
    assert.deepEqual(labelRows(spaced), [[1, 0, 1]]);
    const made = folderOf({ 'a.jpg': pictures[0]!, 'list.csv': 'file,t\na.jpg,p|q\na.jpg,q\n' });
    const [batch] = await batches(csv('list.csv', { file: 'file', label: 't', labelKind: 'multi' }), 2, made.path);
    made.remove();
    assert.deepEqual(batch!.label, { data: Float32Array.of(1, 1, 0, 1), shape: [2, 2], dtype: 'float32' });
  });

  it('reads tabs, other delimiters, quotes and any line ends', async () => {
    const tabs = await opens('file\tlabel\na b\tx\n', { file: 'file', label: 'label' }, 'list.tsv');
    assert.equal(tabs.nameOf(0), 'a b');
    const semicolons = await opens('file;label\r"say ""x"";";"two\r\nlines"\r\nb;c', {
      file: 'file',
      label: 'label',
      delimiter: ';',
    });
    assert.deepEqual([semicolons.nameOf(0), semicolons.classNames], ['say "x";', ['c', 'two\r\nlines']]);
  });

  it('reads back whatever was written by the rules', async () => {
    const cell = fc.string({
      minLength: 1,
      maxLength: 12,
      unit: fc.constantFrom('a', 'é', '語', '"', ',', '\n', '\r', ' ', '#', '.'),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 8 }),
        fc.constantFrom('\n', '\r\n'),
        async (rows, end) => {
          const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
          const text = `f,l${end}${rows.map((row) => row.map(quoted).join(',')).join(end)}`;
          const source = await opens(text, { file: 'f', label: 'l', root: '/' });
          const names = rows.map(([, label]) => label);
          assert.deepEqual(source.classNames, [...new Set(names)].sort());
          assert.deepEqual(
            source.classNames.length === 0 ? [] : labelRows(source).map((label) => source.classNames[label as number]),
            names,
          );
          assert.deepEqual(
            rows.map((_, id) => source.nameOf(id)),
            rows.map(([file]) => join('/', file)),
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  it('names the line and the column of what is wrong', async () => {
    const file = 'file';
    await refuses(
      'file,lable\na,x\n',
      { file, label: 'label' },
      {
        code: 'missing-column',
        message: /^list\.csv:1: expected a column "label", got "file", "lable"; did you mean "lable"\?$/,
      },
    );
    await refuses('file;label\na;x\n', { file }, { code: 'missing-column', message: /is its delimiter ";"\?$/ });
    await refuses('file,file\na,x\n', { file }, { code: 'bad-manifest', message: /a column of that name once/ });
    await refuses(
      'file,x\na,1\n"b\n\r\nb",2\n\nc,3,4\n',
      { file },
      { code: 'bad-manifest', message: /^list\.csv:7: expected 2 cells, as in the first row, got 3; put quotes/ },
    );
    const number = { file, label: 'x', labelKind: 'number' } as const;
    for (const bad of ['tall', '', '0x10', 'NaN', 'Infinity', '1e39', '1 2', '1,5'.replace(',', ' ')]) {
      await refuses(`file,x\na,1\nb,${bad}\n`, number, {
        code: 'bad-manifest',
        message: new RegExp(`^list\\.csv:3: column "x": expected a number, got "${bad}"; mend`),
      });
    }
    await refuses(
      'file,x\na,\n',
      { file, label: 'x' },
      { code: 'bad-manifest', message: /:2: column "x": expected a class name, got ""/ },
    );
    await refuses(
      'file,x\na,dgo\n',
      { file, label: 'x', classNames: ['cat', 'dog'] },
      { code: 'bad-manifest', message: /expected one of 2 class names, got "dgo"; did you mean "dog"\?/ },
    );
    await refuses(
      'file,x\na,2\n',
      { file, label: 'x', classNames: ['cat', 'dog'] },
      { code: 'bad-manifest', message: /got "2"/ },
    );
    await refuses(
      'file,x\na,2\n',
      { file, label: ['x'], labelKind: 'multi' },
      { code: 'bad-manifest', message: /expected 0 or 1, got "2"/ },
    );
    await refuses(
      'file,x\na,\n',
      { file, label: 'x', labelKind: 'multi' },
      { code: 'bad-manifest', message: /a class in at least one row, got none/ },
    );
    await refuses(
      'file,x\n,1\n',
      { file },
      { code: 'bad-manifest', message: /:2: column "file": expected a path or an address, got ""/ },
    );
    await refuses('file\ns3://bucket/a.jpg\n', { file }, { code: 'bad-manifest', message: /s3 is not read; download/ });
    await refuses('file\nhttp://\n', { file }, { code: 'bad-manifest', message: /no valid address/ });
    await refuses(
      'file\nhttp://me:secret@host/a.jpg\n',
      { file },
      { code: 'bad-manifest', message: /take name and password out/ },
    );
  });

  it('refuses what is empty, no CSV, or not there', async () => {
    const file = 'file';
    for (const text of ['', '\n\n', 'file\n'])
      await refuses(
        text,
        { file },
        { code: 'empty-manifest', message: /^list\.csv: expected a row for each sample, got none/ },
      );
    await refuses(
      'file,x\na,1\nb,"open\nc,2\n',
      { file },
      { code: 'bad-manifest', message: /^list\.csv:3: expected CSV, got a cell whose quote is never closed/ },
    );
    await refuses('file,x\na,"b"c\n', { file }, { code: 'bad-manifest', message: /:2: .*after a closing quote/ });
    await refuses('file,x\na,b"c\n', { file }, { code: 'bad-manifest', message: /:2: .*in the middle of a cell/ });
    await refuses(
      `file,x\na,"${'b'.repeat(3e6)}`,
      { file },
      { code: 'bad-manifest', message: /:2: .*more than 1 MiB/ },
    );
    await assert.rejects(opened(csv('none.csv', { file }), folder.path), {
      code: 'missing-manifest',
      message: /none\.csv: expected a manifest, got nothing of that name; looked for /,
    });
    await assert.rejects(opened(csv('deep', { file }), folder.path), {
      code: 'missing-manifest',
      message: /got a folder/,
    });
  });

  it('is not stalled or flooded by hostile text', async () => {
    const wide = Array.from({ length: 50_000 }, (_, i) => `c${i}`).join(',');
    const error = await opens(`${wide}\n`, { file: 'file' }).then(
      () => assert.fail('opened'),
      (cause: Error) => cause,
    );
    assert.ok(error.message.length < 1500, `${error.message.length}`);
    const digits = `${'1'.repeat(900_000)}x`;
    await refuses(
      `file,x\na,${digits}\n`,
      { file: 'file', label: 'x', labelKind: 'number' },
      { code: 'bad-manifest', message: /expected a number, got "1{76}/ },
    );
    const tags = Array.from({ length: 30_000 }, (_, i) => `a,t${i}\n`).join('');
    await refuses(
      `file,x\n${tags}`,
      { file: 'file', label: 'x', labelKind: 'multi' },
      { code: 'too-many-classes', message: /got 30000 rows of 30000 numbers; is it the right label column/ },
    );
    await refuses(
      `file,x\na,${'n'.repeat(300)}\n`,
      { file: 'file', label: 'x' },
      { code: 'bad-manifest', message: /of at most 256 characters, got "n+\.\.\.; is it the right label column\?/ },
    );
    const proto = await opens('file,x\na,__proto__\nb,constructor\n', { file: 'file', label: 'x' });
    assert.deepEqual(proto.classNames, ['__proto__', 'constructor']);
  });

  it('refuses fields that are unknown, wrong or contradict each other', () => {
    const parse = (fields: object) => () => fromJSON({ source: { csv: { path: 'x.csv', file: 'file', ...fields } } });
    const faults: readonly (readonly [object, RegExp])[] = [
      [{ labels: 'x' }, /config\.source\.csv: unknown field "labels"; did you mean "label"\?/],
      [{ file: '' }, /csv\.file: expected the name of a column, got ""/],
      [{ label: ['a', 'a'] }, /csv\.label: expected the name of a column, or a list of columns, none twice/],
      [{ labelKind: 'klass', label: 'a' }, /csv\.labelKind: expected "class" or "number" or "multi", got "klass"/],
      [{ labelKind: 'class', label: ['a', 'b'] }, /expected number or multi with 2 label columns, got class/],
      [{ labelKind: 'number' }, /labelKind: expected label beside it/],
      [{ label: 'a', separator: ';' }, /separator: expected labelKind multi/],
      [{ label: 'a', labelKind: 'number', classNames: ['x'] }, /classNames: expected labels that are classes/],
      [{ label: ['a', 'b'], labelKind: 'multi', classNames: ['x'] }, /classNames: expected 2, one for each/],
      [{ delimiter: '||' }, /delimiter: expected one character, got "\|\|"/],
      [{ delimiter: '"' }, /delimiter: expected no quote/],
      [{ path: 'https://host/x.csv' }, /path: expected a path, got an address/],
      [
        { download: { timeoutSecond: 3 } },
        /csv\.download: unknown field "timeoutSecond"; did you mean "timeoutSeconds"\?/,
      ],
      [{ download: { retries: -1 } }, /csv\.download\.retries: expected a whole number from 0 to 10, got -1/],
    ];
    for (const [fields, message] of faults) assert.throws(parse(fields), { code: 'bad-config', message });
    assert.throws(
      () => fromJSON({ source: { csv: 'x.csv' } }),
      /config\.source\.csv: expected \{ path, file, .*got "x\.csv"/,
    );
  });

  it('is JSON both ways', () => {
    const json = dataset(csv('x.csv', { file: 'f', label: ['a', 'b'], root: 'r', delimiter: ';' })).toJSON();
    assert.deepEqual(json.source, { csv: { path: 'x.csv', file: 'f', label: ['a', 'b'], root: 'r', delimiter: ';' } });
    assert.deepEqual(fromJSON(json).toJSON(), json);
  });

  it('changes its identity where its files change', async () => {
    const [one, same, other] = await Promise.all(
      ['a\nb', 'a\nb', 'a\nc'].map((rows) => opens(`file\n${rows}\n`, { file: 'file' })),
    );
    assert.equal(one!.identity, same!.identity);
    assert.notEqual(one!.identity, other!.identity);
  });
});
