// Pixels that change places with neighbours, as behind frosted glass.
import { Field, fillWords } from '../../../transforms/kernels/assembly/field';

const chunk: i32 = 1024;
const words = memory.data(4096, 16);

// @ts-ignore: decorator
@inline
function within(i: i32, size: i32): i32 {
  return max(0, min(size - 1, i));
}

/**
 * Each pixel in turn, row by row, changes places with one that lies up to `reach` pixels away to each side, all channels
 * together. Its word of the field's `pass` says which: the lower half across, the upper half down.
 */
export function swapPass(planes: usize, channels: i32, width: i32, height: i32, reach: i32, field: Field, pass: u32): void {
  const size = width * height;
  const choices = <u32>(2 * reach + 1);
  let x: i32 = 0;
  let y: i32 = 0;
  for (let i: i32 = 0; i < size; i++) {
    if (i % chunk == 0) fillWords(field, pass, i, min(chunk, size - i), words);
    const word = load<u32>(words + (<usize>(i % chunk) << 2));
    const dx = <i32>(((word & 0xffff) * choices) >> 16) - reach;
    const dy = <i32>(((word >> 16) * choices) >> 16) - reach;
    const other = within(y + dy, height) * width + within(x + dx, width);
    let a = planes + (<usize>i << 2);
    let b = planes + (<usize>other << 2);
    for (let c: i32 = 0; c < channels; c++) {
      const level = load<f32>(a);
      store<f32>(a, load<f32>(b));
      store<f32>(b, level);
      a += <usize>size << 2;
      b += <usize>size << 2;
    }
    if (++x == width) {
      x = 0;
      y++;
    }
  }
}
