import assert from 'node:assert/strict';
import { dataset, type PictureRecord, pictures } from '../../src/index.ts';
import { Renderer } from '../../src/renderer.ts';
import type { Node } from '../../transforms/index.ts';
import * as vision from '../../vision/index.ts';
import { scene } from '../src/pictures.ts';

const [width, height] = [7, 4];
const record: PictureRecord = { bytes: scene(width, height, 'symmetry'), raw: { width, height, channels: 3 } };
const input = record.bytes as Uint8Array;
const at = (x: number, y: number, channel = 0) => input[(y * width + x) * 3 + channel]!;

async function made(node: Node, epoch = 0) {
  const renderer = await Renderer.open(dataset(pictures([record]), { seed: 5 }).augment(node).spec);
  try {
    return await renderer.pixels(epoch, 0);
  } finally {
    renderer.close();
  }
}

/** What a picture is made of by a rule for each of its values. */
function wanted(w: number, h: number, value: (x: number, y: number, channel: number) => number): Uint8Array {
  return Uint8Array.from({ length: w * h * 3 }, (_, i) => {
    const pixel = Math.floor(i / 3);
    return value(pixel % w, Math.floor(pixel / w), i % 3);
  });
}

const last = { x: width - 1, y: height - 1 };
const turned: readonly (readonly [turns: number, w: number, h: number, (x: number, y: number, c: number) => number])[] =
  [
    [1, height, width, (x, y, c) => at(last.x - y, x, c)],
    [2, width, height, (x, y, c) => at(last.x - x, last.y - y, c)],
    [3, height, width, (x, y, c) => at(y, last.y - x, c)],
  ];

describe('symmetries move whole pixels', () => {
  it('verticalFlip', async () => {
    assert.deepEqual(
      (await made(vision.verticalFlip())).data,
      wanted(width, height, (x, y, c) => at(x, last.y - y, c)),
    );
  });

  it('transpose', async () => {
    const { data, width: w, height: h } = await made(vision.transpose());
    assert.deepEqual([w, h, data], [height, width, wanted(height, width, (x, y, c) => at(y, x, c))]);
  });

  for (const [turns, w, h, value] of turned) {
    it(`rotate90, ${turns} times, as numpy.rot90`, async () => {
      const picture = await made(vision.rotate90({ turns: [turns, turns] }));
      assert.deepEqual([picture.width, picture.height, picture.data], [w, h, wanted(w, h, value)]);
    });
  }

  it('d4 takes all eight positions', async () => {
    const seen = new Set<string>();
    for (let epoch = 0; epoch < 60; epoch++) {
      const { width: w, height: h, data } = await made(vision.d4(), epoch);
      seen.add(`${w} ${h} ${data}`);
      assert.deepEqual([...data].sort(), [...input].sort());
    }
    assert.equal(seen.size, 8);
  });
});

describe('levels', () => {
  const each = (value: (level: number) => number) => wanted(width, height, (x, y, c) => value(at(x, y, c)));

  it('invert, solarize, posterize as torchvision', async () => {
    assert.deepEqual(
      (await made(vision.invert())).data,
      each((level) => 255 - level),
    );
    assert.deepEqual(
      (await made(vision.solarize({ threshold: [100, 100] }))).data,
      each((level) => (level < 100 ? level : 255 - level)),
    );
    assert.deepEqual(
      (await made(vision.posterize({ bits: [3, 3] }))).data,
      each((level) => level & 0b11100000),
    );
  });

  it('gamma as a power of the level, within half a level', async () => {
    const { data } = await made(vision.gamma({ exponent: [2.2, 2.2] }));
    const exact = [...input].map((level) => 255 * (level / 255) ** 2.2);
    for (const [i, level] of data.entries()) assert.ok(Math.abs(level - exact[i]!) <= 0.51);
  });

  it('grayscale as Rec. 601 luma', async () => {
    const { data } = await made(vision.grayscale());
    for (let pixel = 0; pixel < width * height; pixel++) {
      const [r, g, b] = input.subarray(pixel * 3, pixel * 3 + 3) as unknown as [number, number, number];
      for (let c = 0; c < 3; c++)
        assert.ok(Math.abs(data[pixel * 3 + c]! - (0.299 * r + 0.587 * g + 0.114 * b)) <= 0.51);
    }
  });

  it('channelShuffle takes all six orders, and changes nothing else', async () => {
    const seen = new Set<string>();
    for (let epoch = 0; epoch < 60; epoch++) {
      const { data } = await made(vision.channelShuffle(), epoch);
      seen.add(String(data));
      for (let i = 0; i < data.length; i += 3)
        assert.deepEqual([...data.subarray(i, i + 3)].sort(), [...input.subarray(i, i + 3)].sort());
    }
    assert.equal(seen.size, 6);
  });
});
