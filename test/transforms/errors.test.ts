import assert from 'node:assert/strict';
import fc from 'fast-check';
import { AugmentError, nearest, show, suggestion } from '../../transforms/index.ts';

describe('errors', () => {
  it('know where it happened and what caused it', () => {
    const cause = new Error('disk');
    const error = new AugmentError('unreadable', 'a.jpg: expected a file', {
      file: 'a.jpg',
      epoch: 2,
      sampleId: 5,
      cause,
    });
    assert.ok(error instanceof Error);
    assert.equal(error.name, 'AugmentError');
    assert.deepEqual(
      [error.code, error.file, error.epoch, error.sampleId, error.cause],
      ['unreadable', 'a.jpg', 2, 5, cause],
    );
    assert.ok(!('cause' in new AugmentError('x', 'y')));
  });

  it('suggest the known name that was meant', () => {
    const known = ['rotate', 'resize', 'resizedCrop', 'colorJitter', 'gaussianBlur'];
    const meant: Record<string, string> = {
      rotat: 'rotate',
      Rotate: 'rotate',
      rotation: 'rotate',
      resizeCrop: 'resizedCrop',
      resized_crop: 'resizedCrop',
      colourJitter: 'colorJitter',
      gausianBlur: 'gaussianBlur',
      RESIZE: 'resize',
    };
    for (const [written, name] of Object.entries(meant)) assert.equal(nearest(written, known), name, written);
    assert.equal(nearest('mixup', known), undefined);
    assert.equal(nearest('anything', []), undefined);
    assert.equal(suggestion('rotat', known), 'did you mean "rotate"?');
    assert.equal(suggestion('mixup', known), `known: ${known.join(', ')}`);
  });

  it('find every known name under one slip of the finger', () => {
    const known = ['brightness', 'contrast', 'saturation', 'hueDegrees', 'order'];
    fc.assert(
      fc.property(fc.constantFrom(...known), fc.nat(20), fc.constantFrom('', 'x', '_'), (name, at, slip) => {
        const i = at % name.length;
        assert.equal(nearest(name.slice(0, i) + slip + name.slice(i + 1), known), name);
      }),
    );
  });

  it('show any value in a few words', () => {
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true, withTypedArray: true }),
        (value) => {
          const shown = show(value);
          assert.equal(typeof shown, 'string');
          assert.ok(shown.length > 0 && shown.length <= 80, shown);
        },
      ),
    );
    assert.equal(show(undefined), 'nothing');
    assert.equal(show('a'), '"a"');
    assert.equal(show(Number.NaN), 'NaN');
    assert.equal(
      show(() => 1),
      'a function',
    );
    assert.equal(show(Symbol('s')), 'Symbol(s)');
  });
});
