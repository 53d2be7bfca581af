import { rgb, shade } from '../../brush/canvas.mjs';
import { clamp, dice, fbm, hash, mixColor, noise, scaleColor, smooth } from '../../brush/noise.mjs';

/** River stones, wet, heaped from large to small. */
export function draw(width = 520, height = 390) {
  const roll = dice(41);
  const tones = [
    '#5d6468',
    '#8b8478',
    '#a68a6d',
    '#3d4347',
    '#c9c0ae',
    '#7a5347',
    '#5f7374',
    '#93a09d',
    '#b9a083',
    '#444d59',
  ].map(rgb);
  const stones = [];
  for (const [count, low, high] of [
    [1500, 7, 12],
    [260, 13, 24],
    [75, 25, 42],
    [13, 43, 62],
  ])
    for (let n = 0; n < count; n++) {
      const r = roll(low, high);
      stones.push({
        x: roll(-30, width + 30),
        y: roll(-30, height + 30),
        r,
        flat: roll(0.62, 0.95),
        turn: roll(0, 3.2),
        tone: tones[Math.floor(roll(0, 10))],
        seed: n,
        band: roll(),
      });
    }
  const kept = [];
  for (const s of stones.reverse())
    if (kept.every((k) => Math.hypot(k.x - s.x, k.y - s.y) > 0.72 * (k.r * 0.85 + s.r * 0.85))) kept.push(s);
  const bin = 64;
  const bins = new Map();
  for (const s of kept)
    for (let b = Math.floor((s.y - s.r) / bin); b <= (s.y + s.r + 12) / bin; b++)
      for (let a = Math.floor((s.x - s.r) / bin); a <= (s.x + s.r + 12) / bin; a++) {
        const list = bins.get(a * 1000 + b) ?? [];
        list.push(s);
        bins.set(a * 1000 + b, list);
      }
  const inside = (s, x, y) => {
    const c = Math.cos(s.turn);
    const n = Math.sin(s.turn);
    const u = ((x - s.x) * c + (y - s.y) * n) / s.r;
    const v = (-(x - s.x) * n + (y - s.y) * c) / (s.r * s.flat);
    const lump = 0.88 + 0.22 * noise(u * 1.3 + s.seed, v * 1.3, 21);
    return { u, v, d: (Math.abs(u) ** 2.4 + Math.abs(v) ** 2.4) ** (1 / 2.4) / lump, c, n };
  };
  return shade(
    width,
    height,
    (x, y) => {
      let top = null;
      let dark = 0;
      for (const s of bins.get(Math.floor(x / bin) * 1000 + Math.floor(y / bin)) ?? []) {
        const here = inside(s, x, y);
        const z = here.d < 1 ? s.r * (0.55 * Math.sqrt(1 - here.d ** 2.6) + 0.3) : -1;
        if (z > (top?.z ?? 0)) top = { ...here, s, z };
      }
      for (const s of bins.get(Math.floor(x / bin) * 1000 + Math.floor(y / bin)) ?? []) {
        if (s === top?.s || s.r * 0.8 < (top?.z ?? 0)) continue;
        const cast = inside(s, x - 0.22 * s.r, y - 0.26 * s.r);
        dark = Math.max(dark, smooth(1.25, 0.75, cast.d));
      }
      const sand = scaleColor(rgb('#4a3d30'), 0.35 + 0.5 * noise(x * 0.7, y * 0.7, 3));
      if (!top) return scaleColor(sand, 0.7 - 0.5 * dark);
      const { s, d, u, v, c, n } = top;
      const steep = 0.8 * d ** 2.6;
      const gu = u * steep;
      const gv = v * steep;
      const nx = gu * c - gv * n + 0.16 * (noise(x / 3, y / 3, s.seed) - 0.5);
      const ny = gu * n + gv * c + 0.16 * (noise(x / 3 + 9, y / 3, s.seed) - 0.5);
      const nz = Math.sqrt(Math.max(0.05, 1 - nx * nx - ny * ny));
      const light = clamp(-0.5 * nx - 0.58 * ny + 0.64 * nz);
      const vein =
        s.band > 0.62
          ? smooth(0.055, 0.01, Math.abs(v * 0.7 + 0.25 * (fbm(u * 2, v * 2, 3, s.seed) - 0.5) + s.band - 0.85))
          : 0;
      const speck = 0.62 + 0.5 * fbm(x / 5 + s.seed * 9, y / 5, 4, s.seed) + 0.35 * (noise(x * 0.9, y * 0.9, 7) - 0.5);
      const stone = mixColor(scaleColor(s.tone, speck * (0.8 + 0.4 * hash(s.seed, 5))), [0.7, 0.68, 0.62], 0.75 * vein);
      const rim = 1 - 0.6 * smooth(0.72, 1.02, d);
      const wet = clamp(-0.42 * nx - 0.5 * ny + 0.757 * nz) ** 38 * 0.55;
      return stone.map((k) => k * (0.2 + 1.35 * light * (1 - 0.75 * dark)) * rim + wet * (1 - dark));
    },
    2,
  );
}
