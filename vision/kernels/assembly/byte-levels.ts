// Levels of bytes: by a table, and their sums.

/** Bytes of RGB, each by its channel's 256 entries. */
export function lookUp(target: usize, count: i32, tables: usize): void {
  const green = tables + 256, blue = tables + 512;
  const end = target + <usize>count;
  for (; target + 12 <= end; target += 12) {
    const a = load<u32>(target), b = load<u32>(target, 4), c = load<u32>(target, 8);
    store<u32>(
      target,
      <u32>load<u8>(tables + (a & 255)) | (<u32>load<u8>(green + ((a >> 8) & 255)) << 8) |
        (<u32>load<u8>(blue + ((a >> 16) & 255)) << 16) | (<u32>load<u8>(tables + (a >> 24)) << 24),
    );
    store<u32>(
      target,
      <u32>load<u8>(green + (b & 255)) | (<u32>load<u8>(blue + ((b >> 8) & 255)) << 8) |
        (<u32>load<u8>(tables + ((b >> 16) & 255)) << 16) | (<u32>load<u8>(green + (b >> 24)) << 24),
      4,
    );
    store<u32>(
      target,
      <u32>load<u8>(blue + (c & 255)) | (<u32>load<u8>(tables + ((c >> 8) & 255)) << 8) |
        (<u32>load<u8>(green + ((c >> 16) & 255)) << 16) | (<u32>load<u8>(blue + (c >> 24)) << 24),
      8,
    );
  }
  for (; target < end; target += 3) {
    store<u8>(target, load<u8>(tables + load<u8>(target)));
    store<u8>(target, load<u8>(green + load<u8>(target, 1)), 1);
    store<u8>(target, load<u8>(blue + load<u8>(target, 2)), 2);
  }
}

/** Sums of red, green and blue over `height` rows of RGBX, as three doubles at `sums`. */
export function byteSums(start: usize, stride: usize, width: i32, height: i32, sums: usize): void {
  let red: u64 = 0, green: u64 = 0, blue: u64 = 0;
  const low = i32x4.splat(0x00ff00ff);
  for (let y = 0; y < height; y++, start += stride) {
    let at = start;
    let i = 0;
    if (width >= 4) {
      // 32 bits hold the sum of more pixels than a row has.
      let reds = i32x4.splat(0), greens = i32x4.splat(0), blues = i32x4.splat(0);
      for (; i + 4 <= width; i += 4, at += 16) {
        const four = v128.load(at);
        const even = v128.and(four, low);
        reds = i32x4.add(reds, v128.and(even, i32x4.splat(0xffff)));
        blues = i32x4.add(blues, i32x4.shr_u(even, 16));
        greens = i32x4.add(greens, v128.and(i32x4.shr_u(four, 8), i32x4.splat(0xff)));
      }
      red += totalOf(reds);
      green += totalOf(greens);
      blue += totalOf(blues);
    }
    for (; i < width; i++, at += 4) {
      red += load<u8>(at);
      green += load<u8>(at, 1);
      blue += load<u8>(at, 2);
    }
  }
  store<f64>(sums, <f64>red);
  store<f64>(sums, <f64>green, 8);
  store<f64>(sums, <f64>blue, 16);
}

// @ts-ignore: decorator
@inline
function totalOf(x: v128): u64 {
  return <u64>i32x4.extract_lane(x, 0) + <u64>i32x4.extract_lane(x, 1) + <u64>i32x4.extract_lane(x, 2) + <u64>i32x4.extract_lane(x, 3);
}
