import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Box } from '../../../src/preview/canvas.ts';
import { cellRooms, drawContactSheet, layOut, type Sheet } from '../../../src/preview/contact-sheet.ts';
import type { Pixels } from '../../../src/renderer.ts';

function flat(width: number, height: number, [r, g, b]: readonly [number, number, number]): Pixels {
  return { width, height, data: Uint8Array.from({ length: width * height * 3 }, (_, i) => [r, g, b][i % 3]!) };
}

function sheetOf(rows: Sheet['rows'], change: Partial<Sheet> = {}): Sheet {
  const columns = Math.max(...rows.map(({ variants }) => variants.length));
  const headings = ['original', ...Array.from({ length: columns }, (_, i) => `epoch ${i}`)];
  return { title: 'augment preview', notes: ['seed 7'], headings, rows, ...change };
}

const red = [220, 20, 30] as const;
const blue = [10, 40, 230] as const;
const green = [20, 180, 60] as const;
const two: Sheet = sheetOf([
  { name: 'a.jpg', label: 'cat', original: flat(400, 300, red), variants: [flat(64, 64, blue), flat(64, 64, green)] },
  { name: 'b.jpg', label: 'dog', original: flat(90, 160, green), variants: [flat(64, 64, red), flat(300, 100, blue)] },
]);

const overlap = (a: Box, b: Box) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

describe('the contact sheet', () => {
  it('draws each picture where the layout says, its middle and edges in its own colour', () => {
    const { data, width, height } = drawContactSheet(two);
    assert.equal(data.length, width * height * 3);
    const layout = layOut(two);
    assert.deepEqual([layout.width, layout.height], [width, height]);
    const at = (x: number, y: number) => [...data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3)];
    const colors = [
      [red, blue, green],
      [green, red, blue],
    ];
    for (const [row, boxes] of layout.cells.entries()) {
      for (const [column, box] of boxes.entries()) {
        const [middleX, middleY] = [box.x + (box.width >> 1), box.y + (box.height >> 1)];
        const inside = [
          [middleX, middleY],
          [box.x, middleY],
          [box.x + box.width - 1, middleY],
          [middleX, box.y],
          [middleX, box.y + box.height - 1],
        ] as const;
        for (const [x, y] of inside)
          assert.deepEqual(at(x, y), colors[row]![column], `row ${row}, column ${column}, (${x}, ${y})`);
        for (const [x, y] of [
          [box.x - 1, middleY],
          [box.x + box.width, middleY],
          [middleX, box.y + box.height],
        ] as const) {
          assert.notDeepEqual(at(x, y), colors[row]![column], `outside of row ${row}, column ${column}`);
        }
      }
    }
  });

  it('keeps the shape of every picture', () => {
    const [[wide], [tall, , banner]] = layOut(two).cells as [Box[], Box[]];
    assert.ok(Math.abs(wide!.width / wide!.height - 4 / 3) < 0.01);
    assert.ok(Math.abs(tall!.width / tall!.height - 9 / 16) < 0.01);
    assert.ok(Math.abs(banner!.width / banner!.height - 3) < 0.05);
  });

  it('is a good width for a page with 6 rows of 8 variants', () => {
    const variants = Array.from({ length: 8 }, () => flat(224, 224, blue));
    const { width, cells } = layOut(
      sheetOf(Array.from({ length: 6 }, (_, i) => ({ name: `${i}.jpg`, original: flat(500, 400, red), variants }))),
    );
    assert.ok(width >= 1200 && width <= 1600, `${width}`);
    assert.ok(cells[0]![1]!.width >= 120);
    assert.equal(cells[0]![0]!.height, cells[0]![1]!.height);
  });

  it('lets nothing overlap or leave the page, whatever the sizes and names', () => {
    const side = fc.integer({ min: 1, max: 400 });
    const picture = fc.tuple(side, side).map(([width, height]) => flat(width, height, red));
    const row = (columns: number) =>
      fc.record({
        name: fc.string({ maxLength: 150 }),
        label: fc.option(fc.string({ maxLength: 150 }), { nil: undefined }),
        original: picture,
        variants: fc.array(picture, { minLength: columns, maxLength: columns }),
      });
    const sheets = fc
      .integer({ min: 1, max: 10 })
      .chain((columns) => fc.array(row(columns), { minLength: 1, maxLength: 3 }))
      .chain((rows) =>
        fc
          .record({
            title: fc.string({ maxLength: 150 }),
            notes: fc.array(fc.string({ maxLength: 300 }), { maxLength: 3 }),
          })
          .map((texts) => sheetOf(rows, texts)),
      );
    fc.assert(
      fc.property(sheets, (sheet) => {
        const { width, height, texts, rule, cells } = layOut(sheet);
        const all: Box[] = [...texts.filter((text) => text.width > 0), rule, ...cells.flat()];
        for (const [i, a] of all.entries()) {
          assert.ok(a.x >= rule.x && a.x + a.width <= rule.x + rule.width, JSON.stringify(a));
          assert.ok(
            a.y >= rule.x && a.y + a.height <= height - rule.x && rule.x + rule.width < width,
            JSON.stringify(a),
          );
          for (const b of all.slice(i + 1)) assert.ok(!overlap(a, b), `${JSON.stringify(a)} and ${JSON.stringify(b)}`);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('changes with every text on it, and only with them', () => {
    const bytes = (sheet: Sheet) => Buffer.from(drawContactSheet(sheet).data).toString('base64');
    const [first, second] = two.rows;
    const sheets = [
      two,
      { ...two, title: 'augment review' },
      { ...two, notes: ['seed 8'] },
      { ...two, headings: ['original', 'epoch 0', 'epoch 2'] },
      { ...two, rows: [{ ...first!, name: 'c.jpg' }, second!] },
      { ...two, rows: [{ ...first!, label: 'cow' }, second!] },
    ];
    assert.equal(new Set(sheets.map(bytes)).size, sheets.length);
    assert.equal(bytes(two), bytes(structuredClone(two)));
  });

  it('cuts long names and still shows the class behind them, on the page', () => {
    const rows = [{ ...two.rows[0]!, name: 'long-'.repeat(60) }, two.rows[1]!];
    const { texts, rule } = layOut({ ...two, rows });
    const name = texts.find(({ text }) => text.startsWith('long-') && text.endsWith('…'))!;
    const label = texts.find(({ text }) => text === 'cat')!;
    assert.equal(label.y, name.y);
    assert.ok(name.x + name.width < label.x && label.x + label.width <= rule.x + rule.width);
  });

  it('gives more columns less room, but never less than can be looked at', () => {
    const sides = [2, 5, 9, 13, 30].map((columns) => cellRooms(columns).variant.width);
    assert.deepEqual(
      sides,
      [...sides].sort((a, b) => b - a),
    );
    assert.deepEqual([sides[0], sides.at(-1)], [224, 96]);
  });
});
