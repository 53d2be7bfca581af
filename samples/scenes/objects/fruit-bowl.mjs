import { rgb } from '../../brush/canvas.mjs';
import { capsule, ellipsoid, march, sphere } from '../../brush/march.mjs';
import { clamp, fbm, fbm3, hash, mix, mixColor, noise, scaleColor, smooth } from '../../brush/noise.mjs';
import { studio } from '../../brush/studio.mjs';

/** Oranges, apples, a lemon, a pear and plums in a blue bowl on a plank. */
export function draw(width = 560, height = 420) {
  const peel = (x, y, z) => 0.004 * fbm3(x * 22, y * 22, z * 22, 2, 4);
  const orange = (cx, cy, cz, r) => ({
    distance: sphere(cx, cy, cz, r),
    bump: (x, y, z) => 0.005 * fbm3(x * 24, y * 24, z * 24, 1, 4),
    color: (x, y, z) => mixColor(rgb('#e86a05'), rgb('#ff9a1c'), fbm3(x * 3, y * 3, z * 3, 3, 2)),
    gloss: 0.05,
    rough: 0.28,
  });
  const apple = (cx, cy, cz, r, skin, blush) => {
    const body = (x, y, z) => {
      const [dx, dy, dz] = [x - cx, y - cy, z - cz];
      const flat = Math.hypot(dx, dz);
      return (Math.hypot(flat - 0.16 * r, dy * 0.98 + 0.1 * flat) - 0.86 * r) * 0.85;
    };
    return {
      distance: body,
      color: (x, y, z) => {
        const around = Math.atan2(z - cz, x - cx);
        const streak = fbm(around * 5, (y - cy) * 1.6, 4, 5);
        const top = smooth(0.5 * r, 0.9 * r, y - cy) * smooth(0.4 * r, 0, Math.hypot(x - cx, z - cz));
        const dots = smooth(0.8, 0.9, noise(around * 22, (y - cy) * 26, 9)) * 0.3;
        const base = mixColor(rgb(skin), rgb(blush), clamp(streak * 1.9 - 0.45));
        return mixColor(mixColor(base, rgb('#e8c86a'), dots), rgb('#7d7a24'), top * 0.8);
      },
      gloss: 0.11,
      rough: 0.05,
    };
  };
  const stem = (x, y, z) => ({
    distance: capsule([x, y, z], [x + 0.05, y + 0.24, z + 0.02], 0.022),
    color: rgb('#4a3016'),
  });
  const plum = (cx, cy, cz, r) => ({
    distance: ellipsoid(cx, cy, cz, r, r * 1.06, r),
    color: (x, y, z) =>
      mixColor(rgb('#2a0f35'), rgb('#6d5a8c'), 0.75 * smooth(0.42, 0.75, fbm3(x * 4, y * 4, z * 4, 3, 8))),
    gloss: 0.07,
    rough: 0.12,
  });
  const bowl = (x, y, z) => {
    const shell = Math.abs(Math.hypot(x, (y - 1.02) * 1.22, z) - 1.36) - 0.045;
    const cut = y - 0.86;
    const rim = Math.hypot(Math.hypot(x, z) - 1.345, y - 0.86) - 0.055;
    const foot = Math.max(Math.abs(Math.hypot(x, z) - 0.6) - 0.05, Math.abs(y + 0.06) - 0.09);
    return Math.min(Math.max(shell * 0.82, cut), rim, foot);
  };
  const glaze = (x, y, z) => {
    const around = Math.atan2(z, x);
    const wave = Math.abs((((around * 14) / Math.PI + 100) % 2) - 1);
    const line =
      smooth(0.03, 0.015, Math.abs(y - 0.66)) +
      smooth(0.03, 0.015, Math.abs(y - 0.3)) +
      smooth(0.05, 0.03, Math.abs(y - 0.36 - 0.24 * wave));
    const base = mixColor(rgb('#14407f'), rgb('#2a6cb0'), fbm3(x * 3, y * 3, z * 3, 3, 6));
    return mixColor(base, rgb('#f2efe2'), clamp(line));
  };
  const wood = (x, _y, z) => {
    const plank = Math.floor((z + 9.3) / 1.15);
    const seam = smooth(0.02, 0.006, Math.abs((z + 9.3) / 1.15 - Math.round((z + 9.3) / 1.15)));
    const grain = fbm(x * 0.7 + plank * 17, z * 9, 4, 3);
    const rings = 0.5 + 0.5 * Math.sin(26 * fbm(x * 0.22 + plank * 7, z * 1.5, 3, 12) + 3 * grain);
    const tone = mixColor(rgb('#54290f'), rgb('#a8672f'), 0.55 * rings + 0.45 * grain);
    return scaleColor(tone, (0.78 + 0.3 * hash(plank, 4)) * (1 - 0.7 * seam) * (0.8 + 0.4 * noise(x * 4, z * 60, 6)));
  };
  const leaf = (x, y, z) => {
    const u = x * 0.8 + z * 0.6 - 0.18;
    const v = -x * 0.6 + z * 0.8 - 0.52;
    const half = 0.13 * Math.max(0, 1 - (u / 0.33) ** 2);
    return (
      Math.max(Math.abs(y - 1.98 + 0.5 * u * u - 0.7 * Math.abs(v)) - 0.012, Math.abs(v) - half, Math.abs(u) - 0.33) *
      0.6
    );
  };
  const pear = (x, y, z) => {
    const [u, v, w] = [x - 0.47, y - 1.16, z + 0.32];
    const low = Math.hypot(u, v, w) - 0.44;
    const high = Math.hypot(u - 0.07, v - 0.56, w) - 0.2;
    const k = clamp(0.5 + (high - low) / 0.7);
    return (mix(high, low, k) - 0.35 * k * (1 - k)) * 0.9;
  };
  const shapes = [
    { distance: (_x, y) => y + 0.13, color: wood, gloss: 0.035, rough: 0.25 },
    { distance: bowl, color: glaze, gloss: 0.13, rough: 0.04 },
    orange(-0.66, 0.98, 0.42, 0.45),
    orange(-0.35, 1.05, -0.5, 0.46),
    apple(0.16, 1.02, 0.62, 0.5, '#c8331f', '#8c0f16'),
    stem(0.16, 1.34, 0.62),
    apple(-0.2, 1.52, 0.05, 0.46, '#8fae33', '#b7c65a'),
    stem(-0.2, 1.82, 0.05),
    {
      distance: pear,
      color: (x, y, z) =>
        mixColor(
          rgb('#c9b63a'),
          rgb('#b5672a'),
          smooth(0.45, 0.75, fbm3(x * 2 + 3, y * 2, z * 2, 3, 3)) * 0.8 +
            0.25 * smooth(0.6, 0.7, fbm3(x * 30, y * 30, z * 30, 1, 2)),
        ),
      gloss: 0.05,
      rough: 0.15,
    },
    stem(0.55, 1.86, -0.32),
    {
      distance: ellipsoid(0.88, 1.0, 0.32, 0.42, 0.31, 0.31),
      bump: peel,
      color: (x, y, z) => mixColor(rgb('#f2c300'), rgb('#ffe03a'), fbm3(x * 4, y * 4, z * 4, 2, 3)),
      gloss: 0.08,
      rough: 0.18,
    },
    plum(1.62, 0.14, 0.85, 0.28),
    plum(2.16, 0.13, 0.45, 0.27),
    apple(-1.78, 0.27, 0.72, 0.44, '#d23a22', '#e8a03a'),
    stem(-1.78, 0.55, 0.72),
    { distance: leaf, color: rgb('#4d7a25'), gloss: 0.04 },
  ];
  return march(width, height, {
    shapes,
    camera: { from: [0, 2.65, 6.4], to: [0, 0.62, 0], zoom: 1.62, near: 3 },
    light: {
      lamp: [-0.72, 0.8, 0.42],
      lampColor: [1.5, 1.3, 1],
      hardness: 9,
      sky: [0.17, 0.21, 0.29],
      ground: [0.1, 0.06, 0.03],
      window: studio([-0.66, 0.62, 0.42], true, [6, 6, 6], [0.3, 0.34, 0.4]),
      fog: 7.6,
    },
    backdrop: (u, v) =>
      scaleColor(
        mixColor(rgb('#07141a'), rgb('#3f6a6a'), clamp(0.55 - u * 0.7 + v * 0.35)),
        0.75 + 0.35 * fbm(u * 5 + 9, v * 5, 4, 3),
      ),
  });
}
