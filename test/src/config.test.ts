import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { configSchema, dataset, fromJSON, oneOf, someOf, sometimes } from '../../src/index.ts';
import { gaussianBlur, gaussianNoise, horizontalFlip, resizedCrop, rotate, scale } from '../../vision/index.ts';

const ajv = new Ajv2020({ strict: false, allErrors: false });
const valid = ajv.compile(configSchema());

const whole = dataset({ imageFolder: { path: 'data/train' } }, { seed: 7 })
  .shuffle()
  .take(100)
  .decode({ onTruncated: 'accept' })
  .augment(
    resizedCrop({ size: [32, 32] }),
    sometimes([horizontalFlip(), rotate({ name: 'turn' })], { p: 0.3 }),
    oneOf([gaussianBlur(), gaussianNoise()], { weights: [1, 3], p: 0.5 }),
    someOf([rotate(), horizontalFlip()], { count: [0, 2], order: 'random' }),
    scale({ mean: [0.5, 0.5, 0.5], std: [0.2, 0.2, 0.2], layout: 'NCHW' }),
  )
  .batch(16, { last: 'drop' })
  .repeat();

describe('a config', () => {
  it('is a dataset, both ways', () => {
    const json = whole.toJSON();
    assert.deepEqual(fromJSON(json).toJSON(), json);
    assert.equal(json.epochs, 'forever');
    assert.equal(fromJSON(json).spec.epochs, Number.POSITIVE_INFINITY);
  });

  it('is described by the published schema', () => {
    assert.ok(valid(whole.toJSON()), JSON.stringify(valid.errors));
    assert.ok(
      valid({ source: { imageFolder: 'data' }, augment: ['horizontalFlip', { rotate: {} }] }),
      JSON.stringify(valid.errors),
    );
    const published = JSON.parse(readFileSync(new URL('../../../schema.json', import.meta.url), 'utf8'));
    assert.deepEqual(published, JSON.parse(JSON.stringify(configSchema())), 'schema.json is stale: npm run generate');
  });

  it('is refused by the schema where the library refuses it', () => {
    const faults: unknown[] = [
      {},
      { source: { imageFolder: 'x' }, sead: 1 },
      { source: { imageFolder: 'x' }, augment: [{ rotate: { angleDegree: [0, 1] } }] },
      { source: { imageFolder: 'x' }, augment: [{ rotate: { angleDegrees: 15 } }] },
      { source: { imageFolder: 'x' }, augment: [{ resize: {} }] },
      { source: { imageFolder: 'x' }, augment: [{ pixelDropout: { dropFraction: [0, 2] } }] },
      { source: { imageFolder: 'x' }, augment: [{ oneOf: [] }] },
      { source: { imageFolder: 'x' }, batch: 0 },
      { source: { imageFolder: 'x' }, lastBatch: 'loose' },
      { source: { imageFolder: 'x' }, epochs: -1 },
      { source: { imageFolder: 'x' }, order: ['shuffel'] },
      { source: { imageFolder: 'x', pictures: {} } },
      { source: { images: 'x' } },
      { source: { imageFolder: 'x' }, decode: { maxPixel: 3 } },
    ];
    for (const fault of faults) {
      assert.ok(!valid(fault), `schema accepts ${JSON.stringify(fault)}`);
      assert.throws(() => fromJSON(fault), { name: 'AugmentError' }, `library accepts ${JSON.stringify(fault)}`);
    }
  });

  it('never fails otherwise than with an AugmentError, whatever the JSON', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.constantFrom('source', 'augment', 'order', 'batch', 'decode', 'epochs', 'seed'),
        (value, field) => {
          try {
            fromJSON({ source: { imageFolder: 'x' }, [field]: value });
          } catch (error) {
            assert.equal((error as Error).name, 'AugmentError', String((error as Error).stack));
          }
        },
      ),
      { numRuns: 400 },
    );
  });
});
