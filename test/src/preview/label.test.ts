import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Canvas } from '../../../src/preview/canvas.ts';
import { strokes } from '../../../src/preview/font.ts';
import { drawText, measure, placeText, type Style, truncate, wrap } from '../../../src/preview/label.ts';

const style: Style = { size: 1, weight: 1.5, color: [0, 0, 0] };
const printable = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i));
const words = fc.array(fc.string({ unit: fc.constantFrom(...printable.slice(1)), minLength: 1, maxLength: 12 }), {
  minLength: 1,
  maxLength: 12,
});

function drawn(text: string, width = 60, look = style): Canvas {
  const canvas = new Canvas(width, 40, [255, 255, 255]);
  drawText(canvas, text, 10, 12, look);
  return canvas;
}

describe('labels', () => {
  it('draw every printable character of ASCII, each unlike all others and unlike a missing one', () => {
    const looks = new Set(
      [...printable, '·', '…', '×', '漢'].map((character) => Buffer.from(drawn(character).data).toString('base64')),
    );
    assert.equal(looks.size, 95 + 4);
    for (const character of printable.slice(1)) assert.ok(strokes(character).length > 0, character);
  });

  it('put a stem where it belongs, crisp to the pixel', () => {
    const { data, width } = drawn('I');
    const column = (x: number) => data[(18 * width + x) * 3]!;
    assert.deepEqual([10, 11, 12, 13, 14].map(column), [255, 191, 0, 191, 255]);
    const row = (y: number) => data[(y * width + 12) * 3]!;
    assert.deepEqual([row(10), row(12), row(24), row(26)], [255, 0, 0, 255]);
  });

  it('keep within their measured width and the lines around them', () => {
    fc.assert(
      fc.property(words, fc.constantFrom(style, { ...style, weight: 2 }), (some, look) => {
        const text = some.join(' ');
        const width = Math.ceil(measure(text, look));
        const { data } = drawn(text, width + 20, look);
        for (let i = 0; i < data.length; i += 3) {
          if (data[i] === 255) continue;
          const [x, y] = [(i / 3) % (width + 20), Math.floor(i / 3 / (width + 20))];
          assert.ok(x >= 10 && x < 10 + width && y >= 9 && y < 12 + 18, `${text}: ink at ${x}, ${y} of ${width}`);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('fall back to the base letter of an accented one, and take tabs for spaces', () => {
    assert.deepEqual(drawn('é\tà').data, drawn('e a').data);
    assert.equal(measure('ü', style), measure('u', style));
  });

  it('are cut short with an ellipsis only where they are too wide', () => {
    assert.equal(truncate('short', 200, style), 'short');
    fc.assert(
      fc.property(words, fc.integer({ min: 20, max: 400 }), (some, room) => {
        const text = some.join(' ');
        const cut = truncate(text, room, style);
        assert.ok(measure(cut, style) <= room);
        assert.ok(cut === text || (cut.endsWith('…') && text.startsWith(cut.slice(0, -1))));
        const placed = placeText(text, 3, 4, room, style);
        assert.deepEqual([placed.text, placed.x, placed.y, placed.width], [cut, 3, 4, Math.ceil(measure(cut, style))]);
      }),
    );
  });

  it('break between words, and lose none unless lines are limited', () => {
    const text = 'resizedCrop > horizontalFlip > rotate > colorJitter > gaussianBlur';
    const lines = wrap(text, 240, style);
    assert.ok(lines.length > 2);
    assert.equal(lines.join(' '), text);
    for (const line of lines) assert.ok(measure(line, style) <= 240, line);
    const limited = wrap(text, 240, style, 2);
    assert.equal(limited.length, 2);
    assert.equal(limited[0], lines[0]);
    assert.ok(limited[1]!.endsWith('…'));
  });
});
