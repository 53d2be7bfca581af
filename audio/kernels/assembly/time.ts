/** Turns a plane about, in place. */
export function reverse(plane: usize, frames: i32): void {
  let low = plane;
  let high = plane + (<usize>frames << 2);
  for (; low + 32 <= high; low += 16) {
    high -= 16;
    const a = v128.load(low);
    const b = v128.load(high);
    v128.store(low, v128.shuffle<i32>(b, b, 3, 2, 1, 0));
    v128.store(high, v128.shuffle<i32>(a, a, 3, 2, 1, 0));
  }
  for (; low + 4 < high; low += 4) {
    high -= 4;
    const a = load<f32>(low);
    store<f32>(low, load<f32>(high));
    store<f32>(high, a);
  }
}
