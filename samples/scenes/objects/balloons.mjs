import { rgb, shade } from '../../brush/canvas.mjs';
import { clamp, fbm, mix, mixColor, noise, scaleColor, smooth } from '../../brush/noise.mjs';

/** Hot-air balloons over misty hills at dawn. */
export function draw(width = 420, height = 560) {
  const fleet = [
    { x: 168, y: 196, r: 118, colors: ['#e0262e', '#f7b51b', '#1f9d8f', '#f3eee0', '#23408f'], rows: 'chevron' },
    { x: 338, y: 322, r: 50, colors: ['#6a2c91', '#f28cb1', '#ffd23f'], rows: 'stripe' },
    { x: 332, y: 92, r: 30, colors: ['#0d8acb', '#f5f1e6', '#ef5b2b'], rows: 'band' },
    { x: 62, y: 420, r: 24, colors: ['#3fa34d', '#f6e04d'], rows: 'stripe' },
    { x: 246, y: 408, r: 15, colors: ['#e8452c', '#f5f1e6'], rows: 'stripe' },
  ].map((b) => ({ ...b, colors: b.colors.map(rgb) }));
  const profile = (v) =>
    v < 0.16
      ? Math.sqrt(Math.max(0, 1 - v * v))
      : Math.max(0, 0.987 - 0.2 * (v - 0.16) - 0.56 * Math.max(0, v - 0.16) ** 2);
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
    const ny = v < 0.16 ? v : 0.16 + 0.45 * (v - 0.16);
    const nz = Math.sqrt(Math.max(0, 1 - nx * nx - ny * ny));
    const light = clamp(0.62 * nx - 0.42 * ny + 0.5 * nz);
    const through = 0.3 * clamp(0.4 + nx * 0.6);
    const glow = 0.55 * Math.exp(-((v - 1.25) ** 2) / 0.12);
    return color.map(
      (c, n) =>
        c * ((0.24 + through + 1.15 * light) * (0.84 + 0.16 * puff) + glow * [1.3, 0.9, 0.4][n]) + 0.05 * light ** 12,
    );
  };
  const hills = [
    [418, 34, 160, '#a9a6c4'],
    [444, 36, 120, '#8a8fb0'],
    [478, 40, 140, '#6f9a86'],
    [516, 36, 110, '#4f8a4c'],
    [548, 40, 150, '#2f6a33'],
  ];
  const ground = (x, y, base) => {
    let color = base;
    hills.forEach(([level, tall, wide, hex], n) => {
      const top = level - tall * fbm(x / wide + n * 3.3, n, 4, 14) - 0.02 * x + (n > 2 ? 3 * noise(x / 4, n, 3) : 0);
      if (y < top) return;
      const wood = n < 2 ? 1 : 0.7 + 0.6 * fbm(x / (3 + n), y / (2 + n), 3, n);
      const warm = smooth(30, 0, y - top) * (0.35 - n * 0.05);
      color = mixColor(scaleColor(rgb(hex), wood), rgb('#ffcf9a'), warm);
      color = mixColor(color, rgb('#f4cdb0'), smooth(8, 52, y - top) * (0.72 - n * 0.16));
    });
    return color;
  };
  return shade(
    width,
    height,
    (x, y) => {
      const t = clamp(y / 440);
      let color = mixColor(
        mixColor(rgb('#3f7fc4'), rgb('#a9cfe8'), smooth(0, 0.55, t)),
        rgb('#ffd7a8'),
        smooth(0.45, 1, t),
      );
      const cloud = smooth(0.5, 0.74, fbm(x / 130, y / 44, 5, 4)) * smooth(0, 90, y) * smooth(430, 300, y);
      color = mixColor(color, mixColor(rgb('#ffffff'), rgb('#ffd0b0'), t), 0.75 * cloud);
      color = mixColor(color, rgb('#fff2d0'), 0.75 * Math.exp(-Math.hypot(x - 430, y - 380) / 90));
      color = ground(x, y, color);
      for (const b of [...fleet].reverse()) {
        const u = (x - b.x) / b.r;
        const v = (y - b.y) / b.r;
        const haze = b.r < 40 ? 0.45 - b.r / 100 : 0;
        const half = v > -1 && v < 1.19 ? profile(v) : 0;
        if (Math.abs(u) < half) color = mixColor(cloth(b, u, v, half), rgb('#f4d8c4'), haze);
        const basket = v > 1.46 && v < 1.67 && Math.abs(u) < 0.135 - 0.1 * (v - 1.46);
        const rope =
          v > 1.19 &&
          v <= 1.46 &&
          [-1, -0.35, 0.35, 1].some((s) => Math.abs(u - s * mix(0.17, 0.125, (v - 1.19) / 0.27)) < 0.011);
        if (basket) {
          const wicker = 0.6 + 0.5 * (Math.sin(u * 95) * Math.sin(v * 95) > 0 ? 1 : 0.4);
          color = mixColor(
            scaleColor(v < 1.5 ? rgb('#4b2c16') : rgb('#a06a35'), wicker * clamp(0.75 + 3.2 * u, 0.35, 1.3)),
            rgb('#f4d8c4'),
            haze,
          );
        } else if (rope) color = mixColor(color, rgb('#3a2a20'), 0.75 - haze);
      }
      return color;
    },
    3,
  );
}
