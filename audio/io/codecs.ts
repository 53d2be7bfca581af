import { decoder as opusDecoder } from '@audio/decode-opus';
import { decoder as vorbisDecoder } from '@audio/decode-vorbis';
import { AugmentError } from '../../transforms/errors.ts';
import { type DecodedSound, joinPlanes } from './decoded-sound.ts';
import { corrupt, tooLarge, truncated } from './faults.ts';
import { decodeFlac } from './flac.ts';
import { decodeMp3 } from './mp3.ts';
import { walkOgg } from './ogg.ts';
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

/** Longest packets: Opus 120 ms at 48 kHz, Vorbis half of its longest block of 8192. */
const opusPacketFrames = 5760;
const vorbisPacketFrames = 4096;

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
      if (bytes[0] === 0x4f && !isPlainOgg(bytes, 0, name, options)) return undefined;
      return decodeFlac(bytes, name, options);
    case 'vorbis':
      if (!isPlainOgg(bytes, vorbisPacketFrames / 4, name, options)) return undefined;
      return checked(await decodeVorbis(bytes, name), name, options);
    case 'opus': {
      if (!isPlainOgg(bytes, opusPacketFrames / 6, name, options)) return undefined;
      return checked(await once(await opusDecoder(), bytes, name), name, options);
    }
    case 'aac': {
      const aac = await loadAac();
      return aac === undefined ? undefined : checked(await once(await aac(), bytes, name), name, options);
    }
    default:
      return undefined;
  }
}

function checked(sound: DecodedSound, name: string, options: SoundReadOptions): DecodedSound {
  if (sound.frames === 0 && sound.channels === 0) throw corrupt(name, 'a file with sound', 'one that holds none');
  checkSound(sound, name, options);
  return sound;
}

/**
 * Whether an Ogg file is one stream. Throws where it is cut short, and where its packets (of `likelyFrames` each) would
 * be more sound than is allowed: what they decode to is only known once the memory is taken.
 */
function isPlainOgg(bytes: Uint8Array, likelyFrames: number, name: string, options: SoundReadOptions): boolean {
  const { onTruncated = 'error', maxFrames = defaultMaxFrames } = options;
  const { single, complete, sound, packets, lastGranule } = walkOgg(bytes);
  if (!sound) throw corrupt(name, 'Ogg pages', 'one whose checksum is wrong');
  if (!single) return false;
  const likely = Math.max(packets * likelyFrames, lastGranule);
  if (likely > maxFrames && likelyFrames > 0) throw tooLarge(name, likely, undefined, maxFrames);
  if (!complete && onTruncated === 'error') throw truncated(name, 'an Ogg stream with a last page', 'one without');
  return true;
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
