import assert from 'node:assert/strict';
import fc from 'fast-check';
import { deterministic } from '../../src/index.ts';
import {
  drawSample,
  isGroup,
  type Node,
  oneOf,
  parameters,
  rootKey,
  sampleKey,
  someOf,
  sometimes,
} from '../../transforms/index.ts';
import { type ImageFacts, imageRules } from '../../vision/image.ts';
import {
  centerCrop,
  colorJitter,
  colorShift,
  defineImageTransform,
  gaussianBlur,
  gaussianNoise,
  horizontalFlip,
  type ImageOp,
  pixelDropout,
  resize,
  resizedCrop,
  rotate,
  scale,
  whiten,
} from '../../vision/index.ts';

const size = [32, 24] as const;
const json = (nodes: readonly Node[]) => JSON.parse(JSON.stringify(nodes));
const left = (...nodes: Node[]) => json(deterministic(nodes));

const leaves: readonly Node[] = [
  resizedCrop({ size }),
  resizedCrop({ size, areaFraction: [1, 1], name: 'crop' }),
  resize({ size: [40, 40] }),
  centerCrop({ size, name: 'middle' }),
  horizontalFlip(),
  horizontalFlip({ p: 0.5 }),
  rotate(),
  rotate({ angleDegrees: [90, 90] }),
  colorJitter(),
  colorShift({ shift: [3, 3] }),
  gaussianBlur({ sigmaPixels: [1, 1] }),
  gaussianNoise(),
  gaussianNoise({ sigma: [0, 0] }),
  pixelDropout(),
  whiten(),
  whiten({ method: 'lighting' }),
  whiten({ method: 'lighting', strength: [0, 0] }),
];
const nodes = fc.letrec<{ node: Node; list: readonly Node[] }>((tie) => ({
  list: fc.array(tie('node'), { minLength: 1, maxLength: 4 }),
  node: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc.constantFrom(...leaves),
    tie('list').chain((list) =>
      fc
        .array(fc.constantFrom(0, 1, 2), { minLength: list.length, maxLength: list.length })
        .map((weights) => oneOf(list, weights.some((weight) => weight > 0) ? { weights } : {})),
    ),
    fc.tuple(tie('list'), fc.constantFrom(0, 1, 0.5)).map(([list, p]) => sometimes(list, { p })),
    fc
      .tuple(tie('list'), fc.boolean(), fc.boolean())
      .map(([list, isAll, isRandom]) =>
        someOf(list, { count: [isAll ? list.length : 0, list.length], order: isRandom ? 'random' : 'listed' }),
      ),
  ),
})).list;

describe('deterministic', () => {
  it('leaves what is the same for every seed, epoch and sample', () => {
    const facts = fc.record({ width: fc.integer({ min: 1, max: 3000 }), height: fc.integer({ min: 1, max: 3000 }) });
    fc.assert(
      fc.property(nodes, facts, fc.string(), fc.nat(), fc.nat(), (list, picture, seed, epoch, id) => {
        const found = deterministic([...list, scale({ dither: true })]);
        assert.ok(found.every((node) => !isGroup(node) && node.p === 1 && node.name === undefined));
        const plan = (key: string, at: number, sample: number) =>
          drawSample<ImageFacts, ImageOp>(found, sampleKey(rootKey(key), at, sample), picture, imageRules);
        assert.deepEqual(plan(seed, epoch, id), plan(`${seed}!`, epoch + 1, id + 1));
        assert.deepEqual(json(deterministic(found)), json(found));
      }),
      { numRuns: 300 },
    );
  });

  it('keeps resizing, cropping, whitening and scaling; leaves out what varies', () => {
    assert.deepEqual(
      left(
        resizedCrop({ size, interpolation: 'bicubic' }),
        horizontalFlip({ p: 0.5 }),
        rotate(),
        colorJitter(),
        colorShift(),
        gaussianBlur(),
        gaussianNoise(),
        pixelDropout(),
        whiten(),
        whiten({ method: 'lighting' }),
        whiten({ method: 'zca', file: 'fit.bin' }),
        centerCrop({ size: [8, 8], border: 'reflect' }),
        scale({ range: [0, 1], layout: 'NCHW', dither: true }),
      ),
      json([
        resize({ size, interpolation: 'bicubic' }),
        whiten(),
        whiten({ method: 'zca', file: 'fit.bin' }),
        centerCrop({ size: [8, 8], border: 'reflect' }),
        scale({ range: [0, 1], layout: 'NCHW' }),
      ]),
    );
  });

  it('keeps what has one value only: every picture has it in training as well', () => {
    const fixed = [
      rotate({ angleDegrees: [90, 90] }),
      horizontalFlip(),
      gaussianBlur({ sigmaPixels: [2, 2] }),
      colorShift({ shift: [5, 5] }),
      colorJitter({ brightness: [2, 2], contrast: [1, 1], saturation: [1, 1], hueDegrees: [0, 0], order: 'listed' }),
    ];
    assert.deepEqual(left(...fixed), json(fixed));
    assert.deepEqual(left(rotate({ angleDegrees: [90, 90], p: 0.99 }), horizontalFlip({ p: 0 })), []);
  });

  it('takes the likeliest of a choice that sets the size, and leaves other choices out', () => {
    const [crop, middle] = [resizedCrop({ size }), centerCrop({ size })];
    assert.deepEqual(left(oneOf([crop, middle], { weights: [1, 3] })), json([middle]));
    assert.deepEqual(left(oneOf([crop, middle])), json([resize({ size })]));
    assert.deepEqual(left(oneOf([whiten(), gaussianBlur({ sigmaPixels: [1, 1] })])), []);
    assert.deepEqual(left(oneOf([crop, horizontalFlip()])), []);
    assert.deepEqual(left(oneOf([whiten(), rotate()], { weights: [1, 0] })), json([whiten()]));
    assert.deepEqual(left(oneOf([sometimes([crop, rotate()], { p: 1 }), middle])), json([resize({ size })]));
    assert.deepEqual(left(sometimes([crop], { p: 0.9 }), someOf([crop, middle], { count: [1, 2] })), []);
    assert.deepEqual(left(someOf([middle, rotate()], { count: [2, 2], order: 'random' })), json([middle]));
  });

  it('has a word for a transform that sets the size by what it draws, and no stand-in', () => {
    const definition = {
      name: 'randomCrop',
      summary: 'Cut a part.',
      reference: 'none',
      parameters: { size: parameters.size({ help: 'Size.' }) },
      draw: (draws: { integer(interval: readonly [number, number]): number }) => ({ left: draws.integer([0, 9]) }),
      lower: () => [],
    };
    const randomCrop = defineImageTransform(definition);
    assert.throws(
      () => deterministic([randomCrop({ size })]),
      /randomCrop: expected what stands in for it .*add undrawn:/,
    );
    const mended = defineImageTransform({ ...definition, undrawn: (values) => centerCrop({ size: values.size }) });
    assert.deepEqual(left(mended({ size })), json([centerCrop({ size })]));
  });
});
