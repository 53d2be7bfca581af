// A plane stretched along its axes, each pixel mixed of two columns and two rows.

/**
 * `columns`, `rows`: for each pixel of the target's axes [first, second, share of the second]: two whole numbers and a float.
 * `mixed` has room for a row of the source. What is made is added to the target where `adds` says so.
 */
export function stretchPlane(
  source: usize, width: i32, target: usize, targetWidth: i32, targetHeight: i32, columns: usize, rows: usize, mixed: usize, adds: i32,
): void {
  const stride = <usize>width << 2;
  const none = f32x4.splat(0);
  for (let y: i32 = 0; y < targetHeight; y++, rows += 12) {
    const a = source + <usize>load<i32>(rows) * stride;
    const b = source + <usize>load<i32>(rows, 4) * stride;
    const share = load<f32>(rows, 8);
    let row = a;
    if (share != 0) {
      const shares = f32x4.splat(share);
      for (let x: usize = 0; x < stride; x += 16) {
        const first = v128.load(a + x);
        v128.store(mixed + x, f32x4.add(first, f32x4.mul(shares, f32x4.sub(v128.load(b + x), first))));
      }
      row = mixed;
    }
    const out = target + (<usize>(y * targetWidth) << 2);
    let column = columns;
    let x: i32 = 0;
    for (; x + 4 <= targetWidth; x += 4, column += 48) {
      let first = v128.load32_zero(row + (<usize>load<i32>(column) << 2));
      first = v128.load_lane<f32>(row + (<usize>load<i32>(column, 12) << 2), first, 1);
      first = v128.load_lane<f32>(row + (<usize>load<i32>(column, 24) << 2), first, 2);
      first = v128.load_lane<f32>(row + (<usize>load<i32>(column, 36) << 2), first, 3);
      let second = v128.load32_zero(row + (<usize>load<i32>(column, 4) << 2));
      second = v128.load_lane<f32>(row + (<usize>load<i32>(column, 16) << 2), second, 1);
      second = v128.load_lane<f32>(row + (<usize>load<i32>(column, 28) << 2), second, 2);
      second = v128.load_lane<f32>(row + (<usize>load<i32>(column, 40) << 2), second, 3);
      let shares = v128.load32_zero(column, 8);
      shares = v128.load_lane<f32>(column, shares, 1, 20);
      shares = v128.load_lane<f32>(column, shares, 2, 32);
      shares = v128.load_lane<f32>(column, shares, 3, 44);
      const made = f32x4.add(first, f32x4.mul(shares, f32x4.sub(second, first)));
      const at = out + (<usize>x << 2);
      v128.store(at, f32x4.add(made, adds ? v128.load(at) : none));
    }
    for (; x < targetWidth; x++, column += 12) {
      const first = load<f32>(row + (<usize>load<i32>(column) << 2));
      const second = load<f32>(row + (<usize>load<i32>(column, 4) << 2));
      const made = first + load<f32>(column, 8) * (second - first);
      const at = out + (<usize>x << 2);
      store<f32>(at, adds ? load<f32>(at) + made : made);
    }
  }
}
