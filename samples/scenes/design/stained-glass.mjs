import { rgb, shade } from '../../brush/canvas.mjs';
import { cells, clamp, fbm, hash, mixColor, noise, scaleColor, smooth } from '../../brush/noise.mjs';

const glass = [
  '#d3122a',
  '#0b4fb3',
  '#f2a900',
  '#0c8a4a',
  '#6b1d8c',
  '#e8590c',
  '#12a3b8',
  '#f4d35e',
  '#a30d3d',
  '#1c2f9e',
].map(rgb);
const leaf = (a, b) => 2 * Math.PI * (a / b);

/** Which pane a point lies in and how near to its lead, for a rose of rings and petals (distances in radii). */
function pane(r, angle) {
  const split = (count, turn, from, to, ring) => {
    const part = ((angle + Math.PI + turn) / leaf(1, count)) % count;
    const k = Math.floor(part);
    const side = Math.min(part - k, k + 1 - part) * leaf(1, count) * r;
    return { k, ring, edge: Math.min(side, r - from, to - r), part: part - k, depth: (r - from) / (to - from) };
  };
  if (r < 0.13) return { ...split(6, 0, -1, 0.13, 0), edge: Math.min(0.13 - r, split(6, 0, -1, 1, 0).edge) };
  if (r < 0.22) return split(12, 0, 0.13, 0.22, 1);
  if (r < 0.62) {
    const p = split(12, leaf(1, 24), 0.22, 0.62, 2);
    const across = Math.abs(p.part - 0.5) * leaf(1, 12) * r;
    const half = 0.1 * Math.sin(Math.PI * clamp((r - 0.2) / 0.44)) ** 0.7;
    const off = half - across;
    if (off < 0) return { ...p, ring: 3, k: p.part < 0.5 ? p.k : p.k + 1, edge: Math.min(-off, r - 0.22, 0.62 - r) };
    const inner = 0.058 * Math.sin(Math.PI * clamp((r - 0.28) / 0.28)) ** 0.6 - across;
    return inner > 0
      ? { ...p, ring: 4, edge: inner }
      : { ...p, edge: Math.min(off, r - 0.22, 0.62 - r, r > 0.27 && r < 0.57 ? -inner : 1) };
  }
  if (r < 0.68) return split(48, 0, 0.62, 0.68, 5);
  const p = split(24, 0, 0.68, 0.93, 6);
  const disc = Math.hypot((p.part - 0.5) * leaf(1, 24) * r, r - 0.81) - 0.068;
  return disc < 0
    ? { ...p, ring: 7, edge: -disc }
    : { ...p, ring: 8 + (r > 0.81 ? 1 : 0), edge: Math.min(disc, p.edge, Math.abs(r - 0.81) + 0.02) };
}

const tones = [
  [2, 7],
  [0, 2],
  [1, 9],
  [3, 6],
  [0, 5],
  [2, 7, 0, 6],
  [8, 4],
  [7, 2, 6],
  [1, 9],
  [4, 0],
];

/** A rose window with the sun behind it, set in carved stone. */
export function draw(size = 480) {
  const c = size / 2;
  const sun = [c * 0.8, c * 0.66];
  return shade(
    size,
    size,
    (px, py) => {
      const x = (px - c) / (c * 0.97);
      const y = (py - c) / (c * 0.97);
      const r = Math.hypot(x, y);
      const angle = Math.atan2(y, x);
      const spill = Math.exp(-Math.hypot(px - sun[0], py - sun[1]) / (c * 0.75));
      if (r > 0.93) {
        const rim = smooth(0.93, 0.945, r) * smooth(1.0, 0.985, r);
        const groove = Math.cos((r - 0.93) * 95);
        const chip = 0.7 + 0.5 * fbm(px / 14, py / 14, 4, 2) + 0.35 * (noise(px / 1.5, py / 1.5, 3) - 0.5);
        const lit = clamp(0.45 + (r < 1 ? 0.45 * groove * (x + y) : 0.12 * (-x - y)));
        return scaleColor(mixColor(rgb('#3a3733'), rgb('#8d8576'), rim), chip * lit * (r < 1 ? 1.5 : 1.6));
      }
      const p = pane(r, angle);
      const seed = p.k * 13 + p.ring * 101;
      const choice = tones[p.ring];
      const base = glass[choice[((p.k % choice.length) + choice.length) % choice.length]];
      const shard = cells(x * 7 + p.ring * 3, y * 7, 5);
      const crack = p.ring === 3 || p.ring === 6 ? shard.gap / 7 : 1;
      const lead = Math.min(p.edge, crack * 0.6);
      const swirl = fbm(px / 16 + seed, py / 26 + fbm(px / 30, py / 30, 2, 4) * 2, 4, p.ring);
      const seedBubble = smooth(0.86, 0.93, noise(px / 2.6, py / 2.6, 8));
      const tint = mixColor(base, glass[(p.k * 7 + p.ring) % 10], 0.12 * hash(p.k, p.ring));
      const through =
        (0.45 + 1.5 * swirl + 0.5 * seedBubble) *
        (0.7 + 1.15 * spill) *
        (0.78 + 0.4 * hash(p.k, p.ring, 3)) *
        (crack < 1 ? 0.75 + 0.5 * shard.id : 1);
      const bright = tint.map((v) => clamp(v * through + 0.1 * Math.max(0, through - 1.5)));
      const bar = smooth(0.0125, 0.008, lead);
      const metal = scaleColor([0.05, 0.048, 0.05], 0.6 + 1.6 * smooth(0.007, 0.001, lead) * (0.5 - 0.5 * (x + y)));
      const dim = 0.55 + 0.45 * smooth(0.008, 0.035, lead);
      return mixColor(scaleColor(bright, dim), metal, bar);
    },
    3,
  );
}
