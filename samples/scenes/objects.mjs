import { over, rgb, shade, svg } from './canvas.mjs';
import { write } from './letters.mjs';
import { box, capsule, disc, ellipsoid, march, sphere, torus } from './march.mjs';
import { clamp, fbm, fbm3, hash, mix, mixColor, noise, scaleColor, smooth } from './noise.mjs';

/** A bright window in the direction a glossy thing mirrors, blurred by its roughness, over a dim room. */
const studio = (from, panes, glow, room) => (m, rough) => {
  const front = m[0] * from[0] + m[1] * from[1] + m[2] * from[2];
  const a = m[0] * -from[2] + m[2] * from[0];
  const b = m[1] - front * from[1];
  const inside = front <= 0 ? 0 : smooth(0.34 + rough, 0.34 - rough, Math.abs(a)) * smooth(0.3 + rough, 0.3 - rough, Math.abs(b));
  const bars = panes ? 1 - smooth(0.05, 0.02, Math.abs(a)) * (1 - rough * 3) : 1;
  const up = 0.5 + 0.5 * m[1];
  return [0, 1, 2].map((c) => glow[c] * inside * clamp(bars) + room[c] * (0.25 + up));
};

/** Oranges, apples, a lemon, a pear and plums in a blue bowl on a plank. */
export function fruitBowl(width = 560, height = 420) {
  const peel = (x, y, z) => 0.006 * fbm3(x * 22, y * 22, z * 22, 2, 4);
  const orange = (cx, cy, cz, r) => ({
    distance: sphere(cx, cy, cz, r),
    bump: (x, y, z) => 0.012 * fbm3(x * 26, y * 26, z * 26, 1, 4),
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
        const streak = fbm(around * 9, (y - cy) * 1.6, 3, 5);
        const top = smooth(0.5 * r, 0.9 * r, y - cy) * smooth(0.4 * r, 0, Math.hypot(x - cx, z - cz));
        const dots = smooth(0.74, 0.8, noise(around * 16, (y - cy) * 22, 9)) * 0.35;
        const base = mixColor(rgb(skin), rgb(blush), clamp(streak * 1.9 - 0.45));
        return mixColor(mixColor(base, rgb('#e8c86a'), dots), rgb('#7d7a24'), top * 0.8);
      },
      gloss: 0.11,
      rough: 0.05,
    };
  };
  const stem = (x, y, z) => ({ distance: capsule([x, y, z], [x + 0.05, y + 0.24, z + 0.02], 0.022), color: rgb('#4a3016') });
  const plum = (cx, cy, cz, r) => ({
    distance: ellipsoid(cx, cy, cz, r, r * 1.06, r),
    color: (x, y, z) => mixColor(rgb('#2a0f35'), rgb('#6d5a8c'), 0.75 * smooth(0.42, 0.75, fbm3(x * 4, y * 4, z * 4, 3, 8))),
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
    const wave = Math.abs(((around * 14) / Math.PI + 100) % 2 - 1);
    const line = smooth(0.03, 0.015, Math.abs(y - 0.66)) + smooth(0.03, 0.015, Math.abs(y - 0.3)) + smooth(0.05, 0.03, Math.abs(y - 0.36 - 0.24 * wave));
    const base = mixColor(rgb('#14407f'), rgb('#2a6cb0'), fbm3(x * 3, y * 3, z * 3, 3, 6));
    return mixColor(base, rgb('#f2efe2'), clamp(line));
  };
  const wood = (x, _y, z) => {
    const plank = Math.floor((z + 9.3) / 1.15);
    const seam = smooth(0.02, 0.006, Math.abs((z + 9.3) / 1.15 - Math.round((z + 9.3) / 1.15)));
    const grain = fbm(x * 0.7 + plank * 17, z * 9, 4, 3);
    const rings = 0.5 + 0.5 * Math.sin(26 * fbm(x * 0.22 + plank * 7, z * 1.5, 3, 12) + 3 * grain);
    const tone = mixColor(rgb('#6b3d1f'), rgb('#c08850'), 0.55 * rings + 0.45 * grain);
    return scaleColor(tone, (0.78 + 0.3 * hash(plank, 4)) * (1 - 0.7 * seam) * (0.8 + 0.4 * noise(x * 4, z * 60, 6)));
  };
  const leaf = (x, y, z) => {
    const u = x * 0.8 + z * 0.6 - 0.18;
    const v = -x * 0.6 + z * 0.8 - 0.52;
    const half = 0.13 * Math.max(0, 1 - (u / 0.33) ** 2);
    return Math.max(Math.abs(y - 1.98 + 0.5 * u * u - 0.7 * Math.abs(v)) - 0.012, Math.abs(v) - half, Math.abs(u) - 0.33) * 0.6;
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
    { distance: pear, color: (x, y, z) => mixColor(rgb('#c9b63a'), rgb('#b5672a'), smooth(0.45, 0.75, fbm3(x * 2 + 3, y * 2, z * 2, 3, 3)) * 0.8 + 0.25 * smooth(0.6, 0.7, fbm3(x * 30, y * 30, z * 30, 1, 2))), gloss: 0.05, rough: 0.15 },
    stem(0.55, 1.86, -0.32),
    { distance: ellipsoid(0.88, 1.0, 0.32, 0.42, 0.31, 0.31), bump: peel, color: (x, y, z) => mixColor(rgb('#f2c300'), rgb('#ffe03a'), fbm3(x * 4, y * 4, z * 4, 2, 3)), gloss: 0.08, rough: 0.18 },
    plum(1.62, 0.14, 0.85, 0.28),
    plum(2.16, 0.13, 0.45, 0.27),
    apple(-1.78, 0.27, 0.72, 0.44, '#d23a22', '#e8a03a'),
    stem(-1.78, 0.55, 0.72),
    { distance: leaf, color: rgb('#4d7a25'), gloss: 0.04 },
  ];
  return march(width, height, {
    shapes,
    camera: { from: [0, 2.65, 6.4], to: [0, 0.62, 0], zoom: 1.62, near: 3 },
    light: { lamp: [-0.72, 0.8, 0.42], lampColor: [2.5, 2.2, 1.75], hardness: 9, sky: [0.34, 0.42, 0.55], ground: [0.2, 0.13, 0.08], window: studio([-0.66, 0.62, 0.42], true, [9, 9, 9], [0.5, 0.55, 0.6]), fog: 7.6 },
    backdrop: (u, v) => scaleColor(mixColor(rgb('#12262b'), rgb('#4f7a78'), clamp(0.55 - u * 0.7 + v * 0.35)), 0.75 + 0.35 * fbm(u * 5 + 9, v * 5, 4, 3)),
  });
}

/** A tin robot looking at you. */
export function robot(width = 420, height = 540) {
  const tin = rgb('#2f9c95');
  const cream = rgb('#f0e3c4');
  const steel = rgb('#b9c0c6');
  const red = rgb('#d8342a');
  const worn = (base) => (x, y, z) => mixColor(base, scaleColor(base, 0.55), 0.5 * smooth(0.52, 0.72, fbm3(x * 5, y * 5, z * 5, 4, 3)));
  const rivets = [-1, 1].flatMap((a) => [-1, 1].map((b) => ({ distance: sphere(a * 0.82, 1.28 + b * 0.6, 0.6, 0.05), color: steel, gloss: 0.5, metal: true, rough: 0.1 })));
  const eyes = [-1, 1].flatMap((a) => [
    { distance: torus(a * 0.4, 1.44, 0.66, 0.25, 0.07), color: steel, gloss: 0.9, metal: true, rough: 0.06 },
    { distance: ellipsoid(a * 0.4, 1.44, 0.6, 0.24, 0.24, 0.16), color: (x, y) => mixColor(rgb('#fff4b0'), rgb('#f08a10'), smooth(0.02, 0.24, Math.hypot(x - a * 0.4, y - 1.44))), glow: 0.9, gloss: 0.12, rough: 0.04 },
    { distance: ellipsoid(a * 0.4 - 0.015, 1.43, 0.7, 0.085, 0.085, 0.09), color: rgb('#1b1210'), gloss: 0.3, rough: 0.03 },
    { distance: disc(a * 1.12, 1.3, 0, 0.3, 0.14, 0.05, 'z'), color: red, gloss: 0.12, rough: 0.06 },
    { distance: capsule([a * 1.05, 1.3, 0], [a * 1.36, 1.3, 0], 0.1), color: steel, gloss: 0.7, metal: true, rough: 0.1 },
    { distance: sphere(a * 1.42, 1.3, 0, 0.14), color: cream, gloss: 0.15, rough: 0.05 },
    { distance: capsule([a * 0.95, -0.2, 0], [a * 1.32, -0.75, 0.15], 0.19), color: (_x, y) => scaleColor(steel, 0.55 + 0.45 * Math.cos(y * 42)), gloss: 0.55, metal: true, rough: 0.14 },
    { distance: sphere(a * 0.98, -0.12, 0, 0.27), color: red, gloss: 0.13, rough: 0.05 },
  ]);
  const dial = (x, y) => {
    const [u, v] = [x, y + 0.62];
    const r = Math.hypot(u, v);
    const angle = Math.atan2(u, v);
    if (r > 0.31) return rgb('#25303a');
    const tick = r > 0.2 && r < 0.28 && Math.abs(angle) < 2.2 && Math.abs(Math.sin(angle * 4.5)) < 0.2;
    const needle = Math.abs(u * 0.8 - v * 0.6) < 0.018 && u * 0.6 + v * 0.8 > -0.05 && r < 0.22;
    return needle ? red : tick ? rgb('#22262a') : angle > 1.2 && r > 0.2 && r < 0.28 ? rgb('#e59a2a') : cream;
  };
  const buttons = ['#e8b21c', '#d8342a', '#3f78c8'].map((hex, k) => ({ distance: ellipsoid(0.62, -0.42 - k * 0.22, 0.56, 0.075, 0.075, 0.06), color: rgb(hex), gloss: 0.14, rough: 0.05 }));
  const shapes = [
    { distance: box(0, 1.28, 0, 1, 0.78, 0.62, 0.2), color: worn(tin), gloss: 0.1, rough: 0.07 },
    { distance: box(0, 0.88, 0.6, 0.56, 0.17, 0.07, 0.06), color: steel, gloss: 0.7, metal: true, rough: 0.1 },
    { distance: box(0, 0.88, 0.64, 0.5, 0.11, 0.06, 0.03), color: (x) => (Math.abs((((x + 5) * 7.2) % 1) - 0.5) < 0.2 ? cream : rgb('#1a1d20')), gloss: 0.06 },
    { distance: box(0, 1.86, 0.52, 0.5, 0.05, 0.06, 0.04), color: red, gloss: 0.12, rough: 0.06 },
    { distance: disc(0, 2.1, 0, 0.3, 0.06, 0.03, 'y'), color: steel, gloss: 0.7, metal: true, rough: 0.1 },
    { distance: capsule([0, 2.1, 0], [0, 2.52, 0], 0.045), color: steel, gloss: 0.7, metal: true, rough: 0.1 },
    { distance: sphere(0, 2.62, 0, 0.17), color: red, gloss: 0.16, rough: 0.04, glow: 0.15 },
    { distance: disc(0, 0.38, 0, 0.34, 0.2, 0.04, 'y'), color: (_x, y) => scaleColor(steel, 0.5 + 0.5 * Math.cos(y * 46)), gloss: 0.6, metal: true, rough: 0.12 },
    { distance: box(0, -0.72, 0, 0.92, 0.92, 0.56, 0.22), color: worn(tin), gloss: 0.1, rough: 0.07 },
    { distance: torus(0, -0.62, 0.56, 0.36, 0.055), color: steel, gloss: 0.8, metal: true, rough: 0.07 },
    { distance: disc(0, -0.62, 0.54, 0.35, 0.05, 0.02), color: dial, gloss: 0.08, rough: 0.05 },
    ...buttons,
    ...rivets,
    ...eyes,
    { distance: (_x, _y, z) => z + 2.2, color: (x, y) => mixColor(rgb('#f2b632'), rgb('#e8663c'), smooth(2.6, -1.6, y + 0.3 * x)) },
  ];
  return march(width, height, {
    shapes,
    camera: { from: [-0.9, 1.15, 7.4], to: [0, 0.78, 0], zoom: 1.95, near: 4 },
    light: { lamp: [-0.55, 0.75, 0.75], lampColor: [2.1, 2, 1.85], hardness: 7, sky: [0.5, 0.5, 0.52], ground: [0.42, 0.24, 0.12], window: studio([-0.45, 0.5, 0.74], false, [6, 6, 6], [0.55, 0.55, 0.55]) },
    backdrop: () => rgb('#e8663c'),
  });
}

/** A station clock at nine minutes past ten, on a plastered wall in slanting sun. */
export async function clock(size = 480) {
  const wall = shade(size, size, (x, y) => {
    const grain = fbm(x / 5, y / 5, 4, 3) - fbm((x + 2) / 5, (y + 2) / 5, 4, 3);
    const trowel = fbm(x / 60 + y / 150, y / 40, 4, 9) - fbm((x + 5) / 60 + y / 150, (y + 5) / 40, 4, 9);
    const crack = smooth(0.012, 0.002, Math.abs(fbm(x / 150, y / 190, 4, 5) - 0.545)) * smooth(0.5, 0.62, noise(x / 160 + 3, y / 160, 6));
    const sun = smooth(-30, 30, 330 - y * 0.55 + x * 0.42 + 10) * 0.35 + 0.65;
    const base = mixColor(rgb('#c8693f'), rgb('#dd9463'), fbm(x / 120, y / 120, 4, 2));
    return scaleColor(base, (1 + 1.3 * grain + 1.6 * trowel) * (1 - 0.55 * crack) * sun);
  });
  const c = size / 2;
  const r = size * 0.375;
  const turn = (degrees, body) => `<g transform="rotate(${degrees} ${c} ${c})">${body}</g>`;
  let marks = '';
  for (let m = 0; m < 60; m++) {
    const long = m % 5 === 0;
    marks += turn(m * 6, `<rect x="${c - (long ? 2.6 : 0.9)}" y="${c - r * 0.93}" width="${long ? 5.2 : 1.8}" height="${long ? 15 : 8}" fill="#22242a"/>`);
  }
  for (let h = 1; h <= 12; h++) {
    const a = (h * Math.PI) / 6;
    marks += write(String(h), { x: c + Math.sin(a) * r * 0.735, y: c - Math.cos(a) * r * 0.735 + 11, size: 3.2, weight: 1.25, color: '#1d2027', middle: true });
  }
  const hand = (degrees, shape, color) => `<g filter="url(#cast)">${turn(degrees, `<path d="${shape}" fill="${color}"/>`)}</g>`;
  const taper = (wide, long, tail) => `M${c - wide} ${c + tail}L${c - wide * 0.62} ${c - long}L${c} ${c - long - wide}L${c + wide * 0.62} ${c - long}L${c + wide} ${c + tail}Z`;
  return over(
    wall,
    `<defs>
<radialGradient id="face" cx=".4" cy=".34" r=".8"><stop offset="0" stop-color="#fffdf3"/><stop offset=".7" stop-color="#efe6cf"/><stop offset="1" stop-color="#cbbd9d"/></radialGradient>
<linearGradient id="brass" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#fff1bd"/><stop offset=".22" stop-color="#d9a94e"/><stop offset=".45" stop-color="#8a5a1d"/><stop offset=".62" stop-color="#c9923d"/><stop offset=".8" stop-color="#5e3a10"/><stop offset="1" stop-color="#a87532"/></linearGradient>
<linearGradient id="inner" x1="1" y1="1" x2="0" y2="0"><stop offset="0" stop-color="#f5dd98"/><stop offset=".5" stop-color="#8f6222"/><stop offset="1" stop-color="#3e260a"/></linearGradient>
<linearGradient id="glare" x1="0" y1="0" x2=".7" y2="1"><stop offset="0" stop-color="#fff" stop-opacity=".5"/><stop offset="1" stop-color="#fff" stop-opacity=".02"/></linearGradient>
<filter id="blur" x="-40%" y="-40%" width="180%" height="180%"><feGaussianBlur stdDeviation="11"/></filter>
<filter id="near" x="-40%" y="-40%" width="180%" height="180%"><feGaussianBlur stdDeviation="5"/></filter>
<filter id="cast" x="-50%" y="-50%" width="200%" height="200%"><feDropShadow dx="5" dy="7" stdDeviation="3" flood-color="#2a1c08" flood-opacity=".45"/></filter></defs>
<ellipse cx="${c + 26}" cy="${c + 32}" rx="${r * 1.13}" ry="${r * 1.13}" fill="#2b0f06" fill-opacity=".62" filter="url(#blur)"/>
<circle cx="${c}" cy="${c}" r="${r * 1.17}" fill="url(#brass)"/><circle cx="${c}" cy="${c}" r="${r * 1.1}" fill="none" stroke="url(#inner)" stroke-width="${r * 0.1}"/>
<circle cx="${c}" cy="${c}" r="${r * 1.165}" fill="none" stroke="#fff4cc" stroke-opacity=".55" stroke-width="1.5"/>
<circle cx="${c}" cy="${c}" r="${r * 1.03}" fill="url(#face)"/>
<path d="M${c - r * 1.03} ${c}A${r * 1.03} ${r * 1.03} 0 0 1 ${c} ${c - r * 1.03}A${r * 1.03} ${r * 1.03} 0 0 1 ${c + r * 0.73} ${c - r * 0.73}" fill="none" stroke="#3a2a10" stroke-opacity=".5" stroke-width="11" filter="url(#near)"/>
${marks}${hand(304.5, taper(6.5, r * 0.47, 30), '#191b21')}${hand(54, taper(4.6, r * 0.76, 36), '#191b21')}${hand(201, taper(1.6, r * 0.8, 44), '#c2261d')}
<circle cx="${c}" cy="${c}" r="10" fill="url(#brass)" stroke="#4a2f0c"/>
<path d="M${c - r * 0.93} ${c + r * 0.1}A${r * 0.94} ${r * 0.94} 0 0 1 ${c + r * 0.5} ${c - r * 0.79}Q${c - r * 0.1} ${c - r * 0.45} ${c - r * 0.93} ${c + r * 0.1}Z" fill="url(#glare)"/>`,
  );
}

/** Hot-air balloons over misty hills at dawn. */
export function balloons(width = 420, height = 560) {
  const fleet = [
    { x: 168, y: 196, r: 118, colors: ['#e0262e', '#f7b51b', '#1f9d8f', '#f3eee0', '#23408f'], rows: 'chevron' },
    { x: 338, y: 322, r: 50, colors: ['#6a2c91', '#f28cb1', '#ffd23f'], rows: 'stripe' },
    { x: 332, y: 92, r: 30, colors: ['#0d8acb', '#f5f1e6', '#ef5b2b'], rows: 'band' },
    { x: 62, y: 420, r: 24, colors: ['#3fa34d', '#f6e04d'], rows: 'stripe' },
    { x: 246, y: 408, r: 15, colors: ['#e8452c', '#f5f1e6'], rows: 'stripe' },
  ].map((b) => ({ ...b, colors: b.colors.map(rgb) }));
  const profile = (v) => (v < 0.16 ? Math.sqrt(Math.max(0, 1 - v * v)) : Math.max(0, 0.987 - 0.2 * (v - 0.16) - 0.56 * Math.max(0, v - 0.16) ** 2));
  const cloth = (b, u, v, half) => {
    const around = Math.asin(clamp(u / half, -1, 1)) + 0.35;
    const gores = 18;
    const g = (around / Math.PI) * gores + 40;
    const k = Math.floor(g);
    const part = g - k;
    const up = Math.asin(clamp(v, -1, 1));
    const pick = (n) => b.colors[((n % b.colors.length) + b.colors.length) % b.colors.length];
    let color = pick(k);
    if (b.rows === 'chevron') {
      const zig = Math.floor((v + 1) * 4.1 + (k % 2 ? part : 1 - part) * 0.85);
      color = v > 1.06 ? b.colors[4] : pick(zig);
    }
    if (b.rows === 'band') color = Math.abs(v - 0.1) < 0.24 ? (k % 2 ? b.colors[1] : b.colors[2]) : b.colors[0];
    const puff = Math.sin(Math.PI * part);
    const nx = Math.sin(around - 0.35) * Math.cos(up * 0.8) + 0.2 * (part - 0.5);
    const ny = v < 0.16 ? v : 0.3 + 0.3 * v;
    const nz = Math.sqrt(Math.max(0, 1 - nx * nx - ny * ny));
    const light = clamp(0.62 * nx - 0.42 * ny + 0.5 * nz);
    const through = 0.3 * clamp(0.4 + nx * 0.6);
    const glow = 0.55 * Math.exp(-((v - 1.25) ** 2) / 0.12);
    return color.map((c, n) => c * ((0.24 + through + 1.15 * light) * (0.84 + 0.16 * puff) + glow * [1.3, 0.9, 0.4][n]) + 0.05 * light ** 12);
  };
  const hills = [[418, 34, 160, '#a9a6c4'], [444, 36, 120, '#8a8fb0'], [478, 40, 140, '#5f7a86'], [516, 36, 110, '#3d6153'], [548, 40, 150, '#24442f']];
  const ground = (x, y, base) => {
    let color = base;
    hills.forEach(([level, tall, wide, hex], n) => {
      const top = level - tall * fbm(x / wide + n * 3.3, n, 4, 14) - 0.02 * x + (n > 2 ? 3 * noise(x / 4, n, 3) : 0);
      if (y < top) return;
      const wood = n < 2 ? 1 : 0.7 + 0.6 * fbm(x / (3 + n), y / (2 + n), 3, n);
      const warm = smooth(30, 0, y - top) * (0.35 - n * 0.05);
      color = mixColor(scaleColor(rgb(hex), wood), rgb('#ffcf9a'), warm);
      color = mixColor(color, rgb('#f4cdb0'), smooth(8, 52, y - top) * (0.72 - n * 0.13));
    });
    return color;
  };
  return shade(width, height, (x, y) => {
    const t = clamp(y / 440);
    let color = mixColor(mixColor(rgb('#3f7fc4'), rgb('#a9cfe8'), smooth(0, 0.55, t)), rgb('#ffd7a8'), smooth(0.45, 1, t));
    const cloud = smooth(0.5, 0.74, fbm(x / 130, y / 44, 5, 4)) * smooth(0, 90, y) * smooth(430, 300, y);
    color = mixColor(color, mixColor(rgb('#ffffff'), rgb('#ffd0b0'), t), 0.75 * cloud);
    color = mixColor(color, rgb('#fff2d0'), 0.75 * Math.exp(-Math.hypot(x - 430, y - 380) / 90));
    color = ground(x, y, color);
    for (const b of [...fleet].reverse()) {
      const u = (x - b.x) / b.r;
      const v = (y - b.y) / b.r;
      const haze = b.r < 40 ? 0.45 - b.r / 100 : 0;
      const half = v > -1 && v < 1.3 ? profile(v) : 0;
      if (Math.abs(u) < half) color = mixColor(cloth(b, u, v, half), rgb('#f4d8c4'), haze);
      const basket = v > 1.56 && v < 1.78 && Math.abs(u) < 0.15 - 0.1 * (v - 1.56);
      const rope = v > 1.28 && v <= 1.56 && [-1, -0.35, 0.35, 1].some((s) => Math.abs(u - s * mix(0.3, 0.14, (v - 1.28) / 0.28)) < 0.011);
      if (basket) {
        const wicker = 0.6 + 0.5 * (Math.sin(u * 95) * Math.sin(v * 95) > 0 ? 1 : 0.4);
        color = mixColor(scaleColor(v < 1.6 ? rgb('#4b2c16') : rgb('#a06a35'), wicker * clamp(0.75 + 3.2 * u, 0.35, 1.3)), rgb('#f4d8c4'), haze);
      } else if (rope) color = mixColor(color, rgb('#3a2a20'), 0.75 - haze);
    }
    return color;
  }, 3);
}

/** A fox cut out as a sticker: soft white edge, see-through around it. */
export function foxSticker(size = 400) {
  const head = 'M200 330C150 330 92 286 78 222C70 186 66 120 74 74C78 58 92 58 102 68L150 116C182 106 218 106 250 116L298 68C308 58 322 58 326 74C334 120 330 186 322 222C308 286 250 330 200 330Z';
  const cheek = (flip) => `<g${flip ? ' transform="translate(400 0) scale(-1 1)"' : ''}>
<path d="M92 92C90 120 92 146 98 166C112 142 126 130 138 124Z" fill="#5a2a1d"/><path d="M98 104C97 124 99 140 102 150C110 136 119 128 127 124Z" fill="#f0a48d"/>
<path d="M76 214C112 206 152 222 176 256C184 270 190 292 200 330C150 330 92 286 76 214Z" fill="url(#white)"/>
<path d="M84 238L62 252L90 258L76 278L104 280L100 298L130 300Z" fill="#fffaf0"/>
<ellipse cx="142" cy="208" rx="19" ry="22" fill="#2a1712"/><ellipse cx="142" cy="212" rx="13" ry="14" fill="url(#iris)"/><ellipse cx="142" cy="209" rx="8" ry="11" fill="#120806"/><circle cx="149" cy="199" r="6" fill="#fff"/><circle cx="135" cy="217" r="2.8" fill="#fff" fill-opacity=".8"/>
<path d="M120 176Q138 162 160 174" stroke="#7a3115" stroke-width="5" stroke-linecap="round" fill="none"/><ellipse cx="116" cy="252" rx="17" ry="10" fill="#f58d7c" fill-opacity=".55"/>
<path d="M152 284L98 276M152 292L104 300" stroke="#6b4a3a" stroke-width="1.6" stroke-linecap="round" opacity=".6"/></g>`;
  const scarf = '<path d="M104 300C150 346 250 346 296 300C312 316 312 342 294 354C240 380 160 380 106 354C88 342 88 316 104 300Z" fill="url(#scarf)"/><path d="M246 352L296 346L310 378Q288 392 262 386Z" fill="url(#scarf)"/>' +
    [130, 165, 200, 235, 270].map((x) => `<path d="M${x - 6} ${334 + 8 * Math.sin(((x - 100) / 200) * Math.PI)}l10 22" stroke="#ffe9b8" stroke-width="7" stroke-opacity=".85"/>`).join('');
  const all = `${scarf}<path d="${head}" fill="url(#fur)"/>`;
  return over(
    { clone: () => ({ png: () => ({ toBuffer: async () => svg(size, size, '') }) }) },
    all,
  ).catch(() => all);
}
