import { rgb, shade } from '../../brush/canvas.mjs';
import { cells, dice, fbm, mix, scaleColor } from '../../brush/noise.mjs';

/** Mown grass from above with clover and daisies strewn about. */
export function draw(width = 520, height = 390) {
  const roll = dice(8);
  const z = new Float32Array(width * height * 4).fill(0);
  const paint = new Float32Array(width * height * 12);
  const stamp = (x, y, depth, color) => {
    const at = Math.round(y * 2) * width * 2 + Math.round(x * 2);
    if (x < 0 || y < 0 || x >= width - 0.5 || y >= height - 0.5 || z[at] >= depth) return;
    z[at] = depth;
    paint.set(color, at * 3);
  };
  const blade = (x, y, long, thick, angle, bend, color) => {
    for (let t = 0; t <= 1; t += 0.35 / long) {
      const a = angle + bend * t;
      const cx = x + Math.cos(a) * long * t;
      const cy = y + Math.sin(a) * long * t;
      const half = thick * Math.sin(Math.PI * (0.25 + 0.75 * t)) ** 0.8;
      for (let w = -half; w <= half; w += 0.35) {
        const side = w / (half + 0.01);
        const light = (0.25 + 0.75 * t) * (0.78 + 0.4 * side * Math.sin(a)) + (Math.abs(side) < 0.2 ? 0.12 : 0);
        stamp(cx - Math.sin(a) * w, cy + Math.cos(a) * w, 0.2 + 0.6 * t + 0.2 * roll(), scaleColor(color, light));
      }
    }
  };
  const greens = ['#5b8f2a', '#7fb23a', '#3f7a2c', '#98bd4c', '#4b8a3c', '#b9b860'].map(rgb);
  for (let n = 0; n < 9500; n++) {
    const x = roll(-15, width + 15);
    const y = roll(-15, height + 15);
    const patch = fbm(x / 120, y / 120, 3, 4);
    blade(
      x,
      y,
      roll(14, 34),
      roll(0.9, 1.9),
      roll(0, 6.28),
      roll(-0.9, 0.9),
      scaleColor(greens[Math.floor(roll(0, 5.3))], mix(0.5, 1.35, patch)),
    );
  }
  const daisy = (x, y, r) => {
    const count = 17 + Math.floor(roll(0, 5));
    for (let k = 0; k < count; k++) {
      const a = (k / count) * 6.283 + roll(-0.08, 0.08);
      const far = r * roll(0.88, 1.05);
      for (let t = 0.2; t <= 1; t += 0.3 / far)
        for (let w = -1; w <= 1; w += 0.14) {
          const half = 0.115 * r * Math.sin(Math.PI * (0.2 + 0.72 * t));
          const px = x + Math.cos(a) * far * t - Math.sin(a) * w * half;
          const py = y + Math.sin(a) * far * t * 0.94 + Math.cos(a) * w * half;
          const light = (0.5 + 0.42 * t - 0.12 * Math.abs(w)) * (0.92 + 0.1 * Math.cos(a + 2.2));
          stamp(px, py, 2 + (k % 2) * 0.1, [light, light, light * (0.94 + 0.06 * t)]);
        }
    }
    for (let s = 0; s < r * r * 9; s++) {
      const q = r * 0.3 * Math.sqrt(roll());
      const a = roll(0, 6.283);
      const light = roll(0.75, 1.05) * (1 - 0.35 * Math.cos(a - 0.9) * (q / (r * 0.3)));
      stamp(x + Math.cos(a) * q, y + Math.sin(a) * q, 3, [0.85 * light, 0.5 * light, 0.02]);
    }
  };
  for (let n = 0; n < 26; n++) daisy(roll(0, width), roll(0, height), roll(13, 21));
  const earth = rgb('#1d2410');
  return shade(width, height, (x, y) => {
    const at = Math.floor(y * 2) * width * 2 + Math.floor(x * 2);
    const sun = 0.75 + 0.7 * cells(x / 260 + 1, y / 260, 6).near;
    return z[at] > 0 ? [0, 1, 2].map((c) => paint[at * 3 + c] * sun) : earth;
  });
}
