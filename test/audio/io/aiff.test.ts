import assert from 'node:assert/strict';
import { bytesRange } from '../../../audio/io/byte-range.ts';
import { alawValues, mulawValues } from '../../../audio/io/g711.ts';
import { type PcmHeader, readSoundHeader, type SoundReadOptions } from '../../../audio/io/header.ts';
import { readPcm } from '../../../audio/io/pcm.ts';
import { AugmentError } from '../../../transforms/errors.ts';
import { convert, decodedByFfmpeg, needsTool, wav } from './tools.ts';

function open(bytes: Uint8Array, options: SoundReadOptions = {}): { header: PcmHeader; values: Float32Array } {
  const range = bytesRange(bytes);
  const header = readSoundHeader(range, 'clip', options);
  if (header.kind !== 'pcm') throw new AugmentError('other', 'a codec');
  const values = new Float32Array(header.frames * header.channels);
  readPcm(range, header, 0, header.frames, values);
  return { header, values };
}

function assertSame(bytes: Uint8Array, channels: number, what: string): void {
  const expected = decodedByFfmpeg(bytes);
  const { header, values } = open(bytes);
  assert.deepEqual([header.channels, header.frames * channels], [channels, expected.length], what);
  for (let c = 0; c < channels; c++) {
    for (let i = 0; i < header.frames; i++) {
      const value = values[c * header.frames + i]!;
      assert.equal(value, expected[i * channels + c], `${what} channel ${c} frame ${i}`);
    }
  }
}

describe('AIFF', () => {
  it('reads what ffmpeg writes, to the bit', function () {
    needsTool(this);
    for (const codec of ['s8', 's16be', 's16le', 's24be', 's32be', 'f32be', 'f64be', 'alaw', 'mulaw']) {
      for (const channels of [2]) {
        assertSame(convert('ffmpeg', wav(channels, 777, 22_050), 'aiff', '-c:a', `pcm_${codec}`), channels, codec);
      }
    }
  });

  it('reads what sox writes', function () {
    needsTool(this, 'sox');
    needsTool(this);
    for (const extension of ['aiff', 'aifc']) {
      assertSame(convert('sox', wav(2, 501, 44_100), extension), 2, extension);
    }
  });

  it('reads WAV of every codec as ffmpeg and sox write it, to the bit', function () {
    needsTool(this);
    for (const codec of ['u8', 's16le', 's24le', 's32le', 'f32le', 'f64le', 'alaw', 'mulaw']) {
      for (const channels of [1, 6]) {
        assertSame(convert('ffmpeg', wav(channels, 777, 11_025), 'wav', '-c:a', `pcm_${codec}`), channels, codec);
      }
    }
    assertSame(convert('ffmpeg', wav(2, 777, 11_025), 'wav', '-rf64', 'always'), 2, 'RF64');
  });

  it('refuses or accepts a file cut at any byte', () => {
    const whole = aiff({ frames: 10 });
    for (let length = 0; length < whole.length; length++) {
      const cut = whole.subarray(0, length);
      assert.notEqual(
        codeOf(() => open(cut)),
        'none',
        `${length}`,
      );
      const code = codeOf(() => open(cut, { onTruncated: 'accept' }));
      assert.ok(length < 4 || 'none truncated'.includes(code), `${length} ${code}`);
    }
  });

  it('refuses what no header can mean', () => {
    for (const fields of [
      { channels: 0 },
      { channels: 1000 },
      { bits: 0 },
      { bits: 33 },
      { rateExponent: 0 },
      { rateExponent: 0x7fff },
    ]) {
      assert.equal(
        codeOf(() => open(aiff({ frames: 4, ...fields }), { onTruncated: 'accept' })),
        'corrupt',
        JSON.stringify(fields),
      );
    }
    assert.equal(
      codeOf(() => open(aiff({ frames: 4, claimed: 0xffffffff }))),
      'none',
    );
  });
});

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    assert.ok(error instanceof AugmentError, String((error as Error).stack));
    return error.code;
  }
  return 'none';
}

interface AiffFields {
  readonly frames: number;
  readonly channels?: number;
  readonly bits?: number;
  readonly rateExponent?: number;
  readonly claimed?: number;
}

/** 16-bit AIFF at 8 kHz. */
function aiff(fields: AiffFields): Uint8Array {
  const { frames, channels = 1, bits = 16, rateExponent = 0x400b, claimed = frames } = fields;
  const sound = frames * 2;
  const bytes = new Uint8Array(12 + 26 + 16 + sound);
  const view = new DataView(bytes.buffer);
  bytes.set(Buffer.from('FORM'));
  view.setUint32(4, bytes.length - 8);
  bytes.set(Buffer.from('AIFFCOMM'), 8);
  view.setUint32(16, 18);
  view.setUint16(20, channels);
  view.setUint32(22, claimed);
  view.setUint16(26, bits);
  view.setUint16(28, rateExponent);
  view.setUint32(30, 0xfa000000);
  bytes.set(Buffer.from('SSND'), 38);
  view.setUint32(42, 8 + sound);
  return bytes;
}

describe('G.711', () => {
  it('tables follow from the closed form of the standard', () => {
    for (let code = 0; code < 256; code++) {
      const a = code ^ 0x55;
      const [exponent, mantissa] = [(a >> 4) & 7, a & 15];
      const size = exponent === 0 ? 2 * mantissa + 1 : (2 * mantissa + 33) * 2 ** (exponent - 1);
      assert.equal(alawValues[code], ((a & 128 ? 1 : -1) * size) / 4096);
      const m = 255 - code;
      const level = (2 * (m & 15) + 33) * 2 ** ((m >> 4) & 7) - 33;
      assert.equal(mulawValues[code]! + 0, ((m & 128 ? -1 : 1) * level) / 8192 + 0);
    }
  });
});
