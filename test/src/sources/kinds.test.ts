import assert from 'node:assert/strict';
import { Ajv2020 } from 'ajv/dist/2020.js';
import {
  arrays,
  cifar,
  configSchema,
  csv,
  dataset,
  fromJSON,
  idx,
  imageFolder,
  jsonLines,
} from '../../../src/index.ts';
import { sourceKinds } from '../../../src/sources/kinds.ts';
import { folderOf, jpeg, scenes } from '../pictures.ts';
import { opened } from './opened.ts';

const valid = new Ajv2020({ strict: false }).compile(configSchema());

describe('the kinds of source', () => {
  const sources = [
    imageFolder('data'),
    csv('x.csv', {
      file: 'f',
      label: ['a', 'b'],
      labelKind: 'multi',
      mask: 'm',
      delimiter: ';',
      download: { retries: 1 },
    }),
    csv('x.csv', { file: 'f', label: 'a', classNames: ['p', 'q'], root: 'pictures' }),
    jsonLines('x.jsonl', { file: 'f', label: 'a', labelKind: 'multi', separator: ' ' }),
    scenes(1),
    arrays({ images: new Uint8Array(6), shape: [2, 1, 3], labels: [[1], [2]] }),
    idx({ images: 'x', labels: 'y' }),
    cifar({ paths: ['x'], variant: 100, labels: 'coarse' }),
  ];

  for (const source of sources) {
    const [kind] = Object.keys(source) as [string];
    it(`has a schema for ${kind} that takes what the library takes`, () => {
      assert.ok(kind in sourceKinds);
      const json = dataset(source).toJSON();
      assert.ok(valid(json), JSON.stringify(valid.errors));
      fromJSON(json);
      const slip = { source: { [kind]: { ...(json.source as Record<string, object>)[kind], sord: 1 } } };
      assert.ok(!valid(slip));
      assert.throws(() => fromJSON(slip), { code: 'bad-config', message: /unknown field "sord"/ });
    });
  }

  it('refuses in the schema what the library refuses', () => {
    const faults = [
      { csv: { path: 'x' } },
      { csv: { path: 'x', file: 'f', label: [] } },
      { csv: { path: 'x', file: 'f', delimiter: '' } },
      { csv: { path: 'x', file: 'f', download: { retries: 99 } } },
      { jsonLines: { path: 'x', file: 'f', delimiter: ';' } },
      { arrays: { images: '', shape: [0, 1, 1] } },
      { idx: { images: 7 } },
      { cifar: { paths: ['x'], variant: 20 } },
    ];
    for (const source of faults) {
      assert.ok(!valid({ source }), JSON.stringify(source));
      assert.throws(() => fromJSON({ source }), { code: 'bad-config' }, JSON.stringify(source));
    }
  });

  it('takes the short form of a spec in code as well as in a config', async () => {
    const folder = folderOf({ 'a.jpg': await jpeg(8, 8) });
    const source = await opened({ imageFolder: folder.path } as never);
    assert.equal(source.length, 1);
    folder.remove();
  });
});
