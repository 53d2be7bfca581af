import type { TimePiece } from './base.ts';
import type { JoinOp, JoinPart } from './edit.ts';

/** Frames [from, to) of a sound. */
export interface Cut {
  readonly from: number;
  readonly to: number;
}

/** At most the first `frames` frames of cuts that are played one after the other. */
export function firstOf(cuts: readonly Cut[], frames: number): readonly Cut[] {
  const kept: Cut[] = [];
  let left = frames;
  for (const { from, to } of cuts) {
    const end = Math.min(to, from + left);
    if (end > from) kept.push({ from, to: end });
    left -= Math.max(0, end - from);
  }
  return kept;
}

/** What cuts that are played one after the other come to without [from, to) of their frames. */
export function without(cuts: readonly Cut[], from: number, to: number): readonly Cut[] {
  const left: Cut[] = [];
  let at = 0;
  for (const cut of cuts) {
    const length = cut.to - cut.from;
    const end = Math.min(cut.to, cut.from + Math.max(0, from - at));
    const start = Math.max(cut.from, cut.to - Math.max(0, at + length - to));
    if (end >= start) left.push(cut);
    else {
      if (end > cut.from) left.push({ from: cut.from, to: end });
      if (start < cut.to) left.push({ from: start, to: cut.to });
    }
    at += length;
  }
  return left;
}

/**
 * Plays cuts of a sound of `length` frames one after the other, up to `frames` frames. Every seam is a crossfade of `fadeFrames`
 * frames, with the sound that lies around the cuts: half of it before and half behind the seam, or where the sound ends, more on
 * the other side; shorter only where there is none to be had, or where the cuts are shorter.
 */
export function join(cuts: readonly Cut[], length: number, frames: number, fadeFrames: number): JoinOp {
  const parts: JoinPart[] = [];
  const time: TimePiece[] = [];
  const whole = merged(cuts);
  let at = 0;
  let [before, behind] = [0, 0];
  for (const [i, { from, to }] of whole.entries()) {
    const overlap = before + behind;
    const next = whole[i + 1];
    const [nextBefore, nextBehind] = next === undefined ? [0, 0] : seam({ from, to }, next, length, fadeFrames);
    parts.push({ from: from - before, to: to + nextBehind, at: at - before, overlap });
    time.push({ from, to, at, rate: 1 });
    at += to - from;
    [before, behind] = [nextBefore, nextBehind];
  }
  return { kind: 'join', frames, parts, makes: { frames }, time };
}

/** Cuts that follow each other in the sound itself are one, and have no seam. */
function merged(cuts: readonly Cut[]): readonly Cut[] {
  const whole: Cut[] = [];
  for (const cut of cuts) {
    const last = whole[whole.length - 1];
    if (last?.to === cut.from) whole[whole.length - 1] = { from: last.from, to: cut.to };
    else whole.push(cut);
  }
  return whole;
}

/** How many frames of the crossfade lie before and behind the seam between two cuts. */
function seam(out: Cut, into: Cut, length: number, fadeFrames: number): readonly [before: number, behind: number] {
  // Half of each cut is left to its other seam.
  const ownHalf = (cut: Cut) => Math.floor((cut.to - cut.from) / 2);
  const fade = Math.min(fadeFrames, ownHalf(out), ownHalf(into));
  const roomBehind = Math.min(fade, length - out.to);
  const before = Math.min(Math.max(fade - Math.floor(fade / 2), fade - roomBehind), into.from);
  return [before, Math.min(fade - before, roomBehind)];
}
