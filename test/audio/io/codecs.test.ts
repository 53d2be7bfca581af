import assert from 'node:assert/strict';
import fc from 'fast-check';
import { bytesRange } from '../../../audio/io/byte-range.ts';
import { type DecodedSound, decodeCoded } from '../../../audio/io/codecs.ts';
import { type CodedHeader, readSoundHeader, type SoundReadOptions } from '../../../audio/io/header.ts';
import { AugmentError } from '../../../transforms/errors.ts';
import { convert, decodedByFfmpeg, needsTool, tones, wav } from './tools.ts';

const codecs = {
  mp3: ['mp3', '-c:a', 'libmp3lame'],
  flac: ['flac', '-c:a', 'flac'],
  oggFlac: ['ogg', '-c:a', 'flac'],
  vorbis: ['ogg', '-c:a', 'libvorbis'],
  opus: ['opus', '-c:a', 'libopus'],
  aac: ['m4a', '-c:a', 'aac', '-aac_pns', '0'],
} as const;

function encode(codec: keyof typeof codecs, channels: number, frames: number, rate: number): Uint8Array {
  const [extension, ...options] = codecs[codec];
  return convert('ffmpeg', wav(channels, frames, rate), extension, ...options);
}

function headerOf(bytes: Uint8Array): CodedHeader {
  const header = readSoundHeader(bytesRange(bytes), 'clip');
  if (header.kind !== 'coded') throw new Error('expected a codec');
  return header;
}

async function decode(bytes: Uint8Array, options: SoundReadOptions = {}): Promise<DecodedSound> {
  const sound = await decodeCoded(bytes, headerOf(bytes), 'clip', options);
  assert.ok(sound, 'left to ffmpeg');
  return sound;
}

function codeOf(cause: unknown): string {
  assert.ok(cause instanceof AugmentError, String((cause as Error).stack));
  return cause.code;
}

describe('codecs', () => {
  before(function () {
    needsTool(this as Mocha.Context);
  });

  for (const codec of ['mp3', 'flac', 'oggFlac', 'vorbis', 'opus'] as const) {
    it(`${codec} comes out as ffmpeg's, of the same length`, async () => {
      for (const [channels, frames, rate] of [
        [1, 16_001, 16_000],
        [2, 30_007, 44_100],
        [1, 5, 48_000],
      ] as const) {
        const bytes = encode(codec, channels, frames, rate);
        const header = headerOf(bytes);
        assert.equal(header.format, codec === 'oggFlac' ? 'flac' : codec);
        const sound = await decode(bytes);
        // ffmpeg's own Opus decoder is far off at low bit rates: libopus is the reference.
        const expected = decodedByFfmpeg(bytes, codec === 'opus' ? 'libopus' : undefined);
        // ffmpeg 5.1 leaves up to a block of padding at the end of Vorbis.
        if (codec !== 'vorbis') assert.equal(sound.frames, expected.length / channels);
        assert.equal(sound.channels, channels);
        assert.equal(sound.sampleRate, codec === 'opus' ? 48_000 : rate);
        assert.equal(sound.planes.length, sound.channels * sound.frames);
        if (header.frames !== undefined) assert.equal(header.frames, sound.frames);
        if (codec !== 'opus' && frames > 100) assert.equal(sound.frames, frames);
        // ffmpeg has libopus round to 16 bits.
        const tolerance = codec === 'mp3' || codec === 'vorbis' ? 1e-5 : codec === 'opus' ? 4e-5 : 0;
        for (let c = 0; c < channels; c++) {
          for (let i = 0; i < sound.frames; i++) {
            const error = Math.abs(sound.planes[c * sound.frames + i]! - expected[i * channels + c]!);
            assert.ok(error <= tolerance, `channel ${c} frame ${i}: ${error}`);
          }
        }
      }
    });
  }

  it('FLAC of 8 and 24 bits, of up to eight channels and of every compression is exact', async () => {
    for (const [bits, channels, level] of [
      ['s16', 1, 0],
      ['s16', 2, 12],
      ['s32', 2, 5],
      ['s32', 6, 8],
      ['s16', 8, 3],
    ] as const) {
      const options = ['-c:a', 'flac', '-sample_fmt', bits, '-compression_level', `${level}`];
      const bytes = convert('ffmpeg', wav(channels, 10_000, 22_050), 'flac', ...options);
      const sound = await decode(bytes);
      const expected = decodedByFfmpeg(bytes);
      for (let c = 0; c < channels; c++) {
        for (let i = 0; i < sound.frames; i++) {
          assert.equal(sound.planes[c * sound.frames + i], expected[i * channels + c]);
        }
      }
    }
  });

  it('AAC is the sound that was encoded, from its first frame to its last', async () => {
    const [frames, rate] = [20_000, 44_100];
    const sound = await decode(encode('aac', 1, frames, rate));
    assert.deepEqual([sound.sampleRate, sound.channels, sound.frames], [rate, 1, frames]);
    const original = tones(1, frames, rate);
    let [error, power] = [0, 0];
    for (let i = 0; i < frames; i++) {
      error += (sound.planes[i]! - original[i]!) ** 2;
      power += original[i]! ** 2;
    }
    assert.ok(error < power / 100, `${error} of ${power}`);
  });

  it('every decode is independent of those before, whole, cut or damaged', async () => {
    for (const codec of Object.keys(codecs) as (keyof typeof codecs)[]) {
      const a = encode(codec, 1, 9000, 16_000);
      const b = encode(codec, 2, 15_000, 44_100);
      const first = await decode(a);
      const second = await decode(b);
      const cut = b.subarray(0, b.length >> 1);
      await decodeCoded(cut, headerOf(cut), 'clip', { onTruncated: 'accept' }).catch(codeOf);
      const damaged = b.slice();
      for (let i = b.length >> 1; i < b.length; i += 11) damaged[i]! ^= 0x55;
      await decodeCoded(damaged, headerOf(damaged), 'clip').catch(codeOf);
      const [again, , also] = await Promise.all([decode(a), decode(b), decode(a)]);
      assert.deepEqual(again, first, codec);
      assert.deepEqual(also, first, codec);
      assert.deepEqual(await decode(b), second, codec);
    }
  });

  it('a file cut anywhere is one clear error, or what was whole of it', async () => {
    for (const codec of ['mp3', 'flac', 'oggFlac', 'vorbis', 'opus'] as const) {
      const whole = encode(codec, 1, 3000, 16_000);
      const { planes, frames } = await decode(whole);
      for (let length = 1; length < whole.length; length += 1 + (length >> 5)) {
        const cut = whole.subarray(0, length);
        const header = readSoundHeader(bytesRange(cut), 'clip');
        if (header.kind !== 'coded' || header.format === 'other') continue;
        const strict = await decodeCoded(cut, header, 'clip', {}).then(() => 'none', codeOf);
        assert.ok(['truncated', 'corrupt'].includes(strict), `${codec} ${length}: ${strict}`);
        const sound = await decodeCoded(cut, header, 'clip', { onTruncated: 'accept' }).catch(codeOf);
        if (typeof sound !== 'object') continue;
        assert.ok(sound.frames <= frames, `${codec} ${length}: ${sound.frames} of ${frames}`);
        if (codec === 'flac') assert.deepEqual(sound.planes, planes.subarray(0, sound.frames));
      }
    }
  });

  it('survive any damage', async () => {
    for (const codec of Object.keys(codecs) as (keyof typeof codecs)[]) {
      const whole = encode(codec, 2, 3000, 44_100);
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 0, max: 255 })), {
            minLength: 1,
            maxLength: 8,
          }),
          fc.constantFrom('error' as const, 'accept' as const),
          async (changes, onTruncated) => {
            const bytes = whole.slice();
            for (const [at, value] of changes) bytes[Math.floor(at * (bytes.length - 1))] = value;
            try {
              const header = readSoundHeader(bytesRange(bytes), 'clip');
              if (header.kind === 'coded') await decodeCoded(bytes, header, 'clip', { onTruncated, maxFrames: 1e6 });
            } catch (cause) {
              codeOf(cause);
            }
          },
        ),
        { numRuns: 60 },
      );
    }
  });

  it('refuse more sound than is allowed, before it is decoded where the file tells', async () => {
    for (const codec of ['mp3', 'flac', 'oggFlac', 'vorbis', 'opus'] as const) {
      const bytes = encode(codec, 1, 16_000, 16_000);
      const code = await decodeCoded(bytes, headerOf(bytes), 'clip', { maxFrames: 1000 }).then(() => 'none', codeOf);
      assert.equal(code, 'too-large', codec);
    }
  });
});

describe('streams that claim more than they are', () => {
  it('FLAC of 2^36 - 1 frames in a hundred bytes asks for no memory', async () => {
    const bytes = new Uint8Array(100);
    bytes.set(Buffer.from('fLaC'));
    bytes.set([0x80, 0, 0, 34, 16, 0, 16, 0, 0, 0, 0, 0, 0, 0], 4);
    // 44.1 kHz, 8 channels, 16 bits.
    bytes.set([0x0a, 0xc4, 0x4e, 0xff, 0xff, 0xff, 0xff, 0xff], 18);
    assert.throws(
      () => readSoundHeader(bytesRange(bytes), 'clip'),
      (cause) => codeOf(cause) === 'too-large',
    );
    bytes.set([0x0a, 0xc4, 0x4e, 0xf0, 0x00, 0xff, 0xff, 0xff], 18);
    const { arrayBuffers } = process.memoryUsage();
    const code = await decodeCoded(bytes, headerOf(bytes), 'clip', { maxFrames: 1e10 }).then(() => 'none', codeOf);
    assert.ok(['corrupt', 'truncated'].includes(code), code);
    assert.ok(process.memoryUsage().arrayBuffers - arrayBuffers < 10e6);
  });

  it('Opus of an hour of silence in a few kilobytes is refused before it is decoded', async () => {
    const head = Buffer.concat([Buffer.from('OpusHead'), Buffer.from([1, 1, 0, 0, 0x80, 0xbb, 0, 0, 0, 0, 0])]);
    const tags = Buffer.concat([Buffer.from('OpusTags'), Buffer.alloc(8)]);
    // Two bytes a packet: SILK at 60 ms, two frames of no sound.
    const silence = Array.from({ length: 250 }, () => Buffer.from([0x1b, 2]));
    const pages = [oggPage(2, 0, 0, [head]), oggPage(0, 0, 1, [tags])];
    for (let i = 0; i < 120; i++) pages.push(oggPage(i === 119 ? 4 : 0, (i + 1) * 250 * 5760, 2 + i, silence));
    const bytes = Buffer.concat(pages);
    const code = await decodeCoded(bytes, headerOf(bytes), 'clip', { maxFrames: 100e6 }).then(() => 'none', codeOf);
    assert.equal(code, 'too-large');
  });

  it('an Ogg page with a wrong checksum is corrupt', async () => {
    const head = Buffer.concat([Buffer.from('OpusHead'), Buffer.from([1, 1, 0, 0, 0x80, 0xbb, 0, 0, 0, 0, 0])]);
    const bytes = oggPage(6, 0, 0, [head]);
    bytes[40]! ^= 1;
    assert.equal(await decodeCoded(bytes, headerOf(bytes), 'clip').then(() => 'none', codeOf), 'corrupt');
  });
});

function oggPage(flags: number, granule: number, sequence: number, packets: readonly Buffer[]): Buffer {
  const head = Buffer.alloc(27 + packets.length);
  head.write('OggS');
  head[5] = flags;
  head.writeBigInt64LE(BigInt(granule), 6);
  head.writeUInt32LE(sequence, 18);
  head[26] = packets.length;
  packets.forEach((packet, i) => {
    head[27 + i] = packet.length;
  });
  const page = Buffer.concat([head, ...packets]);
  let crc = 0;
  for (const byte of page) {
    crc ^= byte << 24;
    for (let bit = 0; bit < 8; bit++) crc = crc < 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  }
  page.writeUInt32LE(crc >>> 0, 22);
  return page;
}
