import { rgb, shade } from './canvas.mjs';
import { cells, clamp, dice, fbm, hash, mix, mixColor, noise, scaleColor, smooth } from './noise.mjs';

/** Wool tartan in a two-and-two twill, lit across its folds. */
export function wovenCloth(width = 520, height = 390) {
  const [green, navy, red, gold, white] = ['#20563a', '#182a55', '#b3202a', '#e2a92b', '#efe6d2'].map(rgb);
  const sett = [
    [green, 13],
    [navy, 7],
    [red, 3],
    [navy, 7],
    [green, 13],
    [gold, 2],
    [red, 17],
    [white, 2],
    [red, 17],
    [gold, 2],
  ];
  const threads = sett.flatMap(([color, count]) => Array(count).fill(color));
  const thread = (i) => threads[((i % threads.length) + threads.length) % threads.length];
  const yarn = 5.6;
  const fold = (x, y) =>
    46 * fbm(x / 210 + 3, y / 260, 2, 5) + 9 * Math.sin(x / 95 + y / 60 + 2 * noise(x / 150, y / 150, 6));
  return shade(
    width,
    height,
    (x, y) => {
      const slopeX = (fold(x + 2, y) - fold(x - 2, y)) / 4;
      const slopeY = (fold(x, y + 2) - fold(x, y - 2)) / 4;
      const u = (0.966 * x + 0.259 * y + 5 * slopeX) / yarn;
      const v = (-0.259 * x + 0.966 * y + 5 * slopeY) / yarn;
      const i = Math.floor(u);
      const j = Math.floor(v);
      const warp = (((i + j) % 4) + 4) % 4 < 2;
      const across = (warp ? u - i : v - j) * 2 - 1;
      const run = ((((warp ? v + i : u + j + 2) % 4) + 4) % 4) / 2;
      const round = Math.sqrt(1 - 0.9 * across * across);
      const dip = 0.62 + 0.38 * Math.sin(Math.PI * clamp(run % 2));
      const fibre = 0.75 + 0.5 * noise(warp ? u * 9 + v * 2 : u * 1.4, warp ? v * 1.4 : v * 9 + u * 2, 9);
      const tilt = -0.25 * across * (warp ? 1 : 0.6);
      const light = clamp(0.72 - 0.9 * slopeX - 1.1 * slopeY, 0.1, 2);
      const fuzz = 0.9 + 0.2 * hash(i, j, warp ? 1 : 2);
      return scaleColor(thread(warp ? i : j), 1.35 * (round * dip + tilt) * fibre * fuzz * light);
    },
    3,
  );
}

const chart = [
  '......o.....',
  '.....ooo....',
  '....o.o.o...',
  '..o..ooo..o.',
  '.oo.o.o.o.oo',
  'o..ooo.ooo..',
  '.oo.o.o.o.oo',
  '..o..ooo..o.',
  '....o.o.o...',
  '.....ooo....',
  '......o.....',
  '............',
  'xx..xx..xx..',
  '..xx..xx..xx',
  '............',
];

/** A winter jersey: stockinette stitches, each two leaning strands, in a pattern of stars. */
export function knit(width = 400, height = 540) {
  const colors = { '.': rgb('#8d1f2d'), o: rgb('#f3ead8'), x: rgb('#1f4a58') };
  const [wide, tall] = [17.2, 14.2];
  const strand = (u, v, lean) => {
    const t = clamp((v + 0.18 + lean * (u - lean * 0.27) * 0.55) / 1.3);
    const bow = lean * (0.05 + 0.36 * t ** 0.8);
    const d = Math.abs(u - bow) / (0.275 * Math.sin(Math.PI * (0.12 + 0.8 * t)) ** 0.6);
    return { d: Math.hypot(d, Math.max(0, Math.abs(v - 0.47) - 0.62) * 9), t, side: (u - bow) * lean };
  };
  return shade(
    width,
    height,
    (px, py) => {
      const x = px + 2.5 * (noise(px / 40, py / 40, 3) - 0.5) + 9 * Math.sin(py / 170);
      const y = py + 2.5 * (noise(px / 40, py / 40, 4) - 0.5) + 6 * Math.sin(px / 140);
      const i = Math.floor(x / wide);
      const j = Math.floor(y / tall);
      let best = { z: -1 };
      for (let row = j - 1; row <= j + 1; row++) {
        const u = x / wide - i - 0.5;
        const v = 1 - (y / tall - row);
        const s = strand(u, v, u < 0 ? -1 : 1);
        const z = s.d < 1 ? Math.sqrt(1 - s.d * s.d) - 0.35 * s.t : -1;
        if (z > best.z) best = { z, s, row, lean: u < 0 ? -1 : 1 };
      }
      const large = 0.62 + 0.6 * fbm(px / 190, py / 190, 2, 8) - 0.1 * Math.sin(py / 170 + 0.6);
      if (best.z <= -0.9) return scaleColor(colors['.'], 0.07);
      const { s, row, lean, z } = best;
      const mark = chart[((row % chart.length) + chart.length) % chart.length][((i % 12) + 12) % 12];
      const ply = 0.78 + 0.3 * Math.sin(19 * s.t + 9 * s.side * lean + hash(i, row) * 2);
      const fibre = 0.72 + 0.56 * noise(px * 0.9 + py * 0.5 * lean, (py - px * lean) * 0.28, 12);
      const height = Math.sqrt(Math.max(0, 1 - s.d * s.d));
      const lit = 0.22 + 0.78 * height - 0.16 * lean * (s.side > 0 ? s.d : -s.d) + 0.12 * z;
      return scaleColor(colors[mark], 1.5 * lit * ply * fibre * large);
    },
    2,
  );
}

/** River stones, wet, heaped from large to small. */
export function pebbles(width = 520, height = 390) {
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

/** Mown grass from above with clover and daisies strewn about. */
export function lawn(width = 520, height = 390) {
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
