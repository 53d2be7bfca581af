import assert from 'node:assert/strict';
import fc from 'fast-check';
import { gain, padOrCrop, repeatPart, resample, reverse, timeShift, timeStretch } from '../../audio/index.ts';
import { execute, type WorkingOp } from '../../audio/kernels/execute.ts';
import { frameLabels, moveSegments, type Segment } from '../../audio/kernels/labels.ts';
import { SoundMemory } from '../../audio/kernels/memory.ts';
import type { AudioOp } from '../../audio/ops/index.ts';
import { catalogs } from '../../src/catalog.ts';
import { drawValues } from '../../src/testing/index.ts';
import { AugmentError, Draws, makeTransform, type Node, rootKey } from '../../transforms/index.ts';
import { noSounds, play, voice } from './play.ts';

const sampleRate = 1000;
const segment = (startSeconds: number, endSeconds: number, label = 'a'): Segment => ({
  startSeconds,
  endSeconds,
  label,
});
const opsOf = (nodes: readonly Node[], frames: number, seed: string | number = 0) =>
  play(nodes, [voice(frames)], { sampleRate, key: rootKey(seed) }).ops;
const movedBy = (nodes: readonly Node[], segments: readonly Segment[], frames = 1000) =>
  moveSegments(segments, opsOf(nodes, frames), { frames, sampleRate });
const roll = (k: number) => timeShift({ shift: [k, k], unit: 'frames', seam: 'none' });

/** Segments that do not touch, in whole frames of a sound of so many. */
const segments = (frames: number) =>
  fc.uniqueArray(fc.integer({ min: 0, max: frames }), { minLength: 2, maxLength: 10 }).map((edges) => {
    const sorted = [...edges].sort((a, b) => a - b);
    return Array.from({ length: sorted.length >> 1 }, (_, i) =>
      segment(sorted[2 * i]! / sampleRate, sorted[2 * i + 1]! / sampleRate, `${i}`),
    );
  });

describe('moveSegments', () => {
  it('leaves them where time stays as it is', () => {
    const given = [segment(0.1, 0.3), segment(0.3, 0.7, 'b')];
    assert.deepEqual(movedBy([gain()], given), given);
    assert.deepEqual(movedBy([], []), []);
  });

  it('shifts, turns about, stretches and crops them', () => {
    const given = [segment(0.1, 0.3), segment(0.8, 0.9, 'b')];
    assert.deepEqual(movedBy([reverse()], given), [segment(0.1, 0.2, 'b'), segment(0.7, 0.9)]);
    assert.deepEqual(movedBy([roll(-200)], given), [segment(0, 0.1), segment(0.6, 0.7, 'b'), segment(0.9, 1)]);
    assert.deepEqual(movedBy([timeStretch({ rate: [0.5, 0.5], keepLength: false })], given), [
      segment(0.2, 0.6),
      segment(1.6, 1.8, 'b'),
    ]);
    assert.deepEqual(movedBy([padOrCrop({ frames: 150, crop: 'start' })], given), [segment(0.1, 0.15)]);
    assert.deepEqual(movedBy([padOrCrop({ frames: 1500, pad: 'start' })], given), [
      segment(0.6, 0.8),
      segment(1.3, 1.4, 'b'),
    ]);
    assert.deepEqual(movedBy([padOrCrop({ frames: 2000, fill: 'wrap' })], [segment(0.9, 1), segment(0, 0.1)]), [
      segment(0, 0.1),
      segment(0.9, 1),
      segment(1, 1.1),
      segment(1.9, 2),
    ]);
    assert.deepEqual(movedBy([resample({ sampleRate: [500, 500] })], given), given);
  });

  it('keeps the seconds of the waveform in columns of features', () => {
    const features: AudioOp[] = [{ kind: 'gain', factor: 1, makes: { frames: 101, bins: 40 } }];
    const given = [segment(0.1, 0.304), segment(0.5, 0.5, 'point')];
    assert.deepEqual(moveSegments(given, features, { frames: 1000, sampleRate }), given);
    const centred = { ...features[0]!, time: [{ from: 0, to: 1000, at: 0.5, rate: 0.1 }] };
    assert.deepEqual(moveSegments(given, [centred], { frames: 1000, sampleRate }), given);
    // Twice as fast from column to column.
    const warp: AudioOp = { kind: 'gain', factor: 1, time: [{ from: 0, to: 101, at: 0, rate: 0.5 }] };
    assert.deepEqual(
      moveSegments([segment(0.2, 0.4)], [{ ...centred, time: [{ from: 0, to: 1000, at: 0, rate: 0.1 }] }, warp], {
        frames: 1000,
        sampleRate,
      }),
      [segment(0.1, 0.2)],
    );
  });

  it('cuts them at the ends of the sound, drops slivers, and keeps points', () => {
    const given = [
      segment(-1, 0.1),
      segment(0.5, 0.5, 'point'),
      segment(0.9, 7),
      segment(3, 4),
      segment(2, 2, 'beyond'),
    ];
    assert.deepEqual(movedBy([], given), [segment(0, 0.1), segment(0.5, 0.5, 'point'), segment(0.9, 1)]);
    assert.deepEqual(movedBy([padOrCrop({ frames: 600, crop: 'end' })], [segment(0.1, 0.4005), segment(0.1, 0.401)]), [
      segment(0, 0.001),
    ]);
    assert.deepEqual(movedBy([reverse()], [segment(0, 0, 'first'), segment(0.25, 0.25)]), [
      segment(0.75, 0.75),
      segment(1, 1, 'first'),
    ]);
  });

  it('keeps all seconds when rolled, and brings them back', () => {
    const seconds = (all: readonly Segment[]) => all.reduce((sum, one) => sum + one.endSeconds - one.startSeconds, 0);
    fc.assert(
      fc.property(segments(1000), fc.integer({ min: -999, max: 999 }), (given, k) => {
        const rolled = movedBy([roll(k)], given);
        assert.ok(Math.abs(seconds(rolled) - seconds(given)) < 1e-6);
        assert.deepEqual(
          movedBy([timeShift({ shift: [k, k], unit: 'frames', seam: 'none', name: 'there' }), roll(-k)], given),
          given,
        );
      }),
    );
  });

  it('brings them back when turned about twice, or filled up and cut down', () => {
    fc.assert(
      fc.property(segments(1000), (given) => {
        assert.deepEqual(movedBy([reverse(), reverse()], given), given);
        const there = padOrCrop({ frames: 1300, pad: 'both' });
        assert.deepEqual(movedBy([there, padOrCrop({ frames: 1000, crop: 'center' })], given), given);
      }),
    );
  });

  it('repeats them with the part', () => {
    const node = repeatPart({ partSeconds: [1, 1], repeats: [2, 2], crossfadeSeconds: 0 });
    assert.deepEqual(movedBy([node], [segment(0.2, 0.3)]), [segment(0.2, 0.3), segment(1.2, 1.3), segment(2.2, 2.3)]);
  });
});

const memory = new SoundMemory();

/** What ops make of a waveform that is 1 within the segments, and 0 elsewhere. */
function marked(given: readonly Segment[], ops: readonly AudioOp[], frames: number): Float32Array {
  const mark = memory.mark();
  const signal = memory.allocateSignal({ channels: 1, frames, sampleRate, bins: 0 });
  memory.plane(signal, 0).set(inside(given, frames));
  const made = execute(memory, signal, ops as readonly WorkingOp[], noSounds);
  const values = memory.plane(made, 0).slice();
  memory.release(mark);
  return values;
}

const inside = (given: readonly Segment[], frames: number, rate = sampleRate) =>
  frameLabels(
    given.map((one) => ({ ...one, label: 'in' })),
    { frames, sampleRate: rate, classNames: ['out', 'in'], background: 0 },
  );

/** The frame at which label and marker differ, further than `slack` frames from where the label changes; -1 where there is none. */
function difference(labels: Int32Array, marker: Float32Array, slack: number): number {
  return labels.findIndex((label, n) => {
    if ((marker[n]! > 0.5 ? 1 : 0) === label) return false;
    for (let near = n - slack; near <= n + slack; near++)
      if ((labels[Math.max(0, Math.min(labels.length - 1, near))] ?? label) !== label) return false;
    return true;
  });
}

/** None where whole frames move by whole frames; else one of the input: what lies between two frames may be counted to either. */
function slackOf(ops: readonly AudioOp[]): number {
  const pieces = ops.flatMap(({ time }) => time ?? []);
  if (pieces.every(({ at, rate }) => Number.isInteger(at) && Math.abs(rate) === 1)) return 0;
  return Math.ceil(Math.max(1, ...pieces.map(({ rate }) => Math.abs(rate))));
}

/** Without fades, which are part of what is heard but not of a label, and without what is not labelled. */
const hard = { crossfadeSeconds: 0, fadeSeconds: 0, seam: 'none', perChannel: false } as const;
/** A marker is no sound that a phase vocoder could keep the edges of. */
const slacks: Readonly<Record<string, number>> = { timeStretch: 40 };

function hardened(name: string, seed: number, more: object = {}): Node {
  const definition = catalogs.audio.get(name)!;
  const given: Record<string, unknown> = drawValues(definition, new Draws(rootKey(`${name} ${seed}`)));
  for (const [parameter, value] of Object.entries(hard))
    if (parameter in definition.parameters) given[parameter] = value;
  // Values held or mirrored by a shift are filling, and so is noise.
  if (name === 'timeShift') given.fill = seed % 2 === 0 ? 'wrap' : 'zeros';
  if (given.fill === 'edge') given.fill = 'zeros';
  if (typeof given.durationSeconds === 'number') given.durationSeconds = 0.1 + (seed % 20) / 10;
  if (name === 'repeatPart') given.partSeconds = [0.01, 0.5];
  if (name === 'timeStretch') given.rate = [0.7, 1.4];
  return makeTransform(definition, { ...given, ...more });
}

describe('labels and the sound itself', () => {
  const frames = 1000;
  const given = [segment(0.06, 0.21), segment(0.3, 0.42), segment(0.55, 0.9)];
  const names = [...catalogs.audio.keys()];
  const movers = new Set<string>();

  for (const name of names.filter((name) => catalogs.audio.get(name)!.takes !== 'features' && name !== 'scale')) {
    it(`${name} moves both alike`, () => {
      for (let seed = 0; seed < 40; seed++) {
        const { ops, facts } = soundOf(hardened(name, seed), seed);
        if (ops.length === 0 || facts.bins > 0 || !ops.every(({ time }) => time !== undefined)) continue;
        movers.add(name);
        const labels = inside(moveSegments(given, ops, { frames, sampleRate }), facts.frames, facts.sampleRate);
        const at = difference(labels, marked(given, ops, frames), slacks[name] ?? slackOf(ops));
        assert.equal(at, -1, `seed ${seed}: ${JSON.stringify(ops).slice(0, 500)}`);
      }
    });
  }

  it('was tried with all that moves sound', () => {
    const known = [
      'padOrCrop',
      'randomCrop',
      'repeatPart',
      'resample',
      'reverse',
      'speed',
      'spliceOut',
      'timeShift',
      'timeStretch',
      'trimSilence',
    ];
    for (const name of known) assert.ok(movers.has(name), name);
  });

  it('move alike through many of them', () => {
    const some = ['padOrCrop', 'randomCrop', 'repeatPart', 'reverse', 'spliceOut', 'timeShift', 'trimSilence'];
    for (let seed = 0; seed < 150; seed++) {
      const draws = new Draws(rootKey(`many ${seed}`));
      const chosen = Array.from({ length: 4 }, () => draws.choice(some));
      const nodes = chosen.map((name, i) =>
        hardened(name, seed * 4 + i, name === 'timeShift' ? { subframe: false } : {}),
      );
      const { ops, facts } = soundOf(nodes, seed);
      const labels = inside(moveSegments(given, ops, { frames, sampleRate }), facts.frames, facts.sampleRate);
      assert.equal(difference(labels, marked(given, ops, frames), 0), -1, `seed ${seed}: ${chosen}`);
    }
  });

  function soundOf(nodes: Node | readonly Node[], seed: number) {
    const list = (Array.isArray(nodes) ? nodes : [nodes]) as readonly Node[];
    const { ops, facts } = play(list, [voice(frames)], { sampleRate, key: rootKey(seed), sounds: someSound });
    return { ops, facts };
  }
});

const someSound = { get: () => ({ name: 'other', planes: voice(700, 'other'), channels: 1, frames: 700 }) };

describe('frameLabels', () => {
  const classNames = ['silence', 'a', 'b'];
  const options = { frames: 10, sampleRate: 10, classNames, background: 0 };

  it('labels the frames whose centre lies within; the later segment wins', () => {
    const made = frameLabels([segment(0.1, 0.6), segment(0.35, 0.45, 'b'), segment(0.9, 5, 'b')], options);
    assert.deepEqual([...made], [0, 1, 1, 2, 1, 1, 0, 0, 0, 2]);
    assert.deepEqual([...frameLabels([], { ...options, background: -1 })], new Array(10).fill(-1));
  });

  it('labels columns by the frame that they are about', () => {
    const columns = { ...options, frames: 4, sampleRate: 100, hopFrames: 10 };
    assert.deepEqual([...frameLabels([segment(0.1, 0.26)], columns)], [0, 1, 1, 0]);
    assert.deepEqual([...frameLabels([segment(0.1, 0.26)], { ...columns, centerFrame: 0 })], [0, 1, 1, 0]);
    assert.deepEqual([...frameLabels([segment(0.11, 0.24)], { ...columns, centerFrame: 0 })], [0, 0, 1, 0]);
  });

  it('labels one frame for a point', () => {
    assert.deepEqual([...frameLabels([segment(0.35, 0.35), segment(7, 7)], options)], [0, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
  });

  it('refuses a label of no class by its name', () => {
    const refused = (error: unknown) =>
      error instanceof AugmentError &&
      error.code === 'unknown-class' &&
      /got "bb"; did you mean "b"\?/.test(error.message);
    assert.throws(() => frameLabels([segment(0, 1, 'bb')], options), refused);
  });
});
