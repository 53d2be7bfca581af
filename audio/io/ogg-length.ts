import { oggPackets, walkOgg } from './ogg.ts';

/** Frames at 48 kHz of one Opus frame by the configuration in the packet's first byte. RFC 6716 section 3.1, table 2. */
const silkFrames = [480, 960, 1920, 2880];
const hybridFrames = [480, 960];
const celtFrames = [120, 240, 480, 960];

/** PCM frames that an Ogg Opus stream's packets decode to, before any is trimmed. RFC 6716 section 3.2. */
export function mostOpusFrames(bytes: Uint8Array): number {
  let frames = 0;
  let packets = 0;
  for (const packet of oggPackets(bytes)) {
    // The first two are the headers.
    if (++packets <= 2 || packet.length === 0) continue;
    const first = packet[0]!;
    const configuration = first >> 3;
    const code = first & 3;
    const count = code === 0 ? 1 : code === 3 ? (packet[1] ?? 0) & 63 : 2;
    const each =
      configuration < 12
        ? silkFrames[configuration & 3]!
        : configuration < 16
          ? hybridFrames[configuration & 1]!
          : celtFrames[configuration & 3]!;
    frames += count * each;
  }
  return frames;
}

/** The most that an Ogg Vorbis stream can decode to: half of its longest block a packet. Vorbis I section 4.2.2. */
export function mostVorbisFrames(bytes: Uint8Array): number {
  const [identification] = oggPackets(bytes);
  const longest = 2 ** ((identification?.[28] ?? 0) >> 4);
  return (Math.max(0, walkOgg(bytes).packets - 3) * longest) / 2;
}
