import assert from 'node:assert/strict';
import fc from 'fast-check';
import wavefile from 'wavefile';
import { type ByteRange, bytesRange } from '../../../audio/io/byte-range.ts';
import { type PcmHeader, readSoundHeader, type SoundReadOptions } from '../../../audio/io/header.ts';
import { readPcm } from '../../../audio/io/pcm.ts';
import { AugmentError } from '../../../transforms/errors.ts';
import { ascii, chunk, fmt, int16Bytes, joined, riffFile } from './wav-files.ts';

function open(bytes: Uint8Array, options: SoundReadOptions = {}): { header: PcmHeader; values: Float32Array } {
  const range = bytesRange(bytes);
  const header = readSoundHeader(range, 'clip', options);
  if (header.kind !== 'pcm') throw new AugmentError('other', 'a codec');
  const pcm: PcmHeader = header;
  const values = new Float32Array(pcm.frames * pcm.channels);
  readPcm(range, pcm, 0, pcm.frames, values);
  return { header: pcm, values };
}

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    assert.ok(error instanceof AugmentError, String(error));
    return error.code;
  }
  return 'none';
}

const sound = Array.from({ length: 102 }, (_, i) => Math.round(32767 * Math.sin(i * 0.37)));

describe('WAV', () => {
  it('reads what wavefile writes, of every depth and of one to three channels', () => {
    for (const channels of [1, 2, 3]) {
      for (const depth of ['8', '16', '24', '32', '32f', '64', '8a', '8m']) {
        const planes = Array.from({ length: channels }, (_, c) => sound.map((value) => Math.trunc(value / (c + 1))));
        const wav = new wavefile.WaveFile();
        wav.fromScratch(channels, 22_050, '16', channels === 1 ? planes[0]! : planes);
        if (depth === '8a') wav.toALaw();
        else if (depth === '8m') wav.toMuLaw();
        else if (depth !== '16') wav.toBitDepth(depth);
        const { header, values } = open(wav.toBuffer());
        assert.deepEqual([header.sampleRate, header.channels, header.frames], [22_050, channels, sound.length], depth);
        const tolerance = depth.startsWith('8') ? (depth === '8' ? 2 / 128 : 1 / 30) : 1e-4;
        planes.forEach((plane, c) => {
          plane.forEach((value, i) => {
            assert.ok(Math.abs(values[c * sound.length + i]! - value / 32768) <= tolerance, `${depth} ${c} ${i}`);
          });
        });
      }
    }
  });

  it('reads float in WAVE_FORMAT_EXTENSIBLE as float', () => {
    const body = new Uint8Array(Float32Array.of(0.5, -0.25, 1.5, Number.NaN).buffer);
    const { values } = open(
      riffFile([
        ['fmt ', fmt({ tag: 0xfffe, bits: 32, subFormat: 3 })],
        ['data', body],
      ]),
    );
    assert.deepEqual([...values], [0.5, -0.25, 1.5, Number.NaN]);
  });

  it('walks over LIST and odd chunks before and after the format', () => {
    const bytes = riffFile([
      ['LIST', ascii('INFOodd')],
      ['fmt ', fmt()],
      ['junk', new Uint8Array(3)],
      ['data', int16Bytes([1, -32768, 32767])],
      ['LIST', ascii('after')],
    ]);
    assert.deepEqual([...open(bytes).values], [1 / 32768, -1, 32767 / 32768]);
  });

  it('reads RF64 by its ds64, and RIFX big endian', () => {
    const ds64 = new Uint8Array(28);
    new DataView(ds64.buffer).setBigUint64(8, 4n, true);
    const rf64 = joined([
      riffFile(
        [
          ['ds64', ds64],
          ['fmt ', fmt()],
        ],
        'RF64',
        0xffffffff,
      ),
      chunk('data', int16Bytes([256, 512]), true, 0xffffffff),
      chunk('LIST', ascii('tail')),
    ]);
    assert.deepEqual([...open(rf64).values], [256 / 32768, 512 / 32768]);
    const rifx = riffFile(
      [
        ['fmt ', fmt({}, false)],
        ['data', Uint8Array.of(1, 0, 2, 0)],
      ],
      'RIFX',
    );
    assert.deepEqual([...open(rifx).values], [256 / 32768, 512 / 32768]);
  });

  it('takes unknown sizes for what follows', () => {
    for (const size of [0xffffffff, 0, 0x7ffff000, 0xffffffd8]) {
      const bytes = joined([
        riffFile([['fmt ', fmt()]], 'RIFF', size === 0 ? 36 : 0xffffffff),
        chunk('data', int16Bytes([1, 2, 3]), true, size),
      ]);
      assert.equal(open(bytes).header.frames, 3, String(size));
    }
    const empty = riffFile([
      ['fmt ', fmt()],
      ['data', new Uint8Array(0)],
      ['LIST', ascii('tail')],
    ]);
    assert.equal(open(empty).header.frames, 0);
  });

  it('refuses or accepts a file cut at any byte, and never does worse', () => {
    const whole = riffFile([
      ['LIST', ascii('INFOx')],
      ['fmt ', fmt({ channels: 2 })],
      ['data', int16Bytes(sound.slice(0, 40))],
    ]);
    for (let length = 0; length < whole.length; length++) {
      const cut = whole.subarray(0, length);
      assert.notEqual(
        codeOf(() => open(cut)),
        'none',
        String(length),
      );
      const code = codeOf(() => open(cut, { onTruncated: 'accept' }));
      assert.ok(length === 0 || (length < 4 ? 'other' : 'none truncated').includes(code), `${length} ${code}`);
    }
  });

  it('refuses what no header can mean, before memory is asked for', () => {
    const absurd: [Parameters<typeof fmt>[0], string][] = [
      [{ channels: 0, block: 0 }, 'corrupt'],
      [{ channels: 0, block: 2 }, 'corrupt'],
      [{ channels: 65 }, 'corrupt'],
      [{ channels: 1000 }, 'corrupt'],
      [{ rate: 0 }, 'corrupt'],
      [{ rate: 1_000_001 }, 'corrupt'],
      [{ rate: 0xffffffff }, 'corrupt'],
      [{ block: 3 }, 'corrupt'],
      [{ block: 0 }, 'corrupt'],
      [{ bits: 0, block: 2 }, 'corrupt'],
      [{ bits: 65 }, 'corrupt'],
      [{ tag: 3, bits: 16 }, 'corrupt'],
    ];
    for (const [fields, code] of absurd) {
      const bytes = riffFile([
        ['fmt ', fmt(fields)],
        ['data', new Uint8Array(4000)],
      ]);
      assert.equal(
        codeOf(() => open(bytes)),
        code,
        JSON.stringify(fields),
      );
    }
    const claims = joined([riffFile([['fmt ', fmt()]]), chunk('data', int16Bytes([1, 2]), true, 0x70000000)]);
    assert.equal(
      codeOf(() => open(claims)),
      'truncated',
    );
    assert.equal(open(claims, { onTruncated: 'accept' }).header.frames, 2);
    const huge: ByteRange = {
      size: 60e9,
      slice: (from, to) => {
        assert.ok(to - from < 1000);
        return riffFile(
          [
            ['fmt ', fmt()],
            ['data', new Uint8Array(0)],
          ],
          'RIFF',
          0xffffffff,
        ).subarray(from, to);
      },
    };
    assert.equal(
      codeOf(() => readSoundHeader(huge, 'huge')),
      'too-large',
    );
    assert.equal(
      codeOf(() =>
        open(
          riffFile([
            ['fmt ', fmt()],
            ['data', int16Bytes(sound)],
          ]),
          { maxFrames: 100 },
        ),
      ),
      'too-large',
    );
  });

  it('leaves codecs in WAV to ffmpeg', () => {
    for (const tag of [2, 0x11, 0x31, 0x55]) {
      const bytes = riffFile([
        ['fmt ', fmt({ tag, bits: 4, block: 256 })],
        ['data', new Uint8Array(256)],
      ]);
      assert.equal(readSoundHeader(bytesRange(bytes), 'clip').format, 'other');
    }
  });

  it('reads any excerpt as the same part of the whole, wherever the bytes lie', () => {
    const kinds = [
      { tag: 1, bits: 8 },
      { tag: 1, bits: 16 },
      { tag: 1, bits: 24 },
      { tag: 1, bits: 32 },
      { tag: 3, bits: 32 },
      { tag: 3, bits: 64 },
      { tag: 6, bits: 8 },
      { tag: 7, bits: 8 },
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...kinds),
        fc.integer({ min: 1, max: 5 }),
        fc.boolean(),
        fc.uint8Array({ minLength: 0, maxLength: 600 }),
        fc.integer({ min: 0, max: 7 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (kind, channels, little, body, shift, a, b) => {
          const file = riffFile(
            [
              ['fmt ', fmt({ ...kind, channels }, little)],
              ['data', body],
            ],
            little ? 'RIFF' : 'RIFX',
          );
          const moved = new Uint8Array(file.length + shift);
          moved.set(file, shift);
          const { header, values } = open(file);
          const shifted = open(moved.subarray(shift));
          assert.deepEqual(shifted.values, values);
          const first = Math.floor(a * header.frames);
          const count = Math.floor(b * (header.frames - first));
          const part = new Float32Array(count * channels);
          readPcm(bytesRange(file), header, first, count, part);
          for (let c = 0; c < channels; c++) {
            const expected = values.subarray(c * header.frames + first, c * header.frames + first + count);
            assert.deepEqual(part.subarray(c * count, (c + 1) * count), expected);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('refuses an excerpt that the file has not', () => {
    const bytes = riffFile([
      ['fmt ', fmt()],
      ['data', int16Bytes([1, 2, 3])],
    ]);
    const { header } = open(bytes);
    for (const [first, count, room] of [
      [0, 4, 4],
      [-1, 2, 2],
      [2, 2, 2],
      [0, 3, 2],
      [0, Number.NaN, 2],
    ] as const) {
      const code = codeOf(() => readPcm(bytesRange(bytes), header, first, count, new Float32Array(room)));
      assert.equal(code, 'out-of-range');
    }
  });

  it('survives any bytes', () => {
    const seed = riffFile([
      ['fmt ', fmt({ tag: 0xfffe, channels: 2, subFormat: 1 })],
      ['data', int16Bytes(sound)],
    ]);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 90 }), fc.integer({ min: 0, max: 255 })), { maxLength: 6 }),
        fc.constantFrom('error' as const, 'accept' as const),
        (changes, onTruncated) => {
          const bytes = seed.slice();
          for (const [at, value] of changes) bytes[at] = value;
          codeOf(() => open(bytes, { onTruncated }));
        },
      ),
      { numRuns: 1000 },
    );
  });
});
