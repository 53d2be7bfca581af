import assert from 'node:assert/strict';
import { catalogs } from '../src/catalog.ts';
import { drawValue, drawValues, forbiddenValues, laws, type Subject } from '../src/testing/index.ts';
import {
  type AnyDefinition,
  AugmentError,
  Draws,
  defineTransform,
  makeTransform,
  parameters,
  rootKey,
  type Schema,
} from '../transforms/index.ts';
import { defineImageTransform, type ImageFacts, identity3, warp } from '../vision/image.ts';
import { resize, resizedCrop, rotate, scale } from '../vision/index.ts';

const seeds = Array.from({ length: 40 }, (_, seed) => seed);

/** The laws that a transform breaks: name to sentence. */
function broken(subject: Subject): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const law of laws) {
    for (const seed of seeds) {
      try {
        law.check(subject, seed);
      } catch (error) {
        assert.ok(error instanceof AugmentError, String(error));
        assert.equal(error.code, 'law-broken');
        found.set(law.name, error.message);
      }
    }
  }
  return found;
}

describe('laws of every transform', () => {
  for (const definition of Object.values(catalogs).flatMap((catalog) => [...catalog.values()])) {
    describe(`${definition.name} (${definition.modality})`, () => {
      for (const law of laws) {
        it(`${law.name}: ${law.summary}`, () => {
          for (const seed of seeds) law.check({ definition }, seed);
        });
      }
    });
  }
});

describe('the laws themselves', () => {
  const { interval, size } = parameters;
  const words = {
    angle: interval({ default: [0, 1], help: 'An angle.' }),
    size: size({ default: [4, 6], help: 'Size of the result.' }),
  };
  const honest = defineImageTransform({
    name: 'suspect',
    summary: 'Do something.',
    reference: 'none',
    parameters: words,
    undrawn: ({ size }) => resize({ size }),
    draw: (draws, { angle }) => ({ angle: draws.uniform(angle) }),
    lower: (_drawn, { size: [height, width] }, facts) => [warp(facts, width, height, identity3)],
  });
  const suspect = (change: object): Subject => defineImageTransform({ ...honest.definition, ...change } as never);
  const withWord = (name: keyof typeof words, check: (value: unknown, where: string) => unknown) => ({
    parameters: { ...words, [name]: { ...words[name], check } },
  });
  const lowering = (lower: (facts: ImageFacts, width: number, height: number) => object) => ({
    lower: (_drawn: object, { size: [height, width] }: { size: [number, number] }, facts: ImageFacts) => [
      lower(facts, width, height),
    ],
  });

  it('pass an honest transform, and take a factory', () => {
    assert.deepEqual([...broken(suspect({}))], []);
    assert.deepEqual([...broken(rotate)], []);
  });

  let calls = 0;
  const frozen = (value: unknown, where: string) => Object.freeze(words.angle.check(value, where));
  const dishonest: readonly (readonly [what: string, law: string, change: object])[] = [
    ['draws from a state of its own', 'sameKeySameDraw', { draw: () => ({ calls: calls++ }) }],
    ['draws what JSON cannot hold', 'drawnSurvivesJson', { draw: () => ({ table: new Float32Array(2) }) }],
    ['draws NaN', 'drawnSurvivesJson', { draw: () => ({ noise: Number.NaN }) }],
    ['draws beyond its interval', 'drawnStaysWithin', { draw: () => ({ angle: 1e9 }) }],
    [
      'makes ops that hold a function',
      'opsAreFrozenJson',
      lowering((...size) => ({ ...warp(...size, identity3), run: () => 0 })),
    ],
    [
      'makes another size than it says',
      'factsMatch',
      lowering((facts, width, height) => warp(facts, width, height + 1, identity3)),
    ],
    [
      'looks beyond the edge of the picture',
      'factsMatch',
      lowering((facts, width, height) =>
        warp(facts, width, height, identity3, { window: [1, 0, facts.width, facts.height] }),
      ),
    ],
    [
      'makes a picture of part pixels',
      'factsMatch',
      lowering((facts, width, height) => warp(facts, width / 2 + 0.25, height, identity3)),
    ],
    [
      'takes any value for a parameter',
      'everyBadParameterRefusedByName',
      withWord('angle', (value) => (Array.isArray(value) ? value : [0, 1])),
    ],
    [
      'does not name the parameter',
      'everyBadParameterRefusedByName',
      withWord('size', (value) => words.size.check(value, 'something')),
    ],
    [
      'forgets its values in JSON',
      'jsonRoundTrip',
      withWord('angle', (value) => [(value as number[])[0], (value as number[])[1]! + 1]),
    ],
    ['sets the size by what it draws, and has no stand-in', 'undrawnIsTheSame', { undrawn: undefined }],
    ['has a stand-in of another size', 'undrawnIsTheSame', { undrawn: () => resize({ size: [1, 2] }) }],
    ['has a stand-in that draws', 'undrawnIsTheSame', { undrawn: () => resizedCrop({ size: [4, 6] }) }],
    ['freezes what it is given', 'inputUntouched', withWord('angle', frozen)],
    [
      'changes what it is given',
      'inputUntouched',
      withWord('angle', (value) => (Object.isFrozen(value) ? value : (value as number[]).fill(0))),
    ],
    [
      'throws',
      'factsMatch',
      lowering(() => {
        throw new TypeError('of no use');
      }),
    ],
  ];
  for (const [what, law, change] of dishonest) {
    it(`catch a transform that ${what}`, () => {
      const found = broken(suspect(change));
      assert.ok(found.has(law), `broke only: ${[...found.keys()]}`);
      assert.equal(/: it threw /.test(found.get(law)!), what === 'throws', found.get(law));
    });
  }

  it('say what was broken, with the seed and the values', () => {
    const factory = suspect({ draw: () => ({ noise: Number.NaN }) });
    const law = laws.find(({ name }) => name === 'drawnSurvivesJson')!;
    assert.throws(
      () => law.check(factory, 3),
      /^AugmentError: suspect breaks the law drawnSurvivesJson .*: drawn\.noise is NaN; seed 3, values \{.*\}, sample \{.*\}$/,
    );
  });
});

describe('random values from a schema', () => {
  const definitions: readonly AnyDefinition[] = Object.values(catalogs).flatMap((catalog) => [...catalog.values()]);

  it('are valid, the same for the same key, and different for others', () => {
    for (const definition of definitions) {
      const seen = new Set<string>();
      for (const seed of seeds) {
        const values = drawValues(definition, new Draws(rootKey(seed)));
        assert.deepEqual(drawValues(definition, new Draws(rootKey(seed))), values);
        makeTransform(definition, values);
        seen.add(JSON.stringify(values));
      }
      const words = Object.values(definition.parameters).map(({ schema }) => schema);
      if (words.length === 0) continue;
      const isNarrow = ({ type, minimum = 0, maximum = 99 }: Schema) => type === 'integer' && maximum - minimum < 9;
      const isFew = words.every(
        (word) => word.enum !== undefined || word.type === 'boolean' || isNarrow(word.items ?? word),
      );
      assert.ok(seen.size > (isFew ? 1 : seeds.length / 3), `${definition.name}: ${seen.size}`);
    }
  });

  it('reach every option, both ends of the bounds, and fixed intervals', () => {
    const draws = new Draws(rootKey('reach'));
    const { definition } = rotate;
    const { border, angleDegrees } = definition.parameters;
    const many = <T>(make: () => T) => Array.from({ length: 400 }, make);
    assert.equal(new Set(many(() => drawValue(border.schema, draws))).size, 4);
    const { schema } = parameters.number({ min: -2, max: 3, help: 'x' });
    const numbers = many(() => drawValue(schema, draws) as number);
    for (const wanted of [-2, 0, 3]) assert.ok(numbers.includes(wanted), String(wanted));
    assert.ok(numbers.every((value) => value >= -2 && value <= 3));
    const intervals = many(() => drawValue(angleDegrees.schema, draws) as [number, number]);
    assert.ok(intervals.some(([low, high]) => low === high) && intervals.some(([low, high]) => low < high));
  });

  it('respect what concerns several parameters', () => {
    const draws = new Draws(rootKey('scale'));
    const values = Array.from({ length: 200 }, () => drawValues(scale.definition as unknown as AnyDefinition, draws));
    assert.ok(values.some((value) => 'mean' in value) && values.some((value) => value.dtype === 'uint8'));
  });

  it('give up with a word where nothing is valid', () => {
    const impossible = defineTransform({
      name: 'impossible',
      modality: 'image',
      summary: 'Refuse all.',
      reference: 'none',
      parameters: {},
      validate: () => {
        throw new AugmentError('bad-parameter', 'no');
      },
      draw: () => ({}),
      lower: () => [],
    });
    assert.throws(
      () => drawValues(impossible.definition as unknown as AnyDefinition, new Draws(rootKey(0))),
      /impossible: expected valid values/,
    );
  });

  it('that are forbidden are each refused by the parameter that they belong to', () => {
    let count = 0;
    for (const { parameters: words } of definitions) {
      for (const [name, { schema, check }] of Object.entries(words)) {
        for (const [fault, value] of forbiddenValues(schema)) {
          assert.throws(() => check(value, `suspect.${name}`), AugmentError, `${name}: ${fault}`);
          count++;
        }
      }
    }
    assert.ok(count > 100);
  });
});
