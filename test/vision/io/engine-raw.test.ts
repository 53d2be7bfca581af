import assert from 'node:assert/strict';
import fc from 'fast-check';
import { dataset, digest, pictures } from '../../../src/index.ts';
import { resizedCrop, rotate } from '../../../vision/index.ts';
import { scene } from '../../src/pictures.ts';

describe('raw pixels', () => {
  it('are read no further than the plan sees, with the bytes of the whole picture', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 200 }), async (seed) => {
        const [width, height] = [90, 120];
        const bytes = scene(width, height, `${seed}`);
        const raw = { width, height, channels: 3 } as const;
        const withAlpha = new Uint8Array(width * height * 4);
        for (let i = 0; i < width * height; i++) {
          withAlpha.set(bytes.subarray(i * 3, i * 3 + 3), i * 4);
          withAlpha[i * 4 + 3] = 255;
        }
        const plan = (source: Parameters<typeof pictures>[0]) =>
          dataset(pictures(source), { seed })
            .augment(resizedCrop({ size: [24, 24], areaFraction: [0.05, 0.5] }), rotate({ angleDegrees: [-20, 20] }))
            .stream({ workers: 0, epochs: 3 });
        const plain = await digest(plan([{ bytes, raw }]));
        assert.deepEqual(await digest(plan([{ bytes: withAlpha, raw: { ...raw, channels: 4 } }])), plain);
        const { default: sharp } = await import('sharp');
        const png = await sharp(bytes, { raw }).png().toBuffer();
        assert.deepEqual(await digest(plan([{ bytes: png }])), plain, 'a file of the same pixels is decoded whole');
      }),
      { numRuns: 25 },
    );
  });
});
