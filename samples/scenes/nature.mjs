import { film, over, rgb, shade } from './canvas.mjs';
import { clamp, dice, fbm, fbm3, hash, mix, mixColor, noise, scaleColor, smooth } from './noise.mjs';

/** How far a point lies inside a fir with its tip at (tip, top): over 0 is inside. Boughs hang, so tiers slope outwards. */
const fir = (x, y, tip, top, slope, seed) => {
  const out = Math.abs(x - tip);
  const down = y - top;
  if (down < 0) return -1;
  const tier = (down - 0.42 * out) / (5.5 + 0.02 * down) + (x > tip ? 0.45 : 0);
  const sprig = 0.62 + 0.38 * (tier - Math.floor(tier));
  const ragged = 0.78 + 0.4 * noise(Math.floor(tier) * 0.77 + (x > tip ? 40 : 0), seed, 3) + 0.22 * (noise(x * 0.7, y * 0.5, seed) - 0.5);
  return down ** 0.93 * slope * sprig * ragged + 0.8 - out;
};

/** Last light behind five ranges of mountains, and all of it again in a lake. */
export function sunsetLake(width = 640, height = 400) {
  const shore = 262;
  const sun = [412, 196];
  const band = ['#162a5c', '#3f4a8c', '#8f5f9e', '#e0788a', '#fba25e', '#ffd489'].map(rgb);
  const sky = (x, y) => {
    const t = clamp(y / 225) ** 0.9 * 5;
    const i = Math.min(4, Math.floor(t));
    const base = mixColor(band[i], band[i + 1], smooth(0, 1, t - i));
    const far = Math.hypot(x - sun[0], (y - sun[1]) * 1.25);
    const streak = fbm(x / 170 + y / 260, y / 27 + 0.6 * fbm(x / 120, y / 60, 2, 9), 5, 31);
    const cloud = smooth(0.47, 0.72, streak) * smooth(215, 120, y) * smooth(-40, 50, y);
    const below = fbm(x / 170 + y / 260, (y + 7) / 27 + 0.6 * fbm(x / 120, (y + 7) / 60, 2, 9), 5, 31);
    const lit = clamp(0.45 + 6 * (streak - below)) * (0.5 + 0.7 * Math.exp(-far / 210));
    const tone = mixColor(rgb('#5a4780'), mixColor(rgb('#ff8f7a'), rgb('#ffd9a0'), Math.exp(-far / 130)), lit);
    const glow = 1.5 * Math.exp(-far / 34) + 0.42 * Math.exp(-far / 130);
    const clear = mixColor(base, tone, 0.85 * cloud);
    return [clear[0] + glow, clear[1] + 0.62 * glow, clear[2] + 0.28 * glow];
  };
  const ranges = [[206, 62, 150, 11], [219, 58, 120, 12], [232, 52, 90, 13], [246, 44, 66, 14], [258, 26, 50, 15]].map(([base, tall, wide, seed], depth) => ({
    ridge: (x) => base - tall * (1 - Math.abs(2 * fbm(x / wide + 5, 0.5, 6, seed) - 1)) ** 2.2 * (0.55 + 0.75 * noise(x / (wide * 1.7), 2, seed)) + tall * 0.42,
    tone: mixColor(rgb('#c9838f'), rgb('#161f3d'), (depth + 0.4) / 4.6),
    depth,
  }));
  const land = (x, y) => {
    let color = sky(x, y);
    for (const { ridge, tone, depth } of ranges) {
      const top = ridge(x);
      if (y < top) continue;
      const into = y - top;
      const facet = fbm((x + into * 0.55) / 17, (y - into * 0.3) / 15, 4, depth + 3) - fbm((x + 4 + into * 0.55) / 17, (y - into * 0.3) / 15, 4, depth + 3);
      const rock = 0.96 + 1.5 * clamp(facet * Math.sign(sun[0] - x), -0.2, 0.2) * (1 - depth * 0.12);
      const mist = smooth(4, 70 - depth * 9, into) * (0.62 - depth * 0.1);
      color = mixColor(scaleColor(tone, rock), rgb('#f0a58c'), mist);
    }
    return color;
  };
  const trees = Array.from({ length: 30 }, (_, n) => {
    const side = n % 2 ? hash(n, 4) ** 1.6 * 150 - 12 : width + 12 - hash(n, 5) ** 1.9 * 130;
    return { x: side, top: shore + 62 - (40 + 150 * hash(n, 6)) * smooth(200, 0, Math.min(side, width - side)), seed: n };
  });
  const bank = (x) => height - 46 - 60 * smooth(210, 0, x) - 52 * smooth(width - 170, width, x) + 16 * smooth(190, 330, x) * smooth(width - 120, 330, x) + 9 * fbm(x / 18, 3, 3, 8) + 42 * smooth(160, 300, x) * smooth(width - 130, 400, x);
  return shade(width, height, (x, y) => {
    let color;
    if (y < shore) color = land(x, y);
    else {
      const deep = y - shore;
      const wave = fbm(x / (14 + deep * 0.5), y / (1.6 + deep * 0.045), 3, 17) - 0.5;
      color = scaleColor(land(x + wave * deep * 0.12, 2 * shore - y * 0.98 - 5 + wave * (6 + deep * 0.5)), 0.78 - 0.0016 * deep);
      const column = Math.exp(-Math.abs(x - sun[0]) / (9 + deep * 0.22)) * smooth(0.02, 0.16, wave) * 0.9;
      color = [color[0] * 0.94 + column, color[1] * 0.94 + 0.62 * column, color[2] + 0.3 * column];
      color = mixColor(color, rgb('#ffc79a'), 0.5 * Math.exp(-deep / 2.2));
    }
    const dark = mixColor(rgb('#0a1020'), rgb('#2b2036'), 0.4 * noise(x / 7, y / 5, 3));
    if (y > bank(x) - 3.5 * noise(x * 0.9, 1, 2)) color = dark;
    for (const t of trees) if (Math.abs(x - t.x) < 60 && y < bank(t.x) + 8 && fir(x, y, t.x, t.top, 0.2, t.seed) > 0) color = dark;
    return color.map((v) => film(v * 0.82));
  });
}

/** A fir wood in morning mist with the sun coming through; upright as a telephone would take it. */
export function mistyForest(width = 400, height = 600) {
  const sun = [262, 118];
  const layers = [[270, 0.2, 21, 150], [310, 0.21, 30, 205], [365, 0.22, 46, 270], [440, 0.23, 70, 350], [535, 0.24, 112, 500]].map(([ground, slope, step, tall], depth) => ({
    ground: (x) => ground + 26 * (fbm(x / 130, depth, 3, 5) - 0.5) + 0.06 * (x - 200) * (depth % 2 ? 1 : -1),
    trees: Array.from({ length: Math.ceil(width / step) + 3 }, (_, n) => {
      const x = (n - 1 + 0.8 * hash(n, depth, 1)) * step;
      return { x, top: ground - tall * (0.55 + 0.5 * hash(n, depth, 2)) * (depth > 2 && x > 95 && x < 320 ? 0.3 : 1), seed: n + depth * 50 };
    }),
    slope,
    depth,
  }));
  const firs = [['#c8c39a', '#d9cfa4'], ['#8ba592', '#b5b58d'], ['#567b70', '#8b9a70'], ['#28504a', '#5e7a50'], ['#0f2b2a', '#2c4a34']].map((pair) => pair.map(rgb));
  return shade(width, height, (x, y) => {
    const far = Math.hypot(x - sun[0], y - sun[1]);
    const air = mixColor(mixColor(rgb('#5f95ab'), rgb('#f2d79a'), smooth(0, 330, y)), rgb('#ffe79a'), Math.exp(-far / 120));
    let color = scaleColor(air, 0.95 + 2.2 * Math.exp(-far / 24));
    for (const { ground, trees, slope, depth } of layers) {
      const floor = ground(x);
      let inside = y > floor;
      let into = inside ? 4 : 0;
      for (const t of trees) {
        if (Math.abs(x - t.x) > 120) continue;
        const d = Math.max(fir(x, y, t.x, t.top, slope, t.seed), y > t.top + 40 ? 1.1 + depth * 0.5 - Math.abs(x - t.x) : -1);
        if (d > 0 && y < floor + 20) {
          inside = true;
          into = Math.max(into, d);
        }
      }
      if (inside) {
        const rim = smooth(3.2, 0, into) * Math.exp(-far / 190) * 0.9;
        const needles = 0.7 + 0.6 * noise(x / (1.4 + depth * 0.3), y / (1.2 + depth * 0.3), depth);
        color = mixColor(scaleColor(firs[depth][0], needles), firs[depth][1], clamp(rim + 0.25 * Math.exp(-far / 150)));
        if (y > floor) {
          const reach = (y - floor) / 60;
          const grass = 0.25 + 1.5 * fbm(x / (1.2 + 2 * reach) + reach * 3, y / (5 + 9 * reach), 3, 22 + depth) ** 1.6;
          color = mixColor(color, scaleColor(mixColor(rgb('#a8a850'), rgb('#3c6a2a'), depth / 4), grass * (1.1 - 0.3 * reach)), 0.55 + 0.1 * depth);
        }
      }
      const bank = smooth(-70 - depth * 12, 22, y - floor) * (0.9 - depth * 0.14) * (depth === 4 ? smooth(14, -30, y - floor) : 1) * (0.55 + 0.75 * fbm(x / 90 + depth * 7, y / 34, 3, 61));
      color = mixColor(color, mixColor(rgb('#cfdcc9'), rgb('#ffe2a0'), Math.exp(-far / 190)), clamp(bank));
    }
    const around = Math.atan2(y - sun[1], x - sun[0]);
    const shafts = smooth(0.3, 0.85, 0.65 * noise(around * 9, 4, 5) + 0.35 * noise(around * 23, 4, 6));
    const ray = shafts * smooth(0.1, 0.8, Math.sin(around)) * Math.exp(-far / 240) * smooth(20, 120, far);
    return [color[0] + 0.24 * ray, color[1] + 0.21 * ray, color[2] + 0.12 * ray].map((v) => film(v * 0.8));
  });
}

/** A gibbous moon: plains, and craters of every size whose rims throw shadows near the night side. */
export function moon(size = 440) {
  const roll = dice(19);
  const craters = Array.from({ length: 1500 }, () => {
    const z = roll(-0.1, 1);
    const a = roll(0, 6.2832);
    const q = Math.sqrt(1 - z * z);
    return { at: [q * Math.cos(a), q * Math.sin(a), z], r: Math.min(0.13, 0.0085 / roll(0.012, 1) ** 0.62), bright: roll() };
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

/** A dahlia close by: rings of petals, each over the last. */
export function dahlia(width = 560, height = 460) {
  const roll = dice(5);
  const [cx, cy] = [width * 0.5, height * 0.5];
  const lamps = Array.from({ length: 34 }, () => ({ x: roll(0, width), y: roll(0, height), r: roll(12, 34), tone: roll() }));
  const ground = shade(width, height, (x, y) => {
    let color = mixColor(rgb('#08201c'), rgb('#35643a'), smooth(0.25, 0.8, fbm(x / 150 + 2, y / 150, 2, 3)));
    for (const l of lamps) {
      const d = Math.hypot(x - l.x, y - l.y) / l.r;
      if (d < 1) color = mixColor(color, mixColor(rgb('#d9c46a'), rgb('#6fae7a'), l.tone), 0.2 * smooth(1, 0.9, d) * (0.6 + 0.4 * d));
    }
    return color;
  }, 1);
  let defs = '';
  let body = '';
  const rings = 13;
  for (let ring = 0; ring < rings; ring++) {
    const t = ring / (rings - 1);
    const long = mix(212, 20, t ** 0.82);
    const wide = mix(36, 7, t ** 0.8);
    const count = Math.round(mix(21, 11, t));
    const tip = ['#ffb27d', '#ff9a6c', '#ff8162', '#fb675d', '#ee4c5c', '#d7365a', '#b02252'][Math.min(6, Math.floor(t * 7))];
    const base = ['#d02a5b', '#c42259', '#b41b55', '#a1154f', '#8b1047', '#720b3d', '#570730'][Math.min(6, Math.floor(t * 7))];
    defs += `<linearGradient id="p${ring}" x1="0" y1="0" x2="1" y2="0"><stop offset=".38" stop-color="${base}"/><stop offset=".84" stop-color="${tip}"/><stop offset="1" stop-color="#ffd9a8"/></linearGradient>`;
    for (let k = 0; k < count; k++) {
      const angle = (360 * (k + (ring % 2) / 2)) / count + roll(-2.5, 2.5) + ring * 4;
      const l = long * roll(0.95, 1.05);
      const w = wide * roll(0.92, 1.06);
      const shape = `M0 0C${l * 0.35} ${-w * 0.75} ${l * 0.86} ${-w * 1.35} ${l} 0C${l * 0.86} ${w * 1.35} ${l * 0.35} ${w * 0.75} 0 0Z`;
      const veins = [-0.55, -0.28, 0, 0.28, 0.55].map((v) => `<path d="M${l * 0.25} ${w * v * 0.5}Q${l * 0.7} ${w * v * 1.15} ${l * 0.96} ${w * v * 0.12}" stroke="${base}" stroke-opacity="${v === 0 ? 0.55 : 0.28}" stroke-width="${v === 0 ? 1.6 : 0.9}" fill="none"/>`).join('');
      const fold = `<path d="M0 0C${l * 0.35} ${w * 0.75} ${l * 0.86} ${w * 1.35} ${l} 0Q${l * 0.6} ${w * 0.32} 0 0Z" fill="#4a0626" fill-opacity=".24"/>`;
      const light = 0.5 + 0.5 * Math.cos(((angle - 235) * Math.PI) / 180);
      const shadeOver = `<path d="${shape}" fill="#2c0420" fill-opacity="${(0.3 * (1 - light)).toFixed(2)}"/><path d="${shape}" fill="#fff3e0" fill-opacity="${(0.12 * light).toFixed(2)}"/>`;
      body += `<g transform="translate(${cx} ${cy}) rotate(${angle.toFixed(2)})"><path d="${shape}" transform="translate(${(-0.02 * l).toFixed(1)} 0) scale(1.03 1.12)" fill="#3a0420" fill-opacity=".5" filter="url(#soft)"/><path d="${shape}" fill="url(#p${ring})"/>${veins}${fold}${shadeOver}</g>`;
    }
  }
  const heart = `<circle cx="${cx}" cy="${cy}" r="26" fill="url(#heart)"/>`;
  defs += `<filter id="soft" x="-20%" y="-60%" width="140%" height="220%"><feGaussianBlur stdDeviation="3.2"/></filter><radialGradient id="heart"><stop offset="0" stop-color="#3f0620" stop-opacity=".85"/><stop offset="1" stop-color="#3f0620" stop-opacity="0"/></radialGradient><radialGradient id="lens" r=".75"><stop offset=".55" stop-color="#000" stop-opacity="0"/><stop offset="1" stop-color="#000" stop-opacity=".45"/></radialGradient>`;
  return over(ground, `<defs>${defs}</defs>${body}${heart}<rect width="100%" height="100%" fill="url(#lens)"/>`);
}
