import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  type AnyDefinition,
  AugmentError,
  type Node,
  oneOf,
  parseNode,
  someOf,
  sometimes,
} from '../../transforms/index.ts';
import { crop, gain, shift, steps, toys } from './toys.ts';

const catalog: ReadonlyMap<string, AnyDefinition> = new Map(
  toys.map(({ definition }) => [definition.name, definition as unknown as AnyDefinition]),
);
const parse = (json: unknown) => parseNode(json, catalog, 'augment[0]');

describe('parseNode', () => {
  const p = fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true }).map(Math.abs));
  const common = fc.record({ p, name: fc.stringMatching(/^[\w.-]{1,8}$/) }, { requiredKeys: [] });
  const interval = (min: number, max: number) =>
    fc
      .tuple(fc.integer({ min, max }), fc.integer({ min, max }))
      .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
  const leaf: fc.Arbitrary<Node> = fc.oneof(
    fc.tuple(interval(-100, 100), fc.boolean(), common).map(([by, twice, rest]) => shift({ by, twice, ...rest })),
    fc
      .tuple(interval(1, 9), fc.option(fc.nat(5), { nil: undefined }), common)
      .map(([factor, limit, rest]) => gain({ factor, limit, ...rest })),
    fc.tuple(fc.integer({ min: 1, max: 16384 }), common).map(([side, rest]) => crop({ size: [side, side], ...rest })),
  );
  const { tree } = fc.letrec<{ tree: Node }>((tie) => {
    const children = fc.array(tie('tree'), { minLength: 1, maxLength: 4 });
    return {
      tree: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.tuple(children, common).map(([nodes, rest]) => oneOf(nodes, rest)),
        fc
          .tuple(children, common, fc.nat(9))
          .map(([nodes, rest, w]) => oneOf(nodes, { ...rest, weights: nodes.map((_, i) => 1 + w * i) })),
        fc
          .tuple(children, common, fc.constantFrom('listed', 'random'))
          .map(([nodes, rest, order]) => someOf(nodes, { ...rest, count: [0, nodes.length], order })),
        fc.tuple(children, common, p).map(([nodes, rest, odds]) => sometimes(nodes, { ...rest, p: odds })),
      ),
    };
  });

  it('is the inverse of toJSON, for any tree: the same JSON and the same draws', () => {
    fc.assert(
      fc.property(tree, fc.nat(), (node, seed) => {
        const parsed = parse(JSON.parse(JSON.stringify(node)));
        assert.deepEqual(parsed.toJSON(), node.toJSON());
        assert.deepEqual(steps([parsed], seed), steps([node], seed));
      }),
      { numRuns: 300 },
    );
  });

  it('takes a name alone, and nothing for parameters, as YAML gives them', () => {
    assert.deepEqual(parse('shift').toJSON(), shift().toJSON());
    assert.deepEqual(parse({ shift: null }).toJSON(), shift().toJSON());
  });

  const bad: readonly (readonly [unknown, string, RegExp])[] = [
    [{ shfit: {} }, 'unknown-transform', /^augment\[0\]: unknown transform "shfit"; did you mean "shift"\?$/],
    ['gian', 'unknown-transform', /unknown transform "gian"; did you mean "gain"\?$/],
    [{ onOf: [] }, 'unknown-transform', /did you mean "oneOf"\?$/],
    [{ mixup: {} }, 'unknown-transform', /known: shift, gain, crop, oneOf, someOf, sometimes, blendBy$/],
    [{ oneOf: ['shift', { gian: {} }] }, 'unknown-transform', /^augment\[0\]\.oneOf\[1\]: unknown transform "gian"/],
    [
      { oneOf: { shift: {} } },
      'bad-config',
      /^augment\[0\]\.oneOf: expected a list of transforms, got \{"shift":\{\}\}$/,
    ],
    ['oneOf', 'bad-config', /^augment\[0\]\.oneOf: expected a list/],
    [{ oneOf: [] }, 'bad-parameter', /^augment\[0\]\.oneOf: expected a list of at least one transform/],
    [{ someOf: ['shift'] }, 'bad-parameter', /^augment\[0\]\.someOf\.count: expected /],
    [
      { someOf: ['shift', { crop: { size: 3 } }], count: [1, 1] },
      'bad-parameter',
      /^augment\[0\]\.someOf\[1\]\.crop\.size: /,
    ],
    [{ shift: {}, gain: {} }, 'bad-config', /^augment\[0\]: expected one transform by its name/],
    [{}, 'bad-config', /^augment\[0\]: expected one transform by its name, got \{\}$/],
    [null, 'bad-config', /^augment\[0\]: expected a transform such as .* got null$/],
    [[{ shift: {} }], 'bad-config', /^augment\[0\]: expected a transform such as /],
    [7, 'bad-config', /got 7$/],
    [{ shift: [1, 2] }, 'bad-parameter', /^augment\[0\]\.shift: expected an object of parameters, got \[1,2\]$/],
    [{ shift: { p: null } }, 'bad-parameter', /^augment\[0\]\.shift\.p: expected a number/],
    [{ constructor: {} }, 'unknown-transform', /unknown transform "constructor"/],
  ];
  for (const [json, code, message] of bad) {
    it(`refuses ${JSON.stringify(json)}`, () => {
      assert.throws(
        () => parse(json),
        (error) => {
          assert.ok(error instanceof AugmentError, String(error));
          assert.match(error.message, message);
          assert.equal(error.code, code);
          return true;
        },
      );
    });
  }
});
