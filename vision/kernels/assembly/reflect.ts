/** Where a coordinate lies in a picture that is reflected at its borders without repeating the edge (101), as often as it takes. */
// @ts-ignore: decorator
@inline
export function reflected(i: i32, size: i32): i32 {
  if (size == 1) return 0;
  const period = 2 * (size - 1);
  i %= period;
  if (i < 0) i += period;
  return i < size ? i : period - i;
}

/** Fills `radius` words on both sides of a row of `width` words with what lies reflected there. */
// @ts-ignore: decorator
@inline
export function reflectSides(row: usize, width: i32, radius: i32): void {
  for (let k: i32 = 1; k <= radius; k++) {
    store<u32>(row - (<usize>k << 2), load<u32>(row + (<usize>reflected(-k, width) << 2)));
    store<u32>(row + (<usize>(width - 1 + k) << 2), load<u32>(row + (<usize>reflected(width - 1 + k, width) << 2)));
  }
}

/**
 * A window of rows slides down a plane that is overwritten behind it. Row `y` of the reflected picture has slot
 * `(y + radius) % (2 radius + 1)`; where the row that enters at the bottom was overwritten, the window still holds it.
 */
// @ts-ignore: decorator
@inline
export function slotOf(y: i32, radius: i32): i32 {
  return (y + radius) % (2 * radius + 1);
}
