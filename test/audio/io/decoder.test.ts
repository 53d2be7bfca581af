import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import wavefile from 'wavefile';
import { bytesRange, openFileRange, type Scratch } from '../../../audio/io/byte-range.ts';
import { SoundDecoder } from '../../../audio/io/decoder.ts';
import { wavBytes } from '../../../audio/io/wav-writer.ts';
import { AugmentError } from '../../../transforms/errors.ts';
import { convert, needsTool, tones, wav } from './tools.ts';

describe('the sound decoder', () => {
  it('reads PCM at once, only the excerpt, and nothing of what lies between', () => {
    const folder = mkdtempSync(join(tmpdir(), 'augment-test-'));
    try {
      const planes = tones(2, 300_000, 48_000);
      const path = join(folder, 'long.wav');
      writeFileSync(path, wavBytes(planes, 2, 48_000, '32f'));
      const decoder = new SoundDecoder();
      const range = openFileRange(path);
      const header = decoder.header(range, path);
      if (header instanceof Promise) throw new Error('expected PCM at once');
      assert.deepEqual([header.sampleRate, header.channels, header.frames], [48_000, 2, 300_000]);
      for (const [first, count] of [
        [0, 100],
        [299_900, 100],
        [100_000, 150_000],
        [300_000, 0],
      ] as const) {
        const target = new Float32Array(2 * count);
        assert.equal(decoder.decode(range, header, path, target, [first, count]), undefined);
        assert.deepEqual(target.subarray(0, count), planes.subarray(first, first + count));
        assert.deepEqual(target.subarray(count), planes.subarray(300_000 + first, 300_000 + first + count));
      }
      range.close();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('reads files of every length around the first read through one memory', () => {
    const folder = mkdtempSync(join(tmpdir(), 'augment-test-'));
    try {
      const scratch: Scratch = { bytes: new Uint8Array(0) };
      for (const frames of [0, 1, 32_745, 32_746, 32_747, 40_000]) {
        const path = join(folder, `${frames}.wav`);
        const bytes = wav(1, frames, 8000);
        writeFileSync(path, bytes);
        const range = openFileRange(path, path, scratch);
        assert.equal(range.size, bytes.length);
        assert.deepEqual(Buffer.from(range.slice(0, 1e9)), Buffer.from(bytes));
        assert.deepEqual(Buffer.from(range.slice(10, 20)), Buffer.from(bytes.subarray(10, 20)));
        assert.equal(range.slice(1e9, 2e9).length, 0);
        range.close();
      }
      assert.throws(
        () => openFileRange(join(folder, 'none.wav')),
        (cause) => cause instanceof AugmentError && cause.code === 'unreadable',
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('gives a window of every codec that is the same part of the whole', async function () {
    needsTool(this);
    const decoder = new SoundDecoder();
    for (const [extension, ...options] of [
      ['wav'],
      ['mp3'],
      ['flac'],
      ['ogg', '-c:a', 'libvorbis'],
      ['opus', '-c:a', 'libopus'],
      ['m4a', '-c:a', 'aac'],
      ['wma', '-c:a', 'wmav2'],
    ]) {
      const range = bytesRange(convert('ffmpeg', wav(2, 12_000, 44_100), extension!, ...options));
      const header = await decoder.header(range, 'clip');
      const { channels, frames } = header;
      const whole = new Float32Array(channels * frames);
      await decoder.decode(range, header, 'clip', whole);
      const part = new Float32Array(channels * 500);
      await decoder.decode(range, header, 'clip', part, [3000, 500]);
      for (let c = 0; c < channels; c++) {
        const expected = whole.subarray(c * frames + 3000, c * frames + 3500);
        assert.deepEqual(part.subarray(c * 500, c * 500 + 500), expected, extension);
      }
      await assert.rejects(
        async () => decoder.decode(range, header, 'clip', part, [frames - 10, 500]),
        (cause) => cause instanceof AugmentError && cause.code === 'out-of-range',
      );
    }
    await decoder.close();
  });
});

describe('files of other kinds', () => {
  it('are read by ffmpeg where they lie, whatever their names', async function () {
    needsTool(this);
    const folder = mkdtempSync(join(tmpdir(), 'augment-test-'));
    const decoder = new SoundDecoder();
    try {
      const bytes = convert('ffmpeg', wav(1, 8000, 16_000), 'wma', '-c:a', 'wmav2');
      const inMemory = await decoder.header(bytesRange(bytes), 'clip');
      for (const name of ['plain.wma', 'http:%d x.wma', '-i.wma', "quote'd é.wma"]) {
        const path = join(folder, name);
        writeFileSync(path, bytes);
        const range = openFileRange(path);
        assert.deepEqual(await decoder.header(range, name), inMemory, name);
        range.close();
      }
    } finally {
      await decoder.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('WAV writing', () => {
  it('is read back by wavefile and by the reader', () => {
    const planes = Float32Array.of(0.5, -0.5, 1.5, -1.5, Number.NaN, 0.25);
    const wave = new wavefile.WaveFile(wavBytes(planes, 2, 8000, '16'));
    const samples = wave.getSamples(false, Int16Array) as unknown as Int16Array[];
    assert.deepEqual([...samples[0]!], [16_384, -16_384, 32_767]);
    assert.deepEqual([...samples[1]!], [-32_768, 0, 8192]);
    const decoder = new SoundDecoder();
    for (const bits of ['16', '32f'] as const) {
      const range = bytesRange(wavBytes(planes, 2, 8000, bits));
      const header = decoder.header(range, 'clip');
      assert.ok(!(header instanceof Promise));
      const target = new Float32Array(6);
      decoder.decode(range, header, 'clip', target);
      const expected = bits === '16' ? [0.5, -0.5, 32_767 / 32_768, -1, 0, 0.25] : [...planes];
      assert.deepEqual([...target], expected);
    }
  });
});
