import assert from 'node:assert/strict';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { AugmentError, type Parameter, parameters } from '../../transforms/index.ts';

const { choice, color, file, flag, integer, interval, number, optional, perChannel, size } = parameters;
const help = 'What it does.';
const ajv = new Ajv2020({ strict: false, strictNumbers: true, validateFormats: false });

interface Case {
  readonly word: string;
  readonly parameter: Parameter<unknown>;
  readonly schema: object;
  readonly expected: string;
  readonly good: readonly unknown[];
  readonly bad: readonly unknown[];
}

const cases: readonly Case[] = [
  {
    word: 'number',
    parameter: number({ default: 0, min: -1, max: 1, unit: 'of full scale', help }),
    schema: { type: 'number', minimum: -1, maximum: 1, unit: 'of full scale', description: help, default: 0 },
    expected: 'a number >= -1 and <= 1 (of full scale)',
    good: [-1, 0, 0.25, 1],
    bad: [-1.001, 2, '0', null, undefined, Number.NaN, Number.POSITIVE_INFINITY, [0], {}, true, 1n],
  },
  {
    word: 'number, positive',
    parameter: number({ min: 0, positive: true, help }),
    schema: { type: 'number', exclusiveMinimum: 0, description: help },
    expected: 'a number > 0',
    good: [1e-300, 7],
    bad: [0, -0, -1, Number.POSITIVE_INFINITY],
  },
  {
    word: 'integer',
    parameter: integer({ min: 1, max: 9, help }),
    schema: { type: 'integer', minimum: 1, maximum: 9, description: help },
    expected: 'a whole number >= 1 and <= 9',
    good: [1, 9],
    bad: [0, 10, 1.5, '3', Number.NaN],
  },
  {
    word: 'interval',
    parameter: interval({ default: [0, 0.5], min: 0, max: 1, help }),
    schema: {
      type: 'array',
      items: { type: 'number', minimum: 0, maximum: 1 },
      minItems: 2,
      maxItems: 2,
      ordered: true,
      description: help,
      default: [0, 0.5],
    },
    expected: '[low, high] of numbers with 0 <= low <= high <= 1',
    good: [
      [0, 1],
      [0.5, 0.5],
    ],
    bad: [
      0.5,
      [0],
      [0, 0.1, 0.2],
      [0, 1.1],
      [-1, 0],
      ['0', 1],
      [0, Number.NaN],
      [0, null],
      '0..1',
      { low: 0, high: 1 },
    ],
  },
  {
    word: 'interval of whole numbers, positive',
    parameter: interval({ integer: true, min: 0, positive: true, unit: 'pixels', help }),
    schema: {
      type: 'array',
      items: { type: 'integer', exclusiveMinimum: 0 },
      minItems: 2,
      maxItems: 2,
      ordered: true,
      description: help,
      unit: 'pixels',
    },
    expected: '[low, high] of whole numbers with 0 < low <= high (pixels)',
    good: [
      [1, 1],
      [1, 40],
    ],
    bad: [
      [0, 3],
      [1, 2.5],
    ],
  },
  {
    word: 'choice',
    parameter: choice({ options: ['edge', 'wrap'], default: 'edge', help }),
    schema: { type: 'string', enum: ['edge', 'wrap'], description: help, default: 'edge' },
    expected: 'one of "edge", "wrap"',
    good: ['edge', 'wrap'],
    bad: ['Edge', '', 0, null, ['edge']],
  },
  {
    word: 'flag',
    parameter: flag({ default: false, help }),
    schema: { type: 'boolean', description: help, default: false },
    expected: 'true or false',
    good: [true, false],
    bad: [0, 1, 'true', null],
  },
  {
    word: 'size',
    parameter: size({ help }),
    schema: {
      type: 'array',
      items: { type: 'integer', minimum: 1, maximum: 16384 },
      minItems: 2,
      maxItems: 2,
      description: help,
      unit: 'pixels',
    },
    expected: '2 whole numbers >= 1 and <= 16384 (pixels)',
    good: [
      [224, 224],
      [1, 16384],
      [300, 200],
    ],
    bad: [224, [0, 5], [5, 16385], [1.5, 2], [224]],
  },
  {
    word: 'color',
    parameter: color({ default: [0, 0, 0], help }),
    schema: {
      type: 'array',
      items: { type: 'number', minimum: 0, maximum: 255 },
      minItems: 3,
      maxItems: 3,
      description: help,
      unit: 'grey levels',
      default: [0, 0, 0],
    },
    expected: '3 numbers >= 0 and <= 255 (grey levels)',
    good: [[0, 127.5, 255]],
    bad: [0, '#000', [0, 0], [0, 0, 256], [0, 0, -1], [0, 0, 0, 0]],
  },
  {
    word: 'perChannel',
    parameter: perChannel({ min: 0, positive: true, help }),
    schema: {
      type: 'array',
      items: { type: 'number', exclusiveMinimum: 0 },
      minItems: 1,
      maxItems: 16,
      description: help,
    },
    expected: '1 to 16 numbers > 0',
    good: [[1, 2, 0.5], [3]],
    bad: [[1, 2, 0], [], new Array(17).fill(1)],
  },
  {
    word: 'file',
    parameter: file({ help }),
    schema: { type: 'string', format: 'path', minLength: 1, description: help },
    expected: 'the path of a file',
    good: ['colours.json'],
    bad: ['', 3, null, ['a']],
  },
];

describe('parameter words', () => {
  for (const { word, parameter, schema, expected, good, bad } of cases) {
    describe(word, () => {
      it('has a JSON Schema with what is known of it', () => {
        assert.deepEqual(parameter.schema, schema);
        assert.equal(parameter.required, !('default' in schema));
        assert.ok(Object.isFrozen(parameter) && Object.isFrozen(parameter.schema));
      });

      for (const value of good) {
        it(`takes ${JSON.stringify(value)}`, () => assert.deepEqual(parameter.check(value, 'blur.sigma'), value));
      }

      for (const value of bad) {
        it(`refuses ${typeof value} ${String(value)} by name, and says what it expects`, () => {
          assert.throws(
            () => parameter.check(value, 'blur.sigma'),
            (error) => {
              assert.ok(error instanceof AugmentError);
              assert.equal(error.code, 'bad-parameter');
              assert.equal(error.transform, 'blur');
              assert.equal(error.parameter, 'sigma');
              assert.ok(error.message.startsWith(`blur.sigma: expected ${expected}, got `), error.message);
              return true;
            },
          );
        });
      }

      it('takes and refuses what its schema does, for any value', () => {
        const bySchema = ajv.compile(schema);
        const inverted = (value: unknown) => 'ordered' in schema && Array.isArray(value) && value[0] > value[1];
        // JSON Schema's integers have no end; those that a double counts one by one do.
        const wholeNumbers = JSON.stringify(schema).includes('"integer"');
        const endless = (value: unknown) =>
          wholeNumbers && [value].flat().some((x) => Number.isInteger(x) && !Number.isSafeInteger(x));
        const near = fc.oneof(fc.integer({ min: -2, max: 260 }), fc.double({ min: -2, max: 2, noNaN: true }));
        const value = fc.oneof(
          fc.anything({ withBigInt: true }),
          near,
          fc.array(near, { maxLength: 4 }),
          fc.constantFrom(...good, ...bad),
        );
        fc.assert(
          fc.property(value, (given) => {
            const expectsIt = bySchema(given) && !inverted(given) && !endless(given);
            if (expectsIt) {
              assert.equal(parameter.check(given, 'blur.sigma'), given);
            } else {
              assert.throws(
                () => parameter.check(given, 'blur.sigma'),
                (error) =>
                  error instanceof AugmentError && error.message.startsWith(`blur.sigma: expected ${expected}, got `),
              );
            }
          }),
          { numRuns: 400 },
        );
      });
    });
  }

  const refusal = (parameter: Parameter<unknown>, value: unknown): string => {
    try {
      parameter.check(value, 'rotate.angleDegrees');
    } catch (error) {
      return (error as Error).message;
    }
    return 'was taken';
  };
  const angle = interval({ default: [-15, 15], min: -180, max: 180, unit: 'degrees', help });

  it('suggest the order of an inverted interval', () => {
    assert.equal(
      refusal(angle, [15, -15]),
      'rotate.angleDegrees: expected [low, high] of numbers with -180 <= low <= high <= 180 (degrees), got [15,-15]; ' +
        'the ends are the wrong way round, write [-15, 15]',
    );
  });

  it('tell how a fixed value is written where a plain number stands for an interval', () => {
    assert.match(refusal(angle, 15), /got 15; for a fixed value write \[15, 15\]$/);
  });

  it('do not suggest what they would refuse as well', () => {
    assert.match(refusal(angle, 500), /got 500$/);
    assert.match(refusal(angle, Number.NaN), /got NaN$/);
    assert.match(refusal(angle, [500, 0]), /got \[500,0\]$/);
  });

  it('show what came even where JSON cannot', () => {
    const circle: unknown[] = [];
    circle.push(circle);
    assert.match(refusal(angle, [0, Number.NaN]), /got \[0,"NaN"\]$/);
    assert.match(refusal(angle, [1n]), /got \["1"\]$/);
    assert.match(refusal(angle, circle), /got a value that has no JSON form$/);
    assert.match(refusal(angle, Math.max), /got a function \(max\)$/);
    assert.ok(refusal(angle, 'x'.repeat(1000)).length < 250);
  });

  it('name the transform and the parameter within a longer path', () => {
    assert.throws(
      () => angle.check(1, 'config.augment[0].oneOf[1].rotate.angleDegrees'),
      (error) => error instanceof AugmentError && error.transform === 'rotate' && error.parameter === 'angleDegrees',
    );
  });

  it('that are optional may be left out, and are checked where they are not', () => {
    const maybe = optional(angle);
    assert.equal(maybe.required, false);
    assert.deepEqual(maybe.schema, angle.schema);
    assert.equal(maybe.check(undefined, 'rotate.angleDegrees'), undefined);
    assert.deepEqual(maybe.check([1, 2], 'rotate.angleDegrees'), [1, 2]);
    for (const bad of [null, 1, [2, 1]]) assert.throws(() => maybe.check(bad, 'rotate.angleDegrees'), AugmentError);
  });
});
