import { rgb, shade } from '../../brush/canvas.mjs';
import { clamp, fbm, hash, noise, scaleColor } from '../../brush/noise.mjs';

/** Wool tartan in a two-and-two twill, lit across its folds. */
export function draw(width = 520, height = 390) {
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
