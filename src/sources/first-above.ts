/** The first place in a rising list whose number is above `value`. */
export function firstAbove(ends: ArrayLike<number>, value: number): number {
  let [low, high] = [0, ends.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ends[middle]! > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
