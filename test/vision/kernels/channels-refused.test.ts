import assert from 'node:assert/strict';
import { AugmentError } from '../../../transforms/errors.ts';
import { channelsRefused, fillOf } from '../../../vision/kernels/channels.ts';
import { carryOn } from '../../../vision/kernels/execute.ts';
import type { ImageOp } from '../../../vision/ops/index.ts';
import {
  assertGuards,
  curve,
  first,
  key,
  levelsOf,
  materials,
  memory,
  mixing,
  picture,
  valuesOf,
} from './channel-cases.ts';

describe('what needs RGB', () => {
  const cross: ImageOp = { kind: 'color', matrix: [0.5, 0.5, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0] };
  const unlike: ImageOp = { kind: 'color', matrix: [0.5, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0] };
  const curves: ImageOp = { kind: 'curve', tables: [curve, curve, curve.map((x) => x / 2)] };
  const refused: readonly ImageOp[] = [
    cross,
    unlike,
    curves,
    { kind: 'hue', turns: 0.1 },
    { kind: 'hueSaturation', turns: 0.1, saturationShift: 0, valueShift: 0 },
    { kind: 'chromaticAberration', red: [0.1, 0], blue: [0, 0] },
    { kind: 'isoNoise', key, intensity: 0.2, hueSigmaDegrees: 5 },
    { kind: 'compress', format: 'jpeg', qualityPercent: 50 },
    { kind: 'colors', steps: [cross], clamp: true },
    { kind: 'branches', branches: [{ ops: [cross], weight: 1 }] },
  ];

  it('says so of 2, 4 and more channels, and lets grey and RGB through', () => {
    for (const op of refused) {
      for (const count of [2, 4, 5, 16]) {
        const why = channelsRefused(op, count);
        assert.match(why ?? '', new RegExp(`expected pictures of 1 or 3 channels \\(RGB\\), got ${count} channels`));
        const mark = memory.mark();
        const planes = picture(4, 3, first(count));
        assert.throws(
          () => carryOn(memory, { planes, mask: undefined }, [op], { whitenings: new Map() }),
          (error) =>
            error instanceof AugmentError && error.code === 'needs-rgb' && error.message === `${op.kind}: ${why}`,
        );
        memory.release(mark);
      }
      assert.equal(channelsRefused(op, 1), undefined);
      assert.equal(channelsRefused(op, 3), undefined);
    }
  });

  it('whitens pictures of three channels alone', () => {
    const whiten: ImageOp = {
      kind: 'whiten',
      file: 'a',
      method: 'zca',
      clipSigma: 2,
      epsilon: 0.1,
      epsilonMode: 'insideRoot',
    };
    assert.match(channelsRefused(whiten, 1)!, /expected pictures of 3 channels \(RGB\), got 1 channel;/);
    assert.equal(channelsRefused(whiten, 3), undefined);
  });

  it('takes a grey picture through a codec as R = G = B', () => {
    const mark = memory.mark();
    const planes = picture(4, 3, [0]);
    let seen: Uint8Array | undefined;
    const codec = (pixels: Uint8Array): undefined => {
      seen = pixels.slice();
      for (let i = 0; i < pixels.length; i++) pixels[i] = 255 - pixels[i]!;
    };
    const made = { whitenings: new Map(), codecs: { jpeg: codec, webp: codec } };
    carryOn(memory, { planes, mask: undefined }, [{ kind: 'compress', format: 'jpeg', qualityPercent: 50 }], made);
    assertGuards(planes, 'compress');
    const after = valuesOf(planes);
    memory.release(mark);
    levelsOf(12, 0).forEach((level, i) => {
      assert.equal(seen![4 * i], seen![4 * i + 1]);
      assert.equal(seen![4 * i], seen![4 * i + 2]);
      assert.ok(Math.abs(seen![4 * i]! - level) <= 0.5);
      assert.equal(after[i], 255 - seen![4 * i]!);
    });
  });

  it('does not mix pictures of other numbers of channels', () => {
    const op: ImageOp = { kind: 'mixUp', ...mixing, fits: [{ width: 4, height: 3 }] };
    const planes = picture(4, 3, [0, 1]);
    assert.throws(
      () => carryOn(memory, { planes, mask: undefined }, [op], materials(op, 4, 3, [0])),
      (error) => error instanceof AugmentError && error.code === 'wrong-size',
    );
  });
});

describe('a colour on other channels than three', () => {
  it('gives one channel its middle number, and more than three its last again', () => {
    assert.deepEqual(
      first(1).map((c) => fillOf([1, 2, 3], c, 1)),
      [2],
    );
    assert.deepEqual(
      first(2).map((c) => fillOf([1, 2, 3], c, 2)),
      [1, 2],
    );
    assert.deepEqual(
      first(5).map((c) => fillOf([1, 2, 3], c, 5)),
      [1, 2, 3, 3, 3],
    );
  });
});
