import { rgb } from '../../brush/canvas.mjs';
import { box, capsule, disc, ellipsoid, march, sphere, torus } from '../../brush/march.mjs';
import { fbm3, mixColor, scaleColor, smooth } from '../../brush/noise.mjs';
import { studio } from '../../brush/studio.mjs';

/** A tin robot looking at you. */
export function draw(width = 420, height = 540) {
  const tin = rgb('#2f9c95');
  const cream = rgb('#f0e3c4');
  const steel = rgb('#b9c0c6');
  const red = rgb('#d8342a');
  const worn = (base) => (x, y, z) =>
    mixColor(base, scaleColor(base, 0.55), 0.35 * smooth(0.5, 0.8, fbm3(x * 5, y * 5, z * 5, 4, 3)));
  const rivets = [-1, 1].flatMap((a) =>
    [-1, 1].map((b) => ({
      distance: sphere(a * 0.82, 1.28 + b * 0.6, 0.6, 0.05),
      color: steel,
      gloss: 0.5,
      metal: true,
      rough: 0.1,
    })),
  );
  const eyes = [-1, 1].flatMap((a) => [
    { distance: torus(a * 0.4, 1.44, 0.66, 0.25, 0.07), color: steel, gloss: 0.9, metal: true, rough: 0.06 },
    {
      distance: ellipsoid(a * 0.4, 1.44, 0.6, 0.24, 0.24, 0.16),
      color: (x, y) => mixColor(rgb('#fff4b0'), rgb('#f08a10'), smooth(0.02, 0.24, Math.hypot(x - a * 0.4, y - 1.44))),
      glow: 0.75,
      gloss: 0.12,
      rough: 0.04,
    },
    {
      distance: ellipsoid(a * 0.4 - 0.015, 1.43, 0.7, 0.085, 0.085, 0.09),
      color: rgb('#1b1210'),
      gloss: 0.3,
      rough: 0.03,
    },
    { distance: disc(a * 1.12, 1.3, 0, 0.3, 0.14, 0.05, 'z'), color: red, gloss: 0.12, rough: 0.06 },
    {
      distance: capsule([a * 1.05, 1.3, 0], [a * 1.36, 1.3, 0], 0.1),
      color: steel,
      gloss: 0.7,
      metal: true,
      rough: 0.1,
    },
    { distance: sphere(a * 1.42, 1.3, 0, 0.14), color: cream, gloss: 0.15, rough: 0.05 },
    {
      distance: capsule([a * 0.95, -0.2, 0], [a * 1.32, -0.75, 0.15], 0.19),
      color: (_x, y) => scaleColor(steel, 0.55 + 0.45 * Math.cos(y * 42)),
      gloss: 0.55,
      metal: true,
      rough: 0.14,
    },
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
  const buttons = ['#e8b21c', '#d8342a', '#3f78c8'].map((hex, k) => ({
    distance: ellipsoid(0.62, -0.42 - k * 0.22, 0.56, 0.075, 0.075, 0.06),
    color: rgb(hex),
    gloss: 0.14,
    rough: 0.05,
  }));
  const shapes = [
    { distance: box(0, 1.28, 0, 1, 0.78, 0.62, 0.2), color: worn(tin), gloss: 0.1, rough: 0.07 },
    { distance: box(0, 0.88, 0.6, 0.56, 0.17, 0.07, 0.06), color: steel, gloss: 0.7, metal: true, rough: 0.1 },
    {
      distance: box(0, 0.88, 0.64, 0.5, 0.11, 0.06, 0.03),
      color: (x) => (Math.abs((((x + 5) * 7.2) % 1) - 0.5) < 0.2 ? cream : rgb('#1a1d20')),
      gloss: 0.06,
    },
    { distance: box(0, 1.86, 0.52, 0.5, 0.05, 0.06, 0.04), color: red, gloss: 0.12, rough: 0.06 },
    { distance: disc(0, 2.1, 0, 0.3, 0.06, 0.03, 'y'), color: steel, gloss: 0.7, metal: true, rough: 0.1 },
    { distance: capsule([0, 2.1, 0], [0, 2.52, 0], 0.045), color: steel, gloss: 0.7, metal: true, rough: 0.1 },
    { distance: sphere(0, 2.62, 0, 0.17), color: red, gloss: 0.16, rough: 0.04, glow: 0.15 },
    {
      distance: disc(0, 0.38, 0, 0.34, 0.2, 0.04, 'y'),
      color: (_x, y) => scaleColor(steel, 0.5 + 0.5 * Math.cos(y * 46)),
      gloss: 0.6,
      metal: true,
      rough: 0.12,
    },
    { distance: box(0, -0.72, 0, 0.92, 0.92, 0.56, 0.22), color: worn(tin), gloss: 0.1, rough: 0.07 },
    { distance: torus(0, -0.62, 0.56, 0.36, 0.055), color: steel, gloss: 0.8, metal: true, rough: 0.07 },
    { distance: disc(0, -0.62, 0.54, 0.35, 0.05, 0.02), color: dial, gloss: 0.08, rough: 0.05 },
    ...buttons,
    ...rivets,
    ...eyes,
    {
      distance: (_x, _y, z) => z + 2.2,
      color: (x, y) => mixColor(rgb('#f2b632'), rgb('#e8663c'), smooth(2.6, -1.6, y + 0.3 * x)),
    },
  ];
  return march(width, height, {
    shapes,
    camera: { from: [-1.7, 1.25, 7.6], to: [0, 0.92, 0], zoom: 1.83, near: 4 },
    light: {
      lamp: [-0.55, 0.75, 0.75],
      lampColor: [1.3, 1.22, 1.1],
      hardness: 7,
      sky: [0.24, 0.24, 0.26],
      ground: [0.2, 0.1, 0.05],
      window: studio([-0.45, 0.5, 0.74], false, [5, 5, 5], [0.3, 0.3, 0.3]),
    },
    backdrop: () => rgb('#e8663c'),
  });
}
