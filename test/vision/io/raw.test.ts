import assert from 'node:assert/strict';
import { unpackRaw } from '../../../vision/io/raw.ts';
import { type Bytes8, KernelMemory } from '../../../vision/kernels/memory.ts';

/** What each pixel becomes, one by one. */
function oracle(data: Uint8Array, channels: number, background: readonly number[]): number[] {
  const out: number[] = [];
  for (let at = 0; at < data.length; at += channels) {
    const alpha = channels === 4 ? data[at + 3]! / 255 : 1;
    for (let c = 0; c < 3; c++) {
      const level = data[channels === 1 ? at : at + c]!;
      out.push(Math.round(level * alpha + background[c]! * (1 - alpha)));
    }
    out.push(255);
  }
  return out;
}

describe('raw pixels', () => {
  for (const channels of [1, 3, 4] as const) {
    it(`become RGBX at any size, and nothing else is touched: ${channels} channels`, () => {
      const memory = new KernelMemory();
      for (const [width, height] of [...Array(40).keys()].map((i) => [i + 1, 1 + (i % 3)] as const)) {
        const data = Uint8Array.from(
          { length: width * height * channels },
          (_, i) => Math.imul(i + 1, 0x9e3779b1) >>> 24,
        );
        const given = data.slice();
        const mark = memory.mark();
        const before = memory.allocate(64);
        memory.bytes.fill(7, before, before + 64);
        const background = [10, 20, 200] as const;
        const { pointer, strideBytes, ...size } = unpackRaw(
          memory,
          data,
          { width, height, channels },
          { channels: 3, background, name: 'raw' },
        ) as Bytes8;
        assert.deepEqual({ strideBytes, ...size }, { strideBytes: width * 4, width, height });
        const after = memory.allocate(64);
        const rgbx = [...memory.bytes.subarray(pointer, pointer + width * height * 4)];
        assert.deepEqual(rgbx, oracle(data, channels, background), `${width} x ${height}`);
        assert.ok(after >= pointer + width * height * 4 + 64);
        assert.ok(memory.bytes.subarray(before, before + 64).every((byte) => byte === 7));
        assert.deepEqual(data, given);
        memory.release(mark);
      }
    });
  }
});
