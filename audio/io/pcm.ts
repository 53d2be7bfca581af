import { AugmentError } from '../../transforms/errors.ts';
import type { ByteRange } from './byte-range.ts';
import { truncated } from './faults.ts';
import { convertPcm } from './pcm-convert.ts';
import type { PcmHeader } from './sound-header.ts';

/** Bytes read at once of a long excerpt: enough for the disk, little enough for the cache. */
const blockBytes = 1 << 18;

/**
 * Reads an excerpt of a PCM file into `target`, planar [channels, frameCount] float32 of nominal [-1, 1): integers are
 * divided by 2^(bits - 1) of their container, floats are kept as they are (NaN and infinity too).
 * Only the excerpt's bytes are asked of the range.
 * Throws AugmentError `out-of-range` for frames that the file has not, `truncated` where it was cut meanwhile.
 */
export function readPcm(
  range: ByteRange,
  header: PcmHeader,
  firstFrame: number,
  frameCount: number,
  target: Float32Array,
  name = 'sound',
): void {
  const { channels, frames, frameBytes, dataAt } = header;
  const fits = firstFrame >= 0 && frameCount >= 0 && firstFrame + frameCount <= frames;
  if (!fits || target.length < frameCount * channels) {
    throw outOfRange(name, header, firstFrame, frameCount, target.length);
  }
  const atOnce = Math.max(1, Math.floor(blockBytes / frameBytes));
  for (let done = 0; done < frameCount; ) {
    const count = Math.min(frameCount - done, atOnce);
    const from = dataAt + (firstFrame + done) * frameBytes;
    const bytes = range.slice(from, from + count * frameBytes);
    if (bytes.length < count * frameBytes) {
      throw truncated(name, `${count * frameBytes} bytes at ${from}`, `${bytes.length}`);
    }
    convertPcm(bytes, header.encoding, { target, channels, at: done, count, stride: frameCount });
    done += count;
  }
}

export function outOfRange(
  name: string,
  { frames, channels }: { readonly frames: number; readonly channels: number },
  first: number,
  count: number,
  room: number,
): AugmentError {
  return new AugmentError(
    'out-of-range',
    `${name}: expected an excerpt of its ${frames} frames of ${channels} channels and room for it, got [${first}, ${count}] and ${room} values`,
    { file: name },
  );
}
