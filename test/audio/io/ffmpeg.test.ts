import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { openFfmpeg } from '../../../audio/io/ffmpeg.ts';
import { findFfmpeg } from '../../../audio/io/ffmpeg-path.ts';
import { AugmentError } from '../../../transforms/errors.ts';
import { convert, decodedByFfmpeg, needsTool, wav } from './tools.ts';

function left(): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith('augment-sound-'));
}

function codeOf(cause: unknown): string {
  assert.ok(cause instanceof AugmentError, String((cause as Error).stack));
  return cause.code;
}

describe('ffmpeg', () => {
  before(function () {
    needsTool(this as Mocha.Context);
  });

  it('decodes any codec at its own rate and channels, many at a time, and leaves nothing', async () => {
    const before = left();
    const ffmpeg = openFfmpeg();
    const files = [
      convert('ffmpeg', wav(1, 8000, 16_000), 'wma', '-c:a', 'wmav2'),
      convert('ffmpeg', wav(2, 30_000, 48_000), 'ac3', '-c:a', 'ac3'),
      convert('ffmpeg', wav(1, 8000, 22_050), 'wav', '-c:a', 'adpcm_ms'),
      convert('ffmpeg', wav(2, 8000, 44_100), 'wav', '-c:a', 'adpcm_ima_wav'),
      convert('ffmpeg', wav(2, 20_000, 44_100), 'mkv', '-f', 'lavfi', '-i', 'testsrc=d=0.3:s=32x32', '-c:v', 'mpeg4'),
    ];
    const sounds = await Promise.all(files.map((bytes, i) => ffmpeg.decode(bytes, `file ${i}`)));
    const shapes = sounds.map(({ sampleRate, channels }) => [sampleRate, channels]);
    assert.deepEqual(shapes, [
      [16_000, 1],
      [48_000, 2],
      [22_050, 1],
      [44_100, 2],
      [44_100, 2],
    ]);
    sounds.forEach(({ planes, channels, frames }, i) => {
      const expected = decodedByFfmpeg(files[i]!);
      assert.equal(expected.length, channels * frames, `file ${i}`);
      for (let c = 0; c < channels; c++) {
        for (let f = 0; f < frames; f++) assert.equal(planes[c * frames + f], expected[f * channels + c]);
      }
    });
    await ffmpeg.close();
    assert.deepEqual(left(), before);
  });

  it('lets one bad input among many fail alone', async () => {
    const ffmpeg = openFfmpeg();
    const good = convert('ffmpeg', wav(1, 800, 16_000), 'wma', '-c:a', 'wmav2');
    const silentVideo = convert(
      'ffmpeg',
      wav(1, 800, 16_000),
      'mkv',
      ...['-f', 'lavfi', '-i', 'testsrc=d=0.1:s=32x32', '-an'],
    );
    const inputs = [good, new Uint8Array(500).fill(7), good, silentVideo, good, good, new Uint8Array(0)];
    const answers = await Promise.all(inputs.map((bytes, i) => ffmpeg.decode(bytes, `f${i}`).then(() => 'ok', codeOf)));
    assert.deepEqual(answers, ['ok', 'corrupt', 'ok', 'corrupt', 'ok', 'ok', 'corrupt']);
    await ffmpeg.close();
  });

  it('ends what takes too long, what grows too large and what is closed', async () => {
    const before = left();
    const bytes = convert('ffmpeg', wav(1, 8000, 16_000), 'wma', '-c:a', 'wmav2');
    const slow = openFfmpeg({ timeoutSeconds: 0.001 });
    assert.equal(await slow.decode(bytes, 'slow').then(() => 'ok', codeOf), 'timed-out');
    await slow.close();
    const small = openFfmpeg({ maxFrames: 1000 });
    assert.equal(await small.decode(bytes, 'large').then(() => 'ok', codeOf), 'too-large');
    await small.close();
    for (const delay of [0, 20]) {
      const closing = openFfmpeg();
      const answers = Array.from({ length: 70 }, (_, i) => closing.decode(bytes, `f${i}`).then(() => 'ok', codeOf));
      await new Promise((resolve) => setTimeout(resolve, delay));
      await closing.close();
      assert.deepEqual(new Set(await Promise.all(answers)), new Set(['ended']));
      assert.equal(await closing.decode(bytes, 'late').then(() => 'ok', codeOf), 'ended');
    }
    assert.deepEqual(left(), before);
  });
});

describe('the way to ffmpeg', () => {
  it('says how to get it where it is missing', () => {
    for (const environment of [{ PATH: '' }, { FFMPEG_PATH: '/nowhere/ffmpeg' }, { FFMPEG_PATH: tmpdir() }]) {
      assert.throws(
        () => findFfmpeg('clip.wma', environment),
        (cause) =>
          codeOf(cause) === 'no-ffmpeg' && /apt-get install ffmpeg.*FFMPEG_PATH/.test((cause as Error).message),
      );
    }
    assert.equal(findFfmpeg('clip.wma', { FFMPEG_PATH: process.execPath }), process.execPath);
  });
});
