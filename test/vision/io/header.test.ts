import assert from 'node:assert/strict';
import fc from 'fast-check';
import sharp from 'sharp';
import { orientationMatrix, readHeader } from '../../../vision/io/header.ts';
import { open, textured } from './files.ts';

describe('headers', () => {
  it('tell size and kind of every format that sharp writes', async () => {
    for (const format of ['jpeg', 'png', 'webp', 'gif', 'avif', 'tiff'] as const) {
      const header = await readHeader(await textured(50, 31).toFormat(format).toBuffer(), 'file', {});
      assert.deepEqual([header.width, header.height, header.orientation], [50, 31, 1], format);
    }
    const lossless = await readHeader(await textured(50, 31).webp({ lossless: true }).toBuffer(), 'file', {});
    assert.deepEqual([lossless.width, lossless.height], [50, 31]);
    const svg = Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><rect width="20" height="10"/></svg>',
    );
    const drawn = await readHeader(svg, 'file', {});
    assert.deepEqual([drawn.width, drawn.height], [20, 10]);
  });

  it('honour EXIF orientation: the matrix finds what sharp turns', async () => {
    const [width, height] = [13, 7];
    for (const format of ['jpeg', 'png', 'webp', 'tiff'] as const) {
      for (let orientation = 1; orientation <= 8; orientation++) {
        const options = format === 'jpeg' ? { quality: 100 } : {};
        const bytes = await textured(width, height).withMetadata({ orientation }).toFormat(format, options).toBuffer();
        const { header, rgb } = await open(bytes);
        assert.equal(header.orientation, orientation, format);
        const upright = await sharp(bytes, { ignoreIcc: true })
          .autoOrient()
          .removeAlpha()
          .raw()
          .toBuffer({ resolveWithObject: true });
        assert.deepEqual([header.width, header.height], [upright.info.width, upright.info.height]);
        const m = orientationMatrix(header);
        for (let y = 0; y < header.height; y++) {
          for (let x = 0; x < header.width; x++) {
            const from = ((m[3] * x + m[4] * y + m[5]) * header.storedWidth + m[0] * x + m[1] * y + m[2]) * 3;
            const to = (y * header.width + x) * 3;
            assert.deepEqual(
              [...rgb.subarray(from, from + 3)],
              [...upright.data.subarray(to, to + 3)],
              `${format} ${orientation} ${x} ${y}`,
            );
          }
        }
      }
    }
  });

  it('refuse absurd sizes before memory is asked for', async () => {
    const png = await textured(8, 8).png().toBuffer();
    png.writeUInt32BE(60_000, 16);
    png.writeUInt32BE(60_000, 20);
    assert.throws(() => readHeader(png, 'bomb.png', {}), {
      code: 'too-large',
      message: /bomb\.png: expected at most 100000000 pixels, got 60000 x 60000; .*decode\.maxPixels/,
    });
    const jpeg = await textured(40, 30).jpeg().toBuffer();
    assert.throws(
      () => readHeader(jpeg, 'a.jpg', { maxPixels: 1000 }),
      /a\.jpg: expected at most 1000 pixels, got 40 x 30/,
    );
    const tiff = await textured(40, 30).tiff().toBuffer();
    await assert.rejects(
      async () => await readHeader(tiff, 'a.tiff', { maxPixels: 1000 }),
      /a\.tiff: expected at most 1000 pixels/,
    );
  });

  it('name an empty file, a file that is no picture, and one that ends in its header', async () => {
    assert.throws(() => readHeader(new Uint8Array(0), 'a.jpg', {}), {
      code: 'empty-file',
      message: /a\.jpg: .*empty file \(0 bytes\)/,
    });
    await assert.rejects(async () => await readHeader(Buffer.from('<html>not found</html>'), 'a.jpg', {}), {
      code: 'not-a-picture',
      message: /a\.jpg: expected a picture .*begins "<html>/,
    });
    for (const format of ['jpeg', 'png', 'webp', 'gif'] as const) {
      const bytes = await textured().toFormat(format).toBuffer();
      await assert.rejects(
        async () => await readHeader(bytes.subarray(0, format === 'gif' ? 8 : 14), 'cut', {}),
        { code: 'truncated' },
        format,
      );
    }
  });

  it('answer any bytes with a header or an AugmentError', async () => {
    const starts = await Promise.all(
      (['jpeg', 'png', 'webp', 'gif', 'tiff'] as const).map((format) =>
        textured(9, 9).withMetadata({ orientation: 6 }).toFormat(format).toBuffer(),
      ),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...starts),
        fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { maxLength: 8 }),
        fc.nat(400),
        async (start, changes, length) => {
          const bytes = Uint8Array.from(start.subarray(0, length));
          for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
          try {
            const header = await readHeader(bytes, 'file', {});
            assert.ok(header.width >= 1 && header.height >= 1 && header.width * header.height <= 100_000_000);
          } catch (error) {
            assert.equal((error as Error).name, 'AugmentError', String((error as Error).stack));
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
