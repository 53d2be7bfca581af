// Medians over large squares in constant time: S. Perreault, P. Hebert, "Median Filtering in Constant Time", IEEE
// Transactions on Image Processing 16 (2007). Each column has a histogram, which moves down with the row; the square's is
// the sum of its columns', and moves right by one in, one out. Counts are 16-bit, in 16 coarse bins and 16 fine ones in each.

// @ts-ignore: decorator
@inline
function addBins(target: usize, source: usize): void {
  v128.store(target, i16x8.add(v128.load(target), v128.load(source)));
  v128.store(target, i16x8.add(v128.load(target, 16), v128.load(source, 16)), 16);
}

// @ts-ignore: decorator
@inline
function subtractBins(target: usize, source: usize): void {
  v128.store(target, i16x8.sub(v128.load(target), v128.load(source)));
  v128.store(target, i16x8.sub(v128.load(target, 16), v128.load(source, 16)), 16);
}

const coarse = memory.data(32, 16);
const fine = memory.data(16 * 32, 16);
/** The first column that a fine part of the square's histogram counts. */
const begins = memory.data(16 * 4, 16);

// @ts-ignore: decorator
@inline
function count(bin: usize, by: i32): void {
  store<u16>(bin, <u16>(<i32>load<u16>(bin) + by));
}

/**
 * `levels`: as levelsPlane makes them. `columns` has room for 17 * 32 bytes for each of width + 2 radius columns:
 * all coarse bins, then all fine ones of each coarse bin.
 */
export function medianWidePlane(levels: usize, width: i32, height: i32, radius: i32, target: usize, columns: usize): void {
  const all = width + 2 * radius;
  const room = <usize>(all + 48);
  const side = 2 * radius + 1;
  const part = <usize>all << 5;
  const wanted = (side * side) >> 1;
  memory.fill(columns, 0, part * 17);
  for (let y: i32 = -side; y < height; y++) {
    const entering = y + side - 1;
    for (let x: i32 = 0; x < all; x++) {
      const column = columns + (<usize>x << 5);
      if (y > 0) {
        const level = <usize>load<u8>(levels + <usize>(y - 1) * room + <usize>x);
        count(column + ((level >> 4) << 1), -1);
        count(column + ((level >> 4) + 1) * part + ((level & 15) << 1), -1);
      }
      if (entering >= 0) {
        const level = <usize>load<u8>(levels + <usize>entering * room + <usize>x);
        count(column + ((level >> 4) << 1), 1);
        count(column + ((level >> 4) + 1) * part + ((level & 15) << 1), 1);
      }
    }
    if (y < 0) continue;
    memory.fill(coarse, 0, 32);
    for (let x: i32 = 0; x < side - 1; x++) addBins(coarse, columns + (<usize>x << 5));
    for (let b: usize = 0; b < 16; b++) store<i32>(begins + (b << 2), -side);
    for (let x: i32 = 0; x < width; x++) {
      addBins(coarse, columns + (<usize>(x + side - 1) << 5));
      let before: i32 = 0;
      let b: usize = 0;
      for (;;) {
        const more = before + <i32>load<u16>(coarse + (b << 1));
        if (more > wanted) break;
        before = more;
        b++;
      }
      const bins = fine + (b << 5);
      const parts = columns + (b + 1) * part;
      const begin = load<i32>(begins + (b << 2));
      if (x - begin >= side) {
        memory.fill(bins, 0, 32);
        for (let k: i32 = 0; k < side; k++) addBins(bins, parts + (<usize>(x + k) << 5));
      } else {
        for (let k = begin; k < x; k++) {
          subtractBins(bins, parts + (<usize>k << 5));
          addBins(bins, parts + (<usize>(k + side) << 5));
        }
      }
      store<i32>(begins + (b << 2), x);
      let level: usize = 0;
      for (;;) {
        before += <i32>load<u16>(bins + (level << 1));
        if (before > wanted) break;
        level++;
      }
      store<f32>(target + (<usize>(y * width + x) << 2), <f32>((b << 4) + level));
      subtractBins(coarse, columns + (<usize>x << 5));
    }
  }
}
