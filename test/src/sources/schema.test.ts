import assert from 'node:assert/strict';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { configSchema } from '../../../src/index.ts';
import { parseSource } from '../../../src/sources/kinds.ts';

const valid = new Ajv2020({ strict: false }).compile(configSchema());
const folder = { imageFolder: 'x' };
const parts = { train: 0.5, rest: 0.5 };

describe('the schema of sources within sources', () => {
  it('takes what the library takes', () => {
    const sources: readonly object[] = [
      { concat: [folder, { concat: [folder] }] },
      { filter: { source: folder, where: { label: ['a', 1], not: { any: [{ name: '^x' }, { label: 2 }] } } } },
      {
        subset: { source: { filter: { source: folder, where: { name: 'x' } } }, count: 3, seed: 'x', balanced: 'auto' },
      },
      { split: { source: folder, part: 'train', parts, by: 'stem', seed: -1 } },
      { mix: { sources: [{ source: { concat: [folder] }, weight: 0.1 }], length: 9 } },
    ];
    for (const source of sources) {
      assert.ok(valid({ source }), JSON.stringify(valid.errors));
      parseSource(source, 'source');
    }
  });

  it('refuses what the library refuses', () => {
    const sources: readonly object[] = [
      { concat: [] },
      { concat: [{ imageFolder: '' }] },
      { concat: [folder], filter: { source: folder, where: { label: 1 } } },
      { filter: { source: folder, where: {} } },
      { filter: { source: folder, where: { any: [] } } },
      { filter: { source: folder, where: { not: { lable: 1 } } } },
      { filter: { source: { concat: [7] }, where: { label: 1 } } },
      { subset: { source: folder, count: 0 } },
      { subset: { source: folder, count: 2, balanced: 'yes' } },
      { split: { source: folder, parts } },
      { split: { source: folder, part: 'train', parts: { train: 2 } } },
      { mix: { sources: [{ source: folder, weight: 0 }] } },
      { mix: { sources: [] } },
    ];
    for (const source of sources) {
      assert.ok(!valid({ source }), JSON.stringify(source));
      assert.throws(() => parseSource(source, 'source'), { name: 'AugmentError', code: 'bad-config' });
    }
  });
});
