import assert from 'node:assert/strict';
import { WhiteningFit } from '../src/index.ts';
import type { Words4 } from '../transforms/index.ts';
import { philox4x32 } from '../transforms/index.ts';
import { type ImageFacts, imageRules } from '../vision/image.ts';
import * as vision from '../vision/index.ts';
import { PictureEngine } from '../vision/io/engine.ts';
import { rawHeader } from '../vision/io/raw.ts';
import { fuse } from '../vision/kernels/fusion.ts';
import type { Whitening } from '../vision/kernels/whitening.ts';
import { difference, type GoldenCase, goldenCases, philoxAnswers } from './golden/golden.ts';

/** What the fused plan makes of pixels, as grey levels before any rounding, [height, width, 3]. */
function carriedOut(
  pixels: { readonly width: number; readonly height: number; readonly data: Uint8Array },
  ops: readonly vision.ImageOp[],
  whitening?: Whitening,
): Float32Array {
  const { width, height, data } = pixels;
  const raw = { width, height, channels: 3 as const };
  const engine = new PictureEngine({}, new Map(whitening === undefined ? [] : [['fitted', whitening]]));
  const last: vision.ScaleOp = { kind: 'scale', multiply: [1, 1, 1], add: [0, 0, 0], layout: 'NHWC', dtype: 'float32' };
  const facts = ops.reduce<ImageFacts>((now, op) => imageRules.after(op, now), { width, height });
  const count = facts.width * facts.height * 3;
  const out = engine.memory.allocate(count * 4);
  engine.render({ bytes: data, name: 'golden', raw }, rawHeader(raw), fuse([...ops, last]), out);
  return engine.memory.floats.slice(out / 4, out / 4 + count);
}

/** The ops of a case: its parameters are both what is given and what was drawn. */
function lowered(name: string, { parameters, input }: GoldenCase): readonly vision.ImageOp[] {
  const factory = (
    vision as unknown as Record<
      string,
      {
        definition: {
          lower(...all: unknown[]): vision.ImageOp[];
          parameters: Record<string, { schema: { default?: unknown } }>;
        };
      }
    >
  )[name]!;
  const defaults = Object.fromEntries(
    Object.entries(factory.definition.parameters).map(([key, { schema }]) => [key, schema.default]),
  );
  return factory.definition.lower(
    parameters,
    { ...defaults, ...parameters },
    { width: input.width, height: input.height },
  );
}

/** Our pictures end at black and white; so must what they are held against. */
const clamped = (golden: GoldenCase): GoldenCase => ({
  ...golden,
  expected: Float32Array.from(golden.expected, (value) => Math.min(255, Math.max(0, value))),
});

function assertNear(actual: ArrayLike<number>, golden: GoldenCase): void {
  const { largest, mean, index } = difference(actual, golden);
  const where = `${golden.name}: value ${index} is ${actual[index]}, ${golden.reference} says ${golden.expected[index]}`;
  assert.ok(largest <= golden.tolerance, `${where}; ${largest} apart, ${golden.tolerance} allowed`);
  assert.ok(mean <= golden.meanTolerance, `${golden.name}: ${mean} apart on average, ${golden.meanTolerance} allowed`);
}

describe('golden values', () => {
  for (const operation of [
    'rotate',
    'resize',
    'resizedCrop',
    'centerCrop',
    'horizontalFlip',
    'gaussianBlur',
    'colorJitter',
  ]) {
    describe(operation, () => {
      for (const golden of goldenCases(operation)) {
        it(`${golden.name} is what ${golden.reference} says`, () => {
          assertNear(carriedOut(golden.input, lowered(operation, golden)), clamped(golden));
        });
      }
    });
  }

  describe('whiten', () => {
    for (const golden of goldenCases('standardize')) {
      it(golden.name, () => assertNear(carriedOut(golden.input, lowered('whiten', golden)), clamped(golden)));
    }

    for (const golden of goldenCases('lighting')) {
      it(golden.name, () => {
        const [op] = lowered('whiten', golden) as [vision.ColorOp];
        assertNear([op.matrix[3]!, op.matrix[7]!, op.matrix[11]!], golden);
      });
    }

    for (const golden of goldenCases('whiten')) {
      it(golden.name, () => {
        const {
          scope,
          sampleWidth: width,
          sampleHeight: height,
          samples,
        } = golden.parameters as {
          scope: 'color' | 'pixels';
          sampleWidth: number;
          sampleHeight: number;
          samples: number;
        };
        const bytes = 3 * width * height;
        const sample = (i: number) => golden.input.data.subarray(i * bytes, (i + 1) * bytes);
        const fit = new WhiteningFit({ scope, width, height });
        for (let i = 0; i < (scope === 'color' ? 1 : samples); i++) fit.add(sample(i));
        const ops = lowered('whiten', { ...golden, parameters: { ...golden.parameters, file: 'fitted' } });
        const whitened: number[] = [];
        const whitening = fit.finish();
        for (let i = 0; whitened.length < golden.expected.length; i++) {
          whitened.push(...carriedOut({ width, height, data: sample(i) }, ops, whitening));
        }
        assertNear(whitened, clamped(golden));
      });
    }
  });

  it('Philox4x32-10 gives the known answers of Random123', () => {
    for (const { counter, key, answer } of philoxAnswers()) {
      assert.deepEqual(philox4x32(counter as Words4, key[0], key[1]), answer);
    }
  });
});
