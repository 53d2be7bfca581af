import { dice } from '../brush/noise.mjs';
import { highPass, lowPass } from './filters.mjs';
import { add, signal, silence, white } from './signal.mjs';

/**
 * The response of a box of a room: first echoes from the walls by the image method (Allen and Berkley 1979), then noise
 * that falls by 60 dB in `decay` seconds, its high tones sooner, since air and cloth take those first.
 */
export function room(rate, { seconds, decay, size, from, to, echo, tail, seed }) {
  const out = silence(rate, seconds);
  const speed = 343;
  const distance = (p) => Math.hypot(...p.map((x, axis) => x - to[axis]));
  const direct = distance(from);
  const early = 3;
  const roll = dice(seed);
  for (let a = -early; a <= early; a++)
    for (let b = -early; b <= early; b++)
      for (let c = -early; c <= early; c++) {
        const image = [a, b, c].map((n, axis) => n * size[axis] + (n % 2 === 0 ? from[axis] : size[axis] - from[axis]));
        const bounces = Math.abs(a) + Math.abs(b) + Math.abs(c);
        if (bounces > early) continue;
        // Time starts with the direct sound. Walls are not flat: an echo is smeared over a few frames.
        const start = Math.round(((distance(image) - direct) / speed) * rate);
        const gain = (echo ** bounces * direct) / distance(image);
        for (let k = 0; k <= 2 * bounces; k++)
          if (start + k < out.length) out[start + k] += (gain / (1 + bounces)) * (k === 0 ? 1 : roll(-0.5, 0.5));
      }

  const mixing = Math.cbrt(size[0] * size[1] * size[2]) / speed;
  const bands = [
    [(x) => lowPass(x, rate, 900), 1],
    [(x) => lowPass(highPass(x, rate, 900), rate, 3000), 1],
    [(x) => highPass(x, rate, 3000), 0.6],
  ];
  for (const [band, share] of bands) {
    const noise = band(white(rate, seconds, seed + 1));
    const fall = (t) => Math.min(1, t / (3 * mixing)) ** 2 * 10 ** ((-3 * t) / (decay * share));
    add(
      out,
      signal(rate, seconds, (t, i) => noise[i] * fall(t)),
      0,
      tail,
    );
  }
  return out;
}
