import assert from 'node:assert/strict';
import fc from 'fast-check';
import sharp, { type JpegOptions } from 'sharp';
import { Decoder } from '../../../vision/io/decode.ts';
import { readHeader } from '../../../vision/io/header.ts';
import { turboJpeg } from '../../../vision/io/turbojpeg.ts';
import { KernelMemory } from '../../../vision/kernels/memory.ts';
import { scene } from '../../src/pictures.ts';
import { largestDifference, open, reference, textured } from './files.ts';

describe('decoding', () => {
  it('uses libjpeg-turbo where it is there, and agrees with sharp on every kind of JPEG', async () => {
    if (process.platform === 'linux' && ['x64', 'arm64'].includes(process.arch)) assert.notEqual(turboJpeg(), null);
    const kinds: Record<string, JpegOptions> = {
      baseline: { chromaSubsampling: '4:2:0' },
      full: { chromaSubsampling: '4:4:4', quality: 98 },
      coarse: { quality: 20 },
      progressive: { progressive: true },
      trellis: { mozjpeg: true },
    };
    for (const [kind, options] of Object.entries(kinds)) {
      const bytes = await textured(131, 67).jpeg(options).toBuffer();
      assert.ok(largestDifference((await open(bytes)).rgb, await reference(bytes)) <= 2, kind);
    }
    const grey = await textured(131, 67).toColourspace('b-w').jpeg().toBuffer();
    const { header, rgb } = await open(grey);
    assert.equal(header.channels, 1);
    assert.ok(largestDifference(rgb, await reference(grey)) <= 2, 'grey');
  });

  it('leaves CMYK and 12-bit JPEG to sharp', async () => {
    const cmyk = await textured(40, 30).toColourspace('cmyk').jpeg({ quality: 95 }).toBuffer();
    const { header, rgb } = await open(cmyk);
    assert.deepEqual([header.channels, header.plain], [4, false]);
    assert.ok(largestDifference(rgb, await reference(cmyk)) <= 2);
  });

  it('reads PNG, WebP, AVIF, TIFF, GIF and SVG', async () => {
    for (const format of ['png', 'webp', 'avif', 'tiff', 'gif'] as const) {
      const bytes = await textured().toFormat(format).toBuffer();
      assert.ok(largestDifference((await open(bytes)).rgb, await reference(bytes)) <= 2, format);
    }
    const svg = Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><rect width="20" height="10" fill="#f80"/></svg>',
    );
    assert.deepEqual([...(await open(svg)).rgb.subarray(0, 3)], [255, 136, 0]);
  });

  it('spreads grey, reduces 16 bits, and puts alpha over the background', async () => {
    const grey = await sharp(Uint8Array.from([0, 90, 255, 30]), { raw: { width: 2, height: 2, channels: 1 } })
      .png()
      .toBuffer();
    assert.deepEqual([...(await open(grey)).rgb], [0, 0, 0, 90, 90, 90, 255, 255, 255, 30, 30, 30]);
    const deep = await sharp(Uint16Array.from([0, 0, 0, 65535, 32896, 257]), {
      raw: { width: 2, height: 1, channels: 3 },
    })
      .toColourspace('rgb16')
      .png()
      .toBuffer();
    const opened = await open(deep);
    assert.equal(opened.header.bitDepth, 16);
    assert.deepEqual([...opened.rgb], [0, 0, 0, 255, 128, 1]);
    const alpha = await sharp(Uint8Array.from([200, 100, 0, 128, 9, 9, 9, 0]), {
      raw: { width: 2, height: 1, channels: 4 },
    })
      .png()
      .toBuffer();
    assert.deepEqual([...(await open(alpha)).rgb], [100, 50, 0, 0, 0, 0]);
    assert.deepEqual([...(await open(alpha, { background: [255, 255, 255] })).rgb], [227, 177, 127, 255, 255, 255]);
  });

  it('decodes a region to the same bits as the whole, at any scale and subsampling', async () => {
    const [width, height] = [203, 151];
    const files = await Promise.all(
      [{ chromaSubsampling: '4:2:0' }, { chromaSubsampling: '4:4:4' }, { progressive: true }].map((options) =>
        textured(width, height).jpeg(options).toBuffer(),
      ),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...files),
        fc.constantFrom(1 as const, 2 as const, 4 as const),
        fc.tuple(
          fc.nat(width - 1),
          fc.nat(height - 1),
          fc.integer({ min: 1, max: width }),
          fc.integer({ min: 1, max: height }),
        ),
        async (bytes, scale, [left, top, w, h]) => {
          const region = [left, top, Math.min(w, width - left), Math.min(h, height - top)] as const;
          const whole = await open(bytes, {}, { scale });
          const part = await open(bytes, {}, { scale, region });
          const [dx, dy] = [part.decoded.left / scale, part.decoded.top / scale];
          for (
            let y = Math.floor(top / scale);
            y < Math.min((top + region[3]) / scale, whole.decoded.picture.height);
            y++
          ) {
            const [x0, x1] = [
              Math.floor(left / scale),
              Math.min(Math.ceil((left + region[2]) / scale), whole.decoded.picture.width),
            ];
            const row = (rgb: Uint8Array, stride: number, x: number, line: number) =>
              rgb.subarray((line * stride + x) * 3, (line * stride + x + x1 - x0) * 3);
            assert.deepEqual(
              row(part.rgb, part.decoded.picture.width, x0 - dx, y - dy),
              row(whole.rgb, whole.decoded.picture.width, x0, y),
            );
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('refuses a truncated file, or accepts it where told to', async () => {
    for (const format of ['jpeg', 'png', 'webp', 'tiff'] as const) {
      const bytes = await textured(160, 120).toFormat(format).toBuffer();
      for (const part of [0.5, 0.8, 0.95]) {
        const cut = bytes.subarray(0, Math.floor(bytes.length * part));
        await assert.rejects(open(cut), { name: 'AugmentError' }, `${format} ${part}`);
        if (format === 'jpeg' || format === 'png') {
          await assert.rejects(
            open(cut),
            { code: 'truncated', message: /file: expected a whole picture, got a truncated file .*onTruncated/ },
            `${format} ${part}`,
          );
          const { rgb } = await open(cut, { onTruncated: 'accept' });
          assert.deepEqual(
            rgb.subarray(0, 160 * 3),
            (await open(bytes)).rgb.subarray(0, 160 * 3),
            'the first row is there',
          );
        }
      }
    }
  });

  it('answers damaged files with an AugmentError, and the next file is whole again', async () => {
    const memory = new KernelMemory();
    const decoder = new Decoder(memory, {});
    const sound = await textured(60, 40).jpeg().toBuffer();
    const decode = async (bytes: Uint8Array) => {
      const mark = memory.mark();
      try {
        const { picture } = await decoder.decode(bytes, await readHeader(bytes, 'file', {}), { name: 'file' });
        return memory.bytes.slice(picture.pointer, picture.pointer + picture.width * picture.height * 4);
      } finally {
        memory.release(mark);
      }
    };
    const before = await decode(sound);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(sound.length - 1), fc.nat(255)), { minLength: 1, maxLength: 20 }),
        async (changes) => {
          const bytes = Uint8Array.from(sound);
          for (const [at, value] of changes) bytes[at] = value;
          await decode(bytes).catch((error) => assert.equal(error.name, 'AugmentError', error.stack));
          assert.deepEqual(await decode(sound), before);
        },
      ),
      { numRuns: 200 },
    );
    decoder.close();
  });

  it('begins anew after a header that breaks off with no more than a warning', async () => {
    const sound = await textured(40, 30).jpeg().toBuffer();
    const broken = Uint8Array.from(sound);
    broken[3] = 0;
    broken[187] = 2;
    const memory = new KernelMemory();
    const decoder = new Decoder(memory, {});
    const decode = async (bytes: Uint8Array) =>
      decoder.decode(bytes, await readHeader(bytes, 'file', {}), { name: 'file' });
    await assert.rejects(decode(broken), { name: 'AugmentError', code: 'corrupt' });
    assert.equal((await decode(sound)).picture.width, 40);
    decoder.close();
  });

  it('keeps nothing: memory stays flat over thousands of pictures', async () => {
    const memory = new KernelMemory();
    const decoder = new Decoder(memory, {});
    const bytes = await sharp(scene(320, 240), { raw: { width: 320, height: 240, channels: 3 } })
      .jpeg()
      .toBuffer();
    const rounds: number[] = [];
    for (let round = 0; round < 4; round++) {
      for (let i = 0; i < 500; i++) {
        const mark = memory.mark();
        void decoder.decode(bytes, await readHeader(bytes, 'file', {}), { name: 'file' });
        memory.release(mark);
      }
      rounds.push(process.memoryUsage().rss);
    }
    assert.ok(rounds[3]! - rounds[1]! < 30e6, `resident bytes ${rounds}`);
    decoder.close();
  });
});
