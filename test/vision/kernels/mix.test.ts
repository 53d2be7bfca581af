import assert from 'node:assert/strict';
import type { Canvas, PartnerPicture } from '../../../vision/kernels/canvas.ts';
import { carryOut } from '../../../vision/kernels/execute.ts';
import { KernelMemory, type Planes } from '../../../vision/kernels/memory.ts';
import { copyPaste, cutMix, mosaic } from '../../../vision/kernels/mix.ts';
import type { MixingOp } from '../../../vision/mixing.ts';
import type { ImageOp, WarpStep } from '../../../vision/ops/index.ts';
import type { Box } from '../../../vision/targets.ts';

const [width, height] = [7, 5];
const upright: WarpStep = {
  inverse: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  window: [0, 0, width, height],
  width,
  height,
  border: 'edge',
  fill: [0, 0, 0],
  interpolation: 'any',
};

function bytesOf(memory: KernelMemory, level: number) {
  const pointer = memory.allocate(width * height * 4);
  for (let i = 0; i < width * height; i++) memory.bytes.set([level, level + 1, level + 2, 255], pointer + i * 4);
  return { pointer, width, height, strideBytes: width * 4 };
}

const mask8 = (memory: KernelMemory, values: readonly number[]) => {
  const pointer = memory.allocate(width * height);
  memory.bytes.set(values, pointer);
  return { pointer, width, height };
};

/** A partner of one colour. */
function partnerOf(
  memory: KernelMemory,
  level: number,
  mask?: readonly number[],
  boxes?: readonly Box[],
): PartnerPicture {
  const planes = memory.allocatePlanes(width, height);
  for (let c = 0; c < 3; c++)
    memory.floats.fill(
      level + c,
      planes.pointer / 4 + c * width * height,
      planes.pointer / 4 + (c + 1) * width * height,
    );
  return {
    planes,
    mask: mask && mask8(memory, mask),
    targets: boxes && { boxes, keypoints: [] },
  };
}

function carried(ops: readonly ImageOp[], partner?: (memory: KernelMemory) => PartnerPicture) {
  const memory = new KernelMemory();
  const partners = new Map(partner === undefined ? [] : [[ops[0]!, [partner(memory)]] as const]);
  const canvas = carryOut(memory, bytesOf(memory, 10), [upright], ops, {
    whitenings: new Map(),
    maskFill: 0,
    partners,
  }) as Canvas;
  return { memory, canvas, planes: planesOf(memory, canvas.planes) };
}

const planesOf = (memory: KernelMemory, { pointer, width: w, height: h, channels }: Planes) =>
  memory.floats.slice(pointer / 4, pointer / 4 + w * h * channels);

const mixed = { partners: [0], fits: [{ width, height }], shares: [0.5] } as const;
const zeros = new Array<number>(width * height).fill(0);

describe('mixing kernels', () => {
  it('mixUp: the weighted mean of every value', () => {
    const { planes } = carried([{ kind: 'mixUp', ...mixed, shares: [0.25] }], (memory) => partnerOf(memory, 110));
    for (const [i, value] of planes.entries()) assert.equal(value, 35 + Math.floor(i / (width * height)));
  });

  it('cutMix: the box to the pixel', () => {
    const { planes } = carried([{ kind: 'cutMix', ...mixed, box: [2, 1, 4, 3] }], (memory) => partnerOf(memory, 110));
    for (let i = 0; i < planes.length; i++) {
      const [c, y, x] = [Math.floor(i / 35), Math.floor((i % 35) / 7), i % 7];
      assert.equal(planes[i], (x >= 2 && x < 6 && y >= 1 && y < 4 ? 110 : 10) + c);
    }
  });

  const box: Box = { outline: [1, 1, 4, 1, 4, 3, 1, 3], wholeArea: 6, label: 0, index: 0 };
  const paste = { kind: 'copyPaste', ...mixed, odds: 1, key: [1, 2, 3, 4] } as const;
  const pasted = (planes: Float32Array) => [...planes.slice(0, 35)].flatMap((value, i) => (value === 110 ? [i] : []));
  const inBox = [8, 9, 10, 15, 16, 17];

  it('copyPaste: by the mask, by the boxes, or by both', () => {
    const marked = zeros.map((_, i) => (i === 9 || i === 20 ? 3 : 0));
    const by = (mask?: readonly number[], boxes?: readonly Box[]) =>
      pasted(carried([paste], (memory) => partnerOf(memory, 110, mask, boxes)).planes);
    assert.deepEqual(by(marked), [9, 20]);
    assert.deepEqual(by(undefined, [box]), inBox);
    assert.deepEqual(by(marked, [box]), [9]);
    assert.deepEqual(by(), []);
    assert.deepEqual(by(zeros, [box]), []);
    const none = carried([{ ...paste, odds: 0 }], (memory) => partnerOf(memory, 110, marked));
    assert.deepEqual(pasted(none.planes), []);
  });

  it('copyPaste: a box that is turned or reaches beyond the picture', () => {
    const diamond = { ...box, outline: [3.5, 0, 6, 2.5, 3.5, 5, 1, 2.5] };
    const at = pasted(carried([paste], (memory) => partnerOf(memory, 110, undefined, [diamond])).planes);
    for (let i = 0; i < 35; i++) {
      const [x, y] = [(i % 7) + 0.5, Math.floor(i / 7) + 0.5];
      const depth = 2.5 - Math.abs(x - 3.5) - Math.abs(y - 2.5);
      if (depth !== 0) assert.equal(at.includes(i), depth > 0, `${x}, ${y}`);
    }
    const huge = { ...box, outline: [-50, -50, 90, -50, 90, 90, -50, 90] };
    assert.equal(pasted(carried([paste], (memory) => partnerOf(memory, 110, undefined, [huge])).planes).length, 35);
  });

  it('cut, lay out and paste masks too; a partner without one is background', () => {
    const memory = new KernelMemory();
    const ones = zeros.map(() => 1);
    const marked = zeros.map((_, i) => (i === 9 || i === 20 ? 3 : 0));
    const masked = (run: (canvas: Canvas) => void) => {
      const canvas: Canvas = { planes: partnerOf(memory, 10).planes, mask: mask8(memory, ones) };
      run(canvas);
      const { pointer, width: w, height: h } = canvas.mask!;
      assert.deepEqual([w, h], [canvas.planes.width, canvas.planes.height]);
      return [...memory.bytes.slice(pointer, pointer + w * h)];
    };
    const materials = (op: MixingOp, mask: readonly number[] | undefined) => ({
      whitenings: new Map(),
      maskFill: 0,
      partners: new Map([[op, [partnerOf(memory, 110, mask)]]]),
    });
    const cut = { kind: 'cutMix', ...mixed, box: [2, 1, 1, 2] } as const;
    for (const mask of [marked, undefined]) {
      const made = masked((canvas) => cutMix(memory, canvas, cut, materials(cut, mask)));
      assert.deepEqual(
        made,
        ones.map((one, i) => (i === 9 || i === 16 ? (mask?.[i] ?? 0) : one)),
      );
    }
    const pasting = masked((canvas) => copyPaste(memory, canvas, paste, materials(paste, marked)));
    assert.deepEqual(
      pasting,
      ones.map((one, i) => marked[i] || one),
    );
    const cells = [
      [0, 2, 7, 5],
      [0, 0, 7, 2],
    ] as const;
    const grid = { kind: 'mosaic', ...mixed, cells, makes: { width: 7, height: 7 } } as const;
    const tiles = masked((canvas) => mosaic(memory, canvas, grid, materials(grid, marked)));
    assert.deepEqual(tiles, [...marked.slice(0, 14), ...ones]);
  });

  it('refuse partners that were not rendered', () => {
    assert.throws(() => carried([{ kind: 'mixUp', ...mixed }]), /partners were not rendered/);
  });
});

describe('branches', () => {
  const add = (value: number): ImageOp => ({ kind: 'color', matrix: [1, 0, 0, value, 0, 1, 0, value, 0, 0, 1, value] });
  const flip: ImageOp = { kind: 'warp', steps: [{ ...upright, inverse: [-1, 0, width - 1, 0, 1, 0, 0, 0, 1] }] };

  it('are added by weight; an empty one is the picture itself', () => {
    const branches = [
      { ops: [add(40)], weight: 0.5 },
      { ops: [], weight: 0.25 },
      { ops: [add(80), add(20)], weight: 0.25 },
    ];
    const { planes } = carried([{ kind: 'branches', branches }]);
    for (const [i, value] of planes.entries()) assert.equal(value, 10 + 20 + 25 + Math.floor(i / 35));
  });

  it('may hold geometry that keeps the size, where no mask is laid, and other branches', () => {
    const inner: ImageOp = {
      kind: 'branches',
      branches: [
        { ops: [add(8)], weight: 0.5 },
        { ops: [], weight: 0.5 },
      ],
    };
    const { planes } = carried([{ kind: 'branches', branches: [{ ops: [flip, inner], weight: 1 }] }]);
    for (const [i, value] of planes.entries()) assert.equal(value, 14 + Math.floor(i / 35));
  });

  it('are refused where they change the size', () => {
    const small: ImageOp = { kind: 'warp', steps: [{ ...upright, width: 3 }] };
    assert.throws(
      () => carried([{ kind: 'branches', branches: [{ ops: [small], weight: 1 }] }]),
      /leave the picture's size/,
    );
  });

  it('give their memory back', () => {
    const { memory, canvas } = carried([{ kind: 'branches', branches: [{ ops: [add(4)], weight: 1 }] }]);
    const mark = memory.mark();
    assert.ok(mark < canvas.planes.pointer + width * height * 12 + 512, 'nothing lies behind the planes');
  });
});
