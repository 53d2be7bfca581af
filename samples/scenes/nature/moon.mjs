import { film, shade } from '../../brush/canvas.mjs';
import { clamp, dice, fbm3, hash, mix, noise, smooth } from '../../brush/noise.mjs';

/** A gibbous moon: plains, and craters of every size whose rims throw shadows near the night side. */
export function draw(size = 440) {
  const roll = dice(19);
  const craters = Array.from({ length: 1500 }, () => {
    const z = roll(-0.1, 1);
    const a = roll(0, 6.2832);
    const q = Math.sqrt(1 - z * z);
    return {
      at: [q * Math.cos(a), q * Math.sin(a), z],
      r: Math.min(0.13, 0.0085 / roll(0.012, 1) ** 0.62),
      bright: roll(),
    };
  });
  const centre = size / 2;
  const radius = size * 0.43;
  const lump = (x, y, z, scale, seed, octaves) => fbm3(x * scale + 9, y * scale + 4, z * scale, octaves, seed);
  const relief = (x, y, z) => {
    let h = 0.02 * lump(x, y, z, 8, 3, 5);
    for (const c of craters) {
      const dx = x - c.at[0];
      const dy = y - c.at[1];
      if (dx > c.r * 2 || dx < -c.r * 2 || dy > c.r * 2 || dy < -c.r * 2) continue;
      const d = Math.hypot(dx, dy, z - c.at[2]) / c.r;
      if (d > 2) continue;
      const bowl = d < 1 ? 0.75 * d * d - 0.5 : 0.25 * ((2 - d) / 1) ** 3;
      h += c.r * 0.34 * bowl + (c.r > 0.06 && d < 0.2 ? c.r * 0.2 * (0.2 - d) : 0);
    }
    return h;
  };
  const lamp = [-0.78, -0.34, 0.52];
  return shade(size, size, (px, py) => {
    const x = (px - centre) / radius;
    const y = (py - centre) / radius;
    const r2 = x * x + y * y;
    if (r2 >= 1) {
      const [i, j] = [Math.floor(px / 14), Math.floor(py / 14)];
      const apart = Math.hypot(px - 14 * (i + 0.2 + 0.6 * hash(i, j, 1)), py - 14 * (j + 0.2 + 0.6 * hash(i, j, 2)));
      const star = hash(i, j, 6) > 0.82 ? hash(i, j, 7) ** 3 * Math.exp(-apart * apart * 1.1) : 0;
      const halo = 0.035 * Math.exp(-(Math.sqrt(r2) - 1) * 16) * clamp(-0.9 * x - 0.4 * y);
      return Array(3).fill(0.003 + halo + 0.8 * star);
    }
    const z = Math.sqrt(1 - r2);
    const e = 0.004;
    const here = relief(x, y, z);
    const nx = x - (relief(x + e, y, z) - here) / e;
    const ny = y - (relief(x, y + e, z) - here) / e;
    const n = Math.hypot(nx, ny, z);
    const light = clamp((nx * lamp[0] + ny * lamp[1] + z * lamp[2]) / n);
    const day = smooth(-0.02, 0.12, x * lamp[0] + y * lamp[1] + z * lamp[2]);
    const plain = smooth(0.47, 0.6, lump(x, y, z, 1.9, 23, 4));
    let dust = 0;
    for (const c of craters) {
      if (c.bright < 0.965 || c.r < 0.02) continue;
      const d = Math.hypot(x - c.at[0], y - c.at[1], z - c.at[2]);
      const spoke = noise(7 * Math.atan2(y - c.at[1], x - c.at[0]), 3, Math.floor(c.bright * 1e6));
      dust += 0.7 * Math.exp(-d / (c.r * 2.2)) * (0.5 + spoke);
    }
    const ground = mix(0.4, 0.13, plain) * (0.55 + 0.9 * lump(x, y, z, 12, 40, 5)) + 0.2 * clamp(dust);
    const v = film(1.2 * ground * light * day + 0.007);
    return [v, v, v];
  });
}
