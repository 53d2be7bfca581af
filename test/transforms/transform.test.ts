import assert from 'node:assert/strict';
import {
  AugmentError,
  Draws,
  defineTransform,
  makeTransform,
  parameterSchema,
  parameters,
  rootKey,
} from '../../transforms/index.ts';
import { crop, gain, shift } from './toys.ts';

const loosely = (factory: unknown) => factory as (given?: unknown) => unknown;

function refused(run: () => unknown): AugmentError {
  try {
    run();
  } catch (error) {
    assert.ok(error instanceof AugmentError, String(error));
    return error;
  }
  assert.fail('was not refused');
}

describe('defineTransform', () => {
  it('makes a factory named after the transform, which carries its frozen declaration', () => {
    assert.equal(shift.name, 'shift');
    assert.equal(shift.definition.name, 'shift');
    assert.ok(Object.isFrozen(shift.definition));
  });

  it('fills in defaults, and p 1', () => {
    const { values, p, name } = shift();
    assert.deepEqual(values, { by: [-1, 1], twice: false });
    assert.equal(p, 1);
    assert.equal(name, undefined);
    assert.deepEqual(shift({}).values, values);
    assert.deepEqual(gain().values, { factor: [0.5, 2], curve: 'log', limit: undefined });
  });

  it('freezes a copy of what it was given', () => {
    const by: [number, number] = [1, 2];
    const made = shift({ by });
    by[0] = 99;
    assert.deepEqual(made.values.by, [1, 2]);
    assert.ok(Object.isFrozen(made) && Object.isFrozen(made.values) && Object.isFrozen(made.values.by));
    assert.ok(!Object.isFrozen(by), 'what belongs to the caller stays as it is');
  });

  it('never hands out a default that one caller could change for the next', () => {
    assert.notEqual(shift().values.by, shift.definition.parameters.by.schema.default);
  });

  it('turns to JSON that holds all that differs from p 1 and no name', () => {
    assert.deepEqual(shift().toJSON(), { shift: { by: [-1, 1], twice: false } });
    assert.deepEqual(gain({ p: 0.5, name: 'loud' }).toJSON(), {
      gain: { factor: [0.5, 2], curve: 'log', p: 0.5, name: 'loud' },
    });
    assert.deepEqual(JSON.parse(JSON.stringify(crop({ size: [4, 5] }))), { crop: { size: [4, 5], tries: 3 } });
  });

  it('refuses an unknown parameter and suggests the nearest', () => {
    const error = refused(() => loosely(shift)({ twcie: true }));
    assert.equal(error.code, 'unknown-parameter');
    assert.equal(error.message, 'shift: unknown parameter "twcie"; did you mean "twice"?');
    assert.equal(error.transform, 'shift');
    assert.equal(error.parameter, 'twcie');
  });

  it('lists what there is where nothing is near', () => {
    assert.match(refused(() => loosely(shift)({ saturation: 1 })).message, /known: by, twice, p, name$/);
  });

  it('refuses a missing parameter that has no default', () => {
    assert.match(refused(() => loosely(crop)()).message, /^crop\.size: expected 2 whole numbers .* got nothing$/);
    assert.match(refused(() => loosely(crop)({ size: undefined })).message, /^crop\.size: .* got nothing$/);
  });

  for (const bad of [-0.1, 1.1, '0.5', Number.NaN, null, [0, 1]]) {
    it(`refuses p ${JSON.stringify(bad)}`, () => {
      const error = refused(() => loosely(shift)({ p: bad }));
      assert.match(error.message, /^shift\.p: expected a number >= 0 and <= 1, got /);
      assert.equal(error.parameter, 'p');
    });
  }

  for (const bad of ['', 'a/b', 'a#2', 'a b', 7, null]) {
    it(`refuses the name ${JSON.stringify(bad)}, which op paths could not hold`, () => {
      const error = refused(() => loosely(shift)({ name: bad }));
      assert.match(error.message, /^shift\.name: expected letters, digits/);
      assert.equal(error.parameter, 'name');
    });
  }

  for (const bad of [5, 'by', [], [1, 2], true]) {
    it(`refuses ${JSON.stringify(bad)} for its parameters`, () => {
      assert.match(refused(() => loosely(shift)(bad)).message, /^shift: expected an object of parameters, got /);
    });
  }

  it('says where in a config it stands', () => {
    const error = refused(() => makeTransform(shift.definition as never, { by: 3 }, 'config.augment[2].shift'));
    assert.match(error.message, /^config\.augment\[2\]\.shift\.by: expected /);
    assert.equal(error.transform, 'shift');
  });

  it('runs the check that concerns several parameters', () => {
    const paired = defineTransform({
      ...shift.definition,
      name: 'paired',
      draw: () => ({}),
      lower: () => [],
      validate: ({ by: [low], twice }) => {
        if (twice && low < 0) throw new AugmentError('bad-parameter', 'paired.by: expected >= 0 with twice');
      },
    });
    assert.equal(refused(() => paired({ twice: true })).message, 'paired.by: expected >= 0 with twice');
    assert.deepEqual(paired({ twice: true, by: [0, 1] }).values.by, [0, 1]);
  });

  for (const name of ['p', 'name']) {
    it(`refuses a declaration with a parameter "${name}", which every transform has`, () => {
      const own = { [name]: parameters.number({ default: 1, help: 'x' }) };
      const error = refused(() => defineTransform({ ...shift.definition, parameters: own } as never));
      assert.equal(error.code, 'bad-definition');
    });
  }

  it('describes its parameters as a JSON Schema, p and name among them', () => {
    const schema = parameterSchema(crop.definition as never);
    assert.equal(schema.type, 'object');
    assert.equal(schema.additionalProperties, false);
    assert.deepEqual(Object.keys(schema.properties as object), ['size', 'tries', 'p', 'name']);
    assert.deepEqual(schema.required, ['size']);
    assert.ok(!('required' in parameterSchema(shift.definition as never)));
  });
});

describe('the types of a transform', () => {
  // The compiler checks these: an error that is expected and does not come fails the build.
  const bad = (...runs: readonly (() => unknown)[]) => {
    for (const run of runs) refused(run);
  };

  it('refuse misspelt and missing parameters, and values of the wrong kind', () => {
    bad(
      // @ts-expect-error misspelt
      () => shift({ bye: [0, 1] }),
      // @ts-expect-error an interval is not a number
      () => shift({ by: 5 }),
      // @ts-expect-error an interval has two ends
      () => shift({ by: [1, 2, 3] }),
      // @ts-expect-error not one of the options
      () => gain({ curve: 'linear' }),
      // @ts-expect-error size has no default
      () => crop({}),
      // @ts-expect-error nor may it be left out with all the rest
      () => crop(),
      // @ts-expect-error p is a number
      () => shift({ p: '0.5' }),
      // @ts-expect-error a flag is no number
      () => shift({ twice: 1 }),
    );
  });

  it('take what is right, and know the values', () => {
    shift();
    shift({ by: [0, 1] as const, p: 0.5 });
    gain({ curve: 'even', limit: 3 });
    crop({ size: [1, 2], name: 'first' });
    const options = { size: [3, 4] as readonly [number, number] };
    crop(options);
    const { draw } = gain.definition;
    const drawn = draw(new Draws(rootKey(0)), { factor: [1, 1], curve: 'log', limit: undefined }, {});
    assert.deepEqual(drawn, { factor: 1 });
    // @ts-expect-error values are frozen
    assert.throws(() => (shift().values.by = [0, 1]), TypeError);
  });

  it('know inside of draw and lower what each parameter is', () => {
    const typed = defineTransform({
      ...shift.definition,
      draw: (draws, { by, twice }) => {
        const low: number = by[0];
        const flag: boolean = twice;
        // @ts-expect-error there is no third end
        const third: number = by[2];
        // @ts-expect-error there is no such parameter
        ({ by }) satisfies { readonly bye: unknown };
        return { by: draws.uniform([low, low]), flag, third: third ?? null };
      },
      lower: (drawn) => {
        // @ts-expect-error what was drawn has no such field
        return drawn.angle === undefined ? [] : [];
      },
    });
    assert.equal(typed.definition.lower({ by: 1, flag: true, third: null }, shift().values as never, {}).length, 0);
  });
});
