import assert from 'node:assert/strict';
import fc from 'fast-check';
import { carryOut, execute } from '../../../vision/kernels/execute.ts';
import type { Planes } from '../../../vision/kernels/memory.ts';
import type { ImageOp, ScaleOp, WarpStep } from '../../../vision/ops/index.ts';
import { counts, first, key, levelsOf, memory, picture, step, valuesOf } from './channel-cases.ts';

describe('the row of a picture of many channels', () => {
  const whole = (width: number, height: number): WarpStep =>
    step(width, height, { inverse: [1, 0, 0, 0, 1, 0, 0, 0, 1], interpolation: 'any' });

  function row(source: Planes, scale: ScaleOp, bytes: number): Uint8Array<ArrayBuffer> {
    const out = memory.allocate(bytes + 64);
    memory.bytes.fill(0xa5, out, out + bytes + 64);
    execute(memory, source, [whole(source.width, source.height)], [scale], { whitenings: new Map() }, out);
    assert.ok(memory.bytes.subarray(out + bytes, out + bytes + 64).every((byte) => byte === 0xa5));
    return new Uint8Array(memory.bytes.subarray(out, out + bytes));
  }

  it('holds width * height * channels values in any layout and type', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...counts),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 20 }),
        fc.constantFrom('NHWC' as const, 'NCHW' as const),
        fc.constantFrom('float32' as const, 'uint8' as const, 'uint16' as const),
        fc.boolean(),
        (count, width, height, layout, dtype, isEach) => {
          const mark = memory.mark();
          const source = picture(width, height, first(count));
          const most = dtype === 'uint16' ? 257 : 1;
          const multiply = isEach ? first(count).map((c) => most / (1 + c)) : [most / 2];
          const add = isEach ? first(count) : [dtype === 'float32' ? -3 : 2];
          const unit = { float32: 4, uint8: 1, uint16: 2 }[dtype];
          const total = width * height * count;
          const made = row(source, { kind: 'scale', multiply, add, layout, dtype }, total * unit).buffer;
          memory.release(mark);
          const values = { float32: Float32Array, uint8: Uint8Array, uint16: Uint16Array }[dtype];
          const list = new values(made);
          assert.equal(list.length, total);
          for (let c = 0; c < count; c++) {
            const levels = levelsOf(width * height, c);
            for (let i = 0; i < levels.length; i++) {
              const exact = levels[i]! * (multiply[c] ?? multiply[0]!) + (add[c] ?? add[0]!);
              const actual = list[layout === 'NCHW' ? c * width * height + i : i * count + c]!;
              const top = dtype === 'uint8' ? 255 : dtype === 'uint16' ? 65535 : Number.POSITIVE_INFINITY;
              const off = Math.abs(actual - Math.min(top, exact));
              assert.ok(off <= (dtype === 'float32' ? 1e-4 : 0.51), `${actual} is not ${exact}`);
            }
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it('dithers each channel by random numbers of its own, within one step of its value', () => {
    const [width, height] = [40, 30];
    for (const dtype of ['uint8', 'uint16'] as const) {
      const mark = memory.mark();
      const source = picture(width, height, first(5));
      memory.floats.fill(100.3, source.pointer >> 2, (source.pointer >> 2) + width * height * 5);
      const scale: ScaleOp = {
        kind: 'scale',
        multiply: [dtype === 'uint8' ? 1 : 257],
        add: [0],
        layout: 'NCHW',
        dtype,
        dither: key,
      };
      const bytes = row(source, scale, width * height * 5 * (dtype === 'uint8' ? 1 : 2));
      memory.release(mark);
      const list: readonly number[] = [...(dtype === 'uint8' ? bytes : new Uint16Array(bytes.buffer))];
      const exact = 100.3 * scale.multiply[0]!;
      const parts = first(5).map((c) => list.slice(c * width * height, (c + 1) * width * height));
      for (const part of parts) {
        const mean = part.reduce((sum, value) => sum + value, 0) / part.length;
        assert.ok(Math.abs(mean - exact) < 0.1, `${mean}`);
        assert.ok(part.every((value) => Math.abs(value - exact) < 1));
      }
      assert.notDeepEqual(parts[0], parts[4]);
    }
  });

  it('gives back each uint16 value, through planes of levels', () => {
    const mark = memory.mark();
    const source = memory.allocatePlanes(256, 256, 1);
    for (let k = 0; k < 65536; k++) memory.floats[(source.pointer >> 2) + k] = k / 257;
    const scale: ScaleOp = { kind: 'scale', multiply: [257], add: [0], layout: 'NHWC', dtype: 'uint16' };
    const words = new Uint16Array(row(source, scale, 65536 * 2).buffer);
    memory.release(mark);
    assert.deepEqual(
      words,
      Uint16Array.from({ length: 65536 }, (_, k) => k),
    );
  });

  it('is never rounded to bytes, however often it is warped', async () => {
    const mark = memory.mark();
    for (const count of counts) {
      const source = picture(33, 20, first(count));
      const flip = step(33, 20, { inverse: [-1, 0, 32, 0, 1, 0, 0, 0, 1], interpolation: 'any' });
      const blur: ImageOp = { kind: 'blur', sigmaPixels: 0.01 };
      const ops: ImageOp[] = [blur, { kind: 'warp', steps: [flip] }, blur, { kind: 'warp', steps: [flip] }];
      const canvas = await carryOut(memory, source, [whole(33, 20)], ops, { whitenings: new Map() });
      assert.deepEqual(valuesOf(canvas.planes), valuesOf(source));
    }
    memory.release(mark);
  });
});
