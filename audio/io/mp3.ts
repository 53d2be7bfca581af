import { decoder } from '@audio/decode-mp3';
import { AugmentError } from '../../transforms/errors.ts';
import { bytesRange } from './byte-range.ts';
import { closeUp, type DecodedSound, type GrowingPlanes, grow } from './decoded-sound.ts';
import { corrupt, tooLarge, truncated } from './faults.ts';
import { skipId3 } from './id3.ts';
import { mp3End } from './mp3-header.ts';
import { type CodedHeader, checkSound, defaultMaxFrames, type SoundReadOptions } from './sound-header.ts';

/** The parts of the package's decoder that let one instance start anew in microseconds; to make another takes milliseconds. */
interface Mpg123 {
  readonly _common: {
    readonly wasm: {
      readonly HEAP: ArrayBuffer;
      malloc(bytes: number): number;
      free(pointer: number): void;
      mpeg_frame_decoder_create(into: number, gapless: number): number;
      mpeg_frame_decoder_destroy(handle: number): void;
      mpeg_decoder_feed(handle: number, from: number, bytes: number): number;
      mpeg_decoder_read(handle: number, to: number, room: number, count: number, rate: number, text: number): number;
    };
  };
  readonly _input: Buffer8;
  readonly _output: { readonly ptr: number; readonly len: number; readonly buf: Float32Array };
  readonly _samplesDecodedPtr: Word;
  readonly _sampleRatePtr: Word;
  readonly _errorStringPtr: Word;
  _decoder: number;
}

interface Buffer8 {
  readonly ptr: number;
  readonly len: number;
  readonly buf: Uint8Array;
}

interface Word {
  readonly ptr: number;
  readonly buf: Uint32Array;
}

/** mpg123's codes. */
const newFormat = -11;
const needMore = -10;

let shared: Promise<Mpg123> | undefined;

/**
 * Decodes an MP3, without what the encoder added at both ends where its LAME tag tells.
 * Throws AugmentError `truncated`, `corrupt` or `too-large`.
 */
export async function decodeMp3(
  file: Uint8Array,
  header: CodedHeader,
  name: string,
  options: SoundReadOptions,
): Promise<DecodedSound> {
  const bytes = file.subarray(skipId3(bytesRange(file)));
  const end = mp3End(bytes);
  if (end.missing && options.onTruncated !== 'accept') {
    throw truncated(name, `an MP3 of ${end.expected} frames`, `${end.whole} whole ones`);
  }
  const { maxFrames = defaultMaxFrames } = options;
  const channels = header.channels ?? 2;
  if (end.frames * channels > maxFrames) throw tooLarge(name, end.frames, channels, maxFrames);
  shared ??= decoder() as unknown as Promise<Mpg123>;
  const mpg123 = await shared;
  try {
    const decoded = decodeFresh(mpg123, bytes, channels, end.frames, name, maxFrames);
    checkSound(decoded, name, options);
    return decoded;
  } catch (cause) {
    // What trapped may have left its memory in any state.
    if (cause instanceof Error && !(cause instanceof AugmentError)) {
      shared = undefined;
      throw corrupt(name, 'a sound MP3', `one that mpg123 fails on (${cause.message})`, cause);
    }
    throw cause;
  }
}

function decodeFresh(
  mpg123: Mpg123,
  bytes: Uint8Array,
  channels: number,
  likelyFrames: number,
  name: string,
  maxFrames: number,
  gapless = 1,
): DecodedSound {
  const { _common, _input, _output, _samplesDecodedPtr, _sampleRatePtr, _errorStringPtr } = mpg123;
  const { wasm } = _common;
  restart(mpg123, gapless);
  const growing: GrowingPlanes = { planes: new Float32Array(channels * likelyFrames), stride: likelyFrames };
  let frames = 0;
  for (let at = 0; at < bytes.length; at += _input.len) {
    const part = bytes.subarray(at, at + _input.len);
    _input.buf.set(part);
    // A fault without any sound, again and again, is a decoder that gets no further.
    let faults = 0;
    let code = wasm.mpeg_decoder_feed(mpg123._decoder, _input.ptr, part.length);
    while (code !== needMore && faults < 100) {
      _samplesDecodedPtr.buf[0] = 0;
      code = wasm.mpeg_decoder_read(
        mpg123._decoder,
        _output.ptr,
        _output.len,
        _samplesDecodedPtr.ptr,
        _sampleRatePtr.ptr,
        _errorStringPtr.ptr,
      );
      const came = _samplesDecodedPtr.buf[0] ?? 0;
      if (came === 0 && code !== newFormat) faults++;
      if ((frames + came) * channels > maxFrames) throw tooLarge(name, undefined, channels, maxFrames);
      grow(growing, channels, frames, came);
      for (let channel = 0; channel < channels; channel++) {
        const from = channel * came;
        growing.planes.set(_output.buf.subarray(from, from + came), channel * growing.stride + frames);
      }
      frames += came;
    }
  }
  const sampleRate = _sampleRatePtr.buf[0] ?? 0;
  if (frames === 0) throw corrupt(name, 'an MP3 with sound', 'one that holds none');
  return { sampleRate, channels, frames, planes: closeUp(growing, channels, frames) };
}

/** A decoder of MP3 that is made ready once, and then decodes at once: one channel, with what the encoder added at both ends. */
export async function mp3Now(): Promise<(bytes: Uint8Array) => Float32Array> {
  const mpg123 = (await decoder()) as unknown as Mpg123;
  return (bytes) => decodeFresh(mpg123, bytes, 1, bytes.length, 'a round trip', defaultMaxFrames, 0).planes;
}

/** A new decoder in the same memory: one that has decoded before carries its state into the next file. */
function restart(mpg123: Mpg123, gapless: number): void {
  const { wasm } = mpg123._common;
  wasm.mpeg_frame_decoder_destroy(mpg123._decoder);
  wasm.free(mpg123._decoder);
  mpg123._sampleRatePtr.buf[0] = 0;
  const handle = wasm.malloc(4);
  wasm.mpeg_frame_decoder_create(handle, gapless);
  mpg123._decoder = new DataView(wasm.HEAP).getUint32(handle, true);
  wasm.free(handle);
}
