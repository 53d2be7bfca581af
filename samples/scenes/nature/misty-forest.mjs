import { film, rgb, shade } from '../../brush/canvas.mjs';
import { fir } from '../../brush/fir.mjs';
import { clamp, fbm, hash, mixColor, noise, scaleColor, smooth } from '../../brush/noise.mjs';

/** A fir wood in morning mist with the sun coming through; upright as a telephone would take it. */
export function draw(width = 400, height = 600) {
  const sun = [262, 118];
  const layers = [
    [270, 0.2, 21, 150],
    [310, 0.21, 30, 205],
    [365, 0.22, 46, 270],
    [440, 0.23, 70, 350],
    [535, 0.24, 112, 500],
  ].map(([ground, slope, step, tall], depth) => ({
    ground: (x) => ground + 26 * (fbm(x / 130, depth, 3, 5) - 0.5) + 0.06 * (x - 200) * (depth % 2 ? 1 : -1),
    trees: Array.from({ length: Math.ceil(width / step) + 3 }, (_, n) => {
      const x = (n - 1 + 0.8 * hash(n, depth, 1)) * step;
      return {
        x,
        top: ground - tall * (0.55 + 0.5 * hash(n, depth, 2)) * (depth > 2 && x > 95 && x < 320 ? 0.3 : 1),
        seed: n + depth * 50,
      };
    }),
    slope,
    depth,
  }));
  const firs = [
    ['#c8c39a', '#d9cfa4'],
    ['#8ba592', '#b5b58d'],
    ['#567b70', '#8b9a70'],
    ['#28504a', '#5e7a50'],
    ['#0f2b2a', '#2c4a34'],
  ].map((pair) => pair.map(rgb));
  return shade(width, height, (x, y) => {
    const far = Math.hypot(x - sun[0], y - sun[1]);
    const air = mixColor(
      mixColor(rgb('#5f95ab'), rgb('#f2d79a'), smooth(0, 330, y)),
      rgb('#ffe79a'),
      Math.exp(-far / 120),
    );
    let color = scaleColor(air, 0.95 + 2.2 * Math.exp(-far / 24));
    for (const { ground, trees, slope, depth } of layers) {
      const floor = ground(x);
      let inside = y > floor;
      let into = inside ? 4 : 0;
      for (const t of trees) {
        if (Math.abs(x - t.x) > 120) continue;
        const d = Math.max(
          fir(x, y, t.x, t.top, slope, t.seed),
          y > t.top + 40 ? 1.1 + depth * 0.5 - Math.abs(x - t.x) : -1,
        );
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
          color = mixColor(
            color,
            scaleColor(mixColor(rgb('#a8a850'), rgb('#4a5c28'), depth / 4), 0.25 + 0.6 * grass * (1.1 - 0.3 * reach)),
            0.55 + 0.1 * depth,
          );
        }
      }
      const bank =
        smooth(-70 - depth * 12, 22, y - floor) *
        (0.9 - depth * 0.14) *
        (depth === 4 ? smooth(14, -30, y - floor) : 1) *
        (0.55 + 0.75 * fbm(x / 90 + depth * 7, y / 34, 3, 61));
      color = mixColor(color, mixColor(rgb('#cfdcc9'), rgb('#ffe2a0'), Math.exp(-far / 190)), clamp(bank));
    }
    const around = Math.atan2(y - sun[1], x - sun[0]);
    const shafts = smooth(0.3, 0.85, 0.65 * noise(around * 9, 4, 5) + 0.35 * noise(around * 23, 4, 6));
    const ray = shafts * smooth(0.1, 0.8, Math.sin(around)) * Math.exp(-far / 240) * smooth(20, 120, far);
    return [color[0] + 0.24 * ray, color[1] + 0.21 * ray, color[2] + 0.12 * ray].map((v) => film(v * 0.88));
  });
}
