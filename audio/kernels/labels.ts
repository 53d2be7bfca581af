import { AugmentError, show, suggestion } from '../../transforms/errors.ts';
import type { OpBase, TimePiece } from '../ops/index.ts';

/** A part of a sound, and what it is. Where both times are the same it is a point in time. */
export interface Segment {
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly label: string;
}

/** A segment, or a part of one, in frames of the sound as it is at that point. */
interface Span {
  readonly low: number;
  readonly high: number;
  readonly source: Segment;
}

/** How frames and seconds hang together: frame `origin` is second 0. */
interface Clock {
  readonly origin: number;
  readonly perSecond: number;
}

/** What rounding may leave between parts that touch, in frames. */
const slack = 1e-6;

/**
 * Where segments are once the ops were carried out on a sound of so many frames. They are cut at the ends of the sound and where an op
 * parts it (a roll makes two of one), copied where an op repeats a part, and made one again where parts of a segment touch. Parts
 * shorter than one frame are left out; points stay points. Features have the seconds of the waveform. Sorted by their start.
 */
export function moveSegments(
  segments: readonly Segment[],
  ops: readonly OpBase[],
  { frames, sampleRate }: { readonly frames: number; readonly sampleRate: number },
): readonly Segment[] {
  if (segments.length === 0) return [];
  let clock: Clock = { origin: 0, perSecond: sampleRate };
  let length = frames;
  let least = 1;
  let spans = carried(
    segments.map((source) => ({ low: source.startSeconds * sampleRate, high: source.endSeconds * sampleRate, source })),
    [{ from: 0, to: frames, at: 0, rate: 1 }],
    frames,
  );
  for (const { makes, time } of ops) {
    const next = makes?.frames ?? length;
    if (makes?.bins !== undefined) {
      // Columns: time goes on at another rate.
      const piece = time?.[0] ?? { from: 0, to: length, at: 0, rate: next / Math.max(1, length) };
      clock = {
        origin: piece.at + (clock.origin - piece.from) * piece.rate,
        perSecond: clock.perSecond * piece.rate,
      };
      least *= piece.rate;
      spans = spans.map((span) => moved(span, piece));
    } else {
      if (makes?.sampleRate !== undefined) clock = { ...clock, perSecond: makes.sampleRate };
      if (time !== undefined) spans = carried(spans, time, next);
    }
    length = next;
  }
  // To the nanosecond: what went there and back is what it was.
  const seconds = (at: number) => Math.round(((at - clock.origin) / clock.perSecond) * 1e9) / 1e9;
  return spans
    .filter(({ low, high, source }) => high - low >= least - slack || isPoint(source))
    .sort((a, b) => a.low - b.low)
    .map(({ low, high, source }) => ({
      startSeconds: seconds(low),
      endSeconds: seconds(high),
      label: source.label,
    }));
}

const isPoint = ({ startSeconds, endSeconds }: Segment) => startSeconds === endSeconds;

/** The spans as the pieces take them along, into [0, length], those of one segment made one where they touch. */
function carried(spans: readonly Span[], pieces: readonly TimePiece[], length: number): Span[] {
  const bySource = new Map<Segment, Span[]>();
  for (const span of spans) {
    for (const piece of pieces) {
      const part = cut(span, piece);
      const there = part && cut(moved(part, piece), { from: 0, to: length });
      if (there === undefined) continue;
      const others = bySource.get(span.source);
      if (others === undefined) bySource.set(span.source, [there]);
      else others.push(there);
    }
  }
  return [...bySource.values()].flatMap(joined);
}

/** What of a span lies in [from, to]; undefined where nothing does. */
function cut({ low, high, source }: Span, { from, to }: Pick<TimePiece, 'from' | 'to'>): Span | undefined {
  const part = { low: Math.max(low, from), high: Math.min(high, to), source };
  return part.high > part.low || (low === high && low >= from && low <= to) ? part : undefined;
}

function moved({ low, high, source }: Span, { from, at, rate }: TimePiece): Span {
  const [a, b] = [at + (low - from) * rate, at + (high - from) * rate];
  return { low: Math.min(a, b), high: Math.max(a, b), source };
}

function joined(spans: Span[]): Span[] {
  spans.sort((a, b) => a.low - b.low);
  const whole: Span[] = [];
  for (const span of spans) {
    const last = whole[whole.length - 1];
    if (last === undefined || span.low > last.high + slack) whole.push(span);
    else whole[whole.length - 1] = { ...last, high: Math.max(last.high, span.high) };
  }
  return whole;
}

/** What labels for each frame, or each column of features, need to know. */
export interface FrameLabelOptions {
  /** How many labels: frames of the waveform, or columns. */
  readonly frames: number;
  readonly sampleRate: number;
  /** Frames of the waveform from one label to the next: 1, unless it is columns. */
  readonly hopFrames?: number;
  /** The waveform's frame that the first label is about: the middle of its hop, unless said; 0 for spectra with centred windows. */
  readonly centerFrame?: number;
  readonly classNames: readonly string[];
  /** The class index of what no segment covers. */
  readonly background: number;
}

/**
 * The class index of each frame or column: that of the segment that its centre lies in, of the later of them in the list, or `background`.
 * A point in time labels the frame that is nearest. Throws AugmentError `unknown-class` for a label that is not in `classNames`.
 */
export function frameLabels(
  segments: readonly Segment[],
  { frames, sampleRate, hopFrames = 1, centerFrame = hopFrames / 2, classNames, background }: FrameLabelOptions,
): Int32Array {
  const labels = new Int32Array(frames).fill(background);
  const classes = new Map(classNames.map((name, i) => [name, i]));
  const place = (seconds: number) => (seconds * sampleRate - centerFrame) / hopFrames;
  const within = (index: number) => Math.min(frames, Math.max(0, index));
  for (const { startSeconds, endSeconds, label } of segments) {
    const index = classes.get(label);
    if (index === undefined) throw unknownClass(label, classNames);
    const nearest = Math.floor(place(startSeconds) + 0.5);
    // A centre on the start is inside, one on the end is not; times that were worked out are off by rounding.
    const [first, end] =
      startSeconds === endSeconds
        ? [nearest, nearest + 1]
        : [Math.ceil(place(startSeconds) - 1e-6), Math.ceil(place(endSeconds) - 1e-6)];
    labels.fill(index, within(first), within(end));
  }
  return labels;
}

function unknownClass(label: string, classNames: readonly string[]): AugmentError {
  return new AugmentError(
    'unknown-class',
    `frameLabels: expected the label of a segment among classNames, got ${show(label)}; ${suggestion(label, classNames)}`,
  );
}
