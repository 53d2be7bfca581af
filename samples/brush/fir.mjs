import { noise } from './noise.mjs';

/** How far a point lies inside a fir with its tip at (tip, top): over 0 is inside. Boughs hang, so tiers slope outwards. */
export const fir = (x, y, tip, top, slope, seed) => {
  const out = Math.abs(x - tip);
  const down = y - top;
  if (down < 0) return -1;
  const tier = (down - 0.42 * out) / (5.5 + 0.02 * down) + (x > tip ? 0.45 : 0);
  const sprig = 0.62 + 0.38 * (tier - Math.floor(tier));
  const ragged =
    0.78 +
    0.4 * noise(Math.floor(tier) * 0.77 + (x > tip ? 40 : 0), seed, 3) +
    0.22 * (noise(x * 0.7, y * 0.5, seed) - 0.5);
  return down ** 0.93 * slope * sprig * ragged + 0.8 - out;
};
