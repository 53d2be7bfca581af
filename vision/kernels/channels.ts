import type { ColorMatrix, ImageOp, Rgb } from '../ops/index.ts';
import { isDiagonal } from './color.ts';

/** What a colour, which is three numbers, gives each channel: one channel its middle number, of more than three the last again. */
export function fillOf(color: readonly number[], channel: number, channels: number): number {
  return color[channels === 1 ? 1 : Math.min(channel, 2)]!;
}

/** What a list of one number, or of one for each channel, gives a channel; a list of three is a colour. */
export function channelValue(values: readonly number[], channel: number, channels: number): number {
  if (values.length === 1) return values[0]!;
  return values.length === channels ? values[channel]! : fillOf(values as Rgb, channel, channels);
}

/**
 * Why an op cannot be carried out on pictures of so many channels, as a sentence that follows a transform's name and a colon;
 * undefined where it can. Grey (1) counts as R = G = B.
 */
export function channelsRefused(op: ImageOp, channels: number): string | undefined {
  if (channels === 3 || !needsRgb(op, channels)) return undefined;
  const those = isOfColors(op) ? '3 channels' : '1 or 3 channels';
  const got = channels === 1 ? '1 channel' : `${channels} channels`;
  return `expected pictures of ${those} (RGB), got ${got}; leave it out of the plan or keep the RGB channels only`;
}

/** Whether it was fitted over three colours, which grey does not have. */
function isOfColors(op: ImageOp): boolean {
  return op.kind === 'whiten' || (op.kind === 'branches' && op.branches.some(({ ops }) => ops.some(isOfColors)));
}

function needsRgb(op: ImageOp, channels: number): boolean {
  switch (op.kind) {
    case 'whiten':
      return true;
    case 'colors':
    case 'epilogue':
      return op.steps.some((step) => needsRgb(step, channels));
    case 'branches':
      return op.branches.some(({ ops }) => ops.some((inner) => needsRgb(inner, channels)));
    case 'color':
      return channels !== 1 && !isAlike(op.matrix);
    case 'curve':
      return channels !== 1 && !op.tables.every((table) => isSame(table, op.tables[0]));
    case 'chromaticAberration':
    case 'compress':
    case 'hue':
    case 'hueSaturation':
    case 'isoNoise':
      return channels !== 1;
    default:
      return false;
  }
}

/** Whether it does the same to each channel by itself. */
function isAlike(m: ColorMatrix): boolean {
  return isDiagonal(m) && m[0] === m[5] && m[0] === m[10] && m[3] === m[7] && m[3] === m[11];
}

function isSame(a: readonly number[], b: readonly number[]): boolean {
  return a === b || a.every((value, i) => value === b[i]);
}
