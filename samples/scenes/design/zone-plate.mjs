import { shade } from '../../brush/canvas.mjs';

/** Rings that run closer towards the corners, up to the finest a picture can hold: shows aliasing at once. */
export function draw(size = 320) {
  return shade(
    size,
    size,
    (x, y) => {
      const r2 = (x - size / 2) ** 2 + (y - size / 2) ** 2;
      // 32 greys: a lossless file of all 256 would be three times the size.
      const grey = Math.round(15.5 + 15.5 * Math.cos((Math.PI * r2) / (size * Math.SQRT2))) / 31;
      const linear = ((grey + 0.055) / 1.055) ** 2.4;
      return [linear, linear, linear];
    },
    1,
  );
}
