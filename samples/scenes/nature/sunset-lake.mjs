import { film, rgb, shade } from '../../brush/canvas.mjs';
import { fir } from '../../brush/fir.mjs';
import { clamp, fbm, hash, mixColor, noise, scaleColor, smooth } from '../../brush/noise.mjs';

/** Last light behind five ranges of mountains, and all of it again in a lake. */
export function draw(width = 640, height = 400) {
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
  const ranges = [
    [206, 62, 150, 11],
    [219, 58, 120, 12],
    [232, 52, 90, 13],
    [246, 44, 66, 14],
    [258, 26, 50, 15],
  ].map(([base, tall, wide, seed], depth) => ({
    ridge: (x) =>
      base -
      tall *
        (1 - Math.abs(2 * fbm(x / wide + 5, 0.5, 6, seed) - 1)) ** 2.2 *
        (0.55 + 0.75 * noise(x / (wide * 1.7), 2, seed)) +
      tall * 0.42,
    tone: mixColor(rgb('#c9838f'), rgb('#161f3d'), (depth + 0.4) / 4.6),
    depth,
  }));
  const land = (x, y) => {
    let color = sky(x, y);
    for (const { ridge, tone, depth } of ranges) {
      const top = ridge(x);
      if (y < top) continue;
      const into = y - top;
      const facet =
        fbm((x + into * 0.55) / 17, (y - into * 0.3) / 15, 4, depth + 3) -
        fbm((x + 4 + into * 0.55) / 17, (y - into * 0.3) / 15, 4, depth + 3);
      const rock = 0.96 + 1.5 * clamp(facet * Math.sign(sun[0] - x), -0.2, 0.2) * (1 - depth * 0.12);
      const mist = smooth(4, 70 - depth * 9, into) * (0.62 - depth * 0.1);
      color = mixColor(scaleColor(tone, rock), rgb('#f0a58c'), mist);
    }
    return color;
  };
  const trees = Array.from({ length: 30 }, (_, n) => {
    const side = n % 2 ? hash(n, 4) ** 1.6 * 150 - 12 : width + 12 - hash(n, 5) ** 1.9 * 130;
    return {
      x: side,
      top: shore + 62 - (40 + 150 * hash(n, 6)) * smooth(200, 0, Math.min(side, width - side)),
      seed: n,
    };
  });
  const bank = (x) =>
    height -
    46 -
    60 * smooth(210, 0, x) -
    52 * smooth(width - 170, width, x) +
    16 * smooth(190, 330, x) * smooth(width - 120, 330, x) +
    9 * fbm(x / 18, 3, 3, 8) +
    42 * smooth(160, 300, x) * smooth(width - 130, 400, x);
  return shade(width, height, (x, y) => {
    let color;
    if (y < shore) color = land(x, y);
    else {
      const deep = y - shore;
      const wave = fbm(x / (14 + deep * 0.5), y / (1.6 + deep * 0.045), 3, 17) - 0.5;
      color = scaleColor(
        land(x + wave * deep * 0.12, 2 * shore - y * 0.98 - 5 + wave * (6 + deep * 0.5)),
        0.78 - 0.0016 * deep,
      );
      const column = Math.exp(-Math.abs(x - sun[0]) / (9 + deep * 0.22)) * smooth(0.02, 0.16, wave) * 0.9;
      color = [color[0] * 0.94 + column, color[1] * 0.94 + 0.62 * column, color[2] + 0.3 * column];
      color = mixColor(color, rgb('#ffc79a'), 0.5 * Math.exp(-deep / 2.2));
    }
    const dark = mixColor(rgb('#0a1020'), rgb('#2b2036'), 0.4 * noise(x / 7, y / 5, 3));
    if (y > bank(x) - 3.5 * noise(x * 0.9, 1, 2)) color = dark;
    for (const t of trees)
      if (Math.abs(x - t.x) < 60 && y < bank(t.x) + 8 && fir(x, y, t.x, t.top, 0.2, t.seed) > 0) color = dark;
    return color.map((v) => film(v * 0.82));
  });
}
