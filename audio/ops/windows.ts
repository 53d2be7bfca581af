import type { TimePiece } from './base.ts';
import type { PadFill, WindowOp } from './edit.ts';

/** So many copies of a sound beyond its ends carry its labels on. */
const mostCopies = 1000;

/** The window of a sound of `length` frames, and where its labels go: copies and mirror images beyond its ends have them as well. */
export function windowOf(length: number, first: number, frames: number, fill: PadFill): WindowOp {
  const time: TimePiece[] = [];
  const copies = fill === 'wrap' || fill === 'reflect';
  // A mirror image does not say its outermost frame twice.
  const period = fill === 'reflect' ? length - 1 : length;
  // The frame where two images meet is of the one nearer to the sound.
  const low = copies && period > 0 ? Math.floor((first - 1) / period) : 0;
  const high = copies && period > 0 ? Math.ceil((first + frames) / period) - 1 : 0;
  const start = Math.max(low, Math.min(0, high - mostCopies));
  for (let copy = start; copy <= Math.min(Math.max(high, 0), start + mostCopies); copy++) {
    const piece =
      fill === 'reflect' && copy !== 0
        ? image(length, copy, first, frames)
        : plain(length, copy * period, first, frames);
    if (piece.to > piece.from) time.push(piece);
  }
  return { kind: 'window', first, frames, fill, makes: { frames }, time };
}

/** What the window sees of the sound where it lies from `start` on. */
function plain(length: number, start: number, first: number, frames: number): TimePiece {
  const from = Math.min(length, Math.max(0, first - start));
  return { from, to: Math.min(length, first + frames - start), at: start + from - first, rate: 1 };
}

/** The same of the images in [copy * (length - 1), (copy + 1) * (length - 1)], without the frame that the one nearer to the sound has. */
function image(length: number, copy: number, first: number, frames: number): TimePiece {
  const period = length - 1;
  const own = copy > 0 ? copy * period + 1 : copy * period;
  const low = Math.max(own, first);
  const high = Math.min(own + period, first + frames);
  if (copy % 2 === 0) return { from: low - copy * period, to: high - copy * period, at: low - first, rate: 1 };
  // Frame t lies where frame (copy + 1) * period - t is asked for; edges lie one further.
  const edge = (copy + 1) * period + 1;
  return { from: edge - high, to: edge - low, at: high - first, rate: -1 };
}
