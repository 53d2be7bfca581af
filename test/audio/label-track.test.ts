import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseLabelTrack } from '../../audio/io/label-track.ts';
import { AugmentError } from '../../transforms/index.ts';

describe('parseLabelTrack', () => {
  it('reads what Audacity writes', () => {
    const text = '0.000000\t1.250000\tone\r\n\\\t100.000000\t4000.000000\r\n1.500000\t1.500000\tclick\r\n2\t3\t\r\n';
    assert.deepEqual(parseLabelTrack(text, 'a.txt'), [
      { startSeconds: 0, endSeconds: 1.25, label: 'one' },
      { startSeconds: 1.5, endSeconds: 1.5, label: 'click' },
      { startSeconds: 2, endSeconds: 3, label: '' },
    ]);
  });

  it('takes a byte order mark, empty lines, tabs in labels, and decimal commas', () => {
    assert.deepEqual(parseLabelTrack('\ufeff0,5\t1e0\ta dog\tbarks \n\n \n1.\t.25e1', 'a.txt'), [
      { startSeconds: 0.5, endSeconds: 1, label: 'a dog\tbarks' },
      { startSeconds: 1, endSeconds: 2.5, label: '' },
    ]);
    assert.deepEqual(parseLabelTrack('', 'a.txt'), []);
  });

  const faults: readonly (readonly [text: string, message: RegExp])[] = [
    ['0\t1\ta\n0 1 b', /^a\.txt, line 2: expected start, end and label with tabs between them, got "0 1 b"/],
    ['start\tend\tlabel', /^a\.txt, line 1: expected the start in seconds, got "start"/],
    ['\n\n0\tNaN\tx', /^a\.txt, line 3: expected the end in seconds, got "NaN"/],
    ['0\t1e999\tx', /line 1: expected the end in seconds/],
    ['0\t\tx', /line 1: expected the end in seconds, got ""/],
    ['2\t1\tx', /line 1: expected an end that is not before the start, 2, got "1"/],
  ];
  for (const [text, message] of faults) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      assert.throws(
        () => parseLabelTrack(text, 'a.txt'),
        (error) =>
          error instanceof AugmentError &&
          error.code === 'bad-label-track' &&
          error.file === 'a.txt' &&
          message.test(error.message),
      );
    });
  }

  it('reads or refuses whatever it gets', () => {
    const parts = fc.array(fc.constantFrom('\t', '\n', '\r', '1', '-', '.', 'e9', 'x', '\\', '\0', ' '), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(parts, (some) => {
        try {
          for (const { startSeconds, endSeconds } of parseLabelTrack(some.join(''), 'a'))
            assert.ok(Number.isFinite(startSeconds) && endSeconds >= startSeconds);
        } catch (error) {
          if (!(error instanceof AugmentError)) throw error;
        }
      }),
    );
  });
});
