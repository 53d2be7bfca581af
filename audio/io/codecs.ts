import { decoder as opusDecoder } from '@audio/decode-opus';
import { decoder as vorbisDecoder } from '@audio/decode-vorbis';
import { AugmentError } from '../../transforms/errors.ts';
import { walkAdts } from './adts.ts';
import { bytesRange } from './byte-range.ts';
import { type DecodedSound, joinPlanes } from './decoded-sound.ts';
import { corrupt, tooLarge, truncated } from './faults.ts';
import { decodeFlac } from './flac.ts';
import { skipId3 } from './id3.ts';
import { decodeMp3 } from './mp3.ts';
import { readAacTrack } from './mp4-tracks.ts';
import { walkOgg } from './ogg.ts';
import { mostOpusFrames, mostVorbisFrames } from './ogg-length.ts';
import { type CodedHeader, checkSound, defaultMaxFrames, type SoundReadOptions } from './sound-header.ts';

export type { DecodedSound };

/** What each of the codec packages gives. */
interface PackageSound {
  readonly channelData: readonly Float32Array[];
  readonly sampleRate: number;
}

interface PackageDecoder {
  decode(bytes: Uint8Array): PackageSound;
  flush?(): PackageSound;
  free(): void;
}

/**
 * Decodes a coded sound whole, in this process: MP3, FLAC, Vorbis, Opus, and AAC where `@audio/decode-aac` is installed.
 * The bytes must stay as they are until then. Each decode is independent of those before.
 * Resolves to undefined for what only ffmpeg can decode.
 * Rejects with AugmentError: `truncated`, `corrupt`, `too-large`.
 */
export async function decodeCoded(
  bytes: Uint8Array,
  header: CodedHeader,
  name: string,
  options: SoundReadOptions = {},
): Promise<DecodedSound | undefined> {
  switch (header.format) {
    case 'mp3':
      return await decodeMp3(bytes, header, name, options);
    case 'flac':
      if (bytes[0] === 0x4f && !isPlainOgg(bytes, name, options)) return undefined;
      return decodeFlac(bytes, name, options);
    case 'vorbis':
      if (!isPlainOgg(bytes, name, options)) return undefined;
      refuseLong(mostVorbisFrames(bytes), header, name, options);
      return checked(await decodeVorbis(bytes, name), name, options);
    case 'opus':
      if (!isPlainOgg(bytes, name, options)) return undefined;
      refuseLong(mostOpusFrames(bytes), header, name, options);
      return checked(await once(await opusDecoder(), bytes, name), name, options);
    case 'aac':
      return await decodeAac(bytes, header, name, options);
    default:
      return undefined;
  }
}

function checked(sound: DecodedSound, name: string, options: SoundReadOptions): DecodedSound {
  if (sound.frames === 0 && sound.channels === 0) throw corrupt(name, 'a file with sound', 'one that holds none');
  checkSound(sound, name, options);
  return sound;
}

/** Whether an Ogg file is one stream. Throws where it is cut short or damaged. */
function isPlainOgg(bytes: Uint8Array, name: string, { onTruncated = 'error' }: SoundReadOptions): boolean {
  const { single, complete, sound } = walkOgg(bytes);
  if (!sound) throw corrupt(name, 'Ogg pages', 'one whose checksum is wrong');
  if (single && !complete && onTruncated === 'error') {
    throw truncated(name, 'an Ogg stream with a last page', 'one without');
  }
  return single;
}

/** What a stream decodes to shows in the packages only once the memory is taken: a small file can hold days of silence. */
function refuseLong(most: number, header: CodedHeader, name: string, options: SoundReadOptions): void {
  const { maxFrames = defaultMaxFrames } = options;
  if (most * (header.channels ?? 1) > maxFrames) throw tooLarge(name, most, header.channels, maxFrames);
}

let sharedVorbis: Promise<PackageDecoder> | undefined;

/**
 * A decoder that has decoded a complete stream starts the next one with its memory as it was at first, which takes a
 * tenth of making a new one. After any other it is thrown away.
 */
async function decodeVorbis(bytes: Uint8Array, name: string): Promise<DecodedSound> {
  const { complete, end } = walkOgg(bytes);
  if (!complete) return once(await vorbisDecoder(), bytes, name);
  sharedVorbis ??= vorbisDecoder() as Promise<PackageDecoder>;
  const decoder = await sharedVorbis;
  try {
    // The package takes a stream for complete only where the bytes end with its last page.
    const { channelData, sampleRate } = decoder.decode(bytes.subarray(0, end));
    return joinPlanes(channelData, sampleRate);
  } catch (cause) {
    sharedVorbis = undefined;
    throw corrupt(name, 'a sound Ogg Vorbis stream', (cause as Error).message, cause);
  }
}

async function once(decoder: PackageDecoder, bytes: Uint8Array, name: string): Promise<DecodedSound> {
  try {
    const parts = [decoder.decode(bytes)];
    const rest = decoder.flush?.();
    if (rest !== undefined) parts.push(rest);
    const sounding = parts.filter(({ channelData }) => (channelData[0]?.length ?? 0) > 0);
    const [first, second] = sounding;
    if (first === undefined) return { sampleRate: 0, channels: 0, frames: 0, planes: new Float32Array(0) };
    if (second === undefined) return joinPlanes(first.channelData, first.sampleRate);
    const planes = first.channelData.map((plane, c) =>
      concatenated(plane, second.channelData[c] ?? new Float32Array(0)),
    );
    return joinPlanes(planes, first.sampleRate);
  } catch (cause) {
    if (cause instanceof AugmentError) throw cause;
    throw corrupt(name, 'a sound stream', (cause as Error).message, cause);
  } finally {
    decoder.free();
  }
}

function concatenated(a: Float32Array, b: Float32Array): Float32Array {
  const both = new Float32Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

/** Undefined where the package is not installed. */
async function decodeAac(
  bytes: Uint8Array,
  header: CodedHeader,
  name: string,
  options: SoundReadOptions,
): Promise<DecodedSound | undefined> {
  const decoder = await loadAac();
  if (decoder === undefined) return undefined;
  const track = readAacTrack(bytesRange(bytes));
  const adts = walkAdts(bytes, skipId3(bytesRange(bytes)));
  refuseLong((track?.samples ?? adts.frames) * 1024, header, name, options);
  if ((track?.cut ?? adts.cut) && options.onTruncated !== 'accept') {
    throw truncated(name, 'whole AAC frames', 'one that was cut');
  }
  return checked(await once(await decoder(), bytes, name), name, options);
}

type AacPackage = { decoder(): Promise<PackageDecoder> };
let aacPackage: Promise<AacPackage | undefined> | undefined;

/** The AAC package is GPL-2 and so nobody's dependency: it is used where someone has installed it. */
async function loadAac(): Promise<(() => Promise<PackageDecoder>) | undefined> {
  aacPackage ??= import('@audio/decode-aac').then(
    (loaded) => loaded as AacPackage,
    () => undefined,
  );
  return (await aacPackage)?.decoder;
}
