import { bandPass, lowPass } from '../../tone/filters.mjs';
import { add, curve, pink, scale, white } from '../../tone/signal.mjs';

/** A wave that comes, breaks and runs back over the pebbles: noise whose loudness and brightness swell together. */
export function play(rate) {
  const seconds = 1.8;
  const swell = curve([
    [0, 0.12],
    [0.75, 1],
    [0.95, 0.9],
    [1.78, 0.1],
  ]);
  const water = lowPass(pink(rate, seconds, 61), rate, (t) => 250 + 5200 * swell(t) ** 2);
  const spray = curve([
    [0.55, 0],
    [0.85, 1],
    [1.7, 0.12],
  ]);
  const foam = bandPass(
    white(rate, seconds, 62),
    rate,
    curve([
      [0.6, 2600],
      [1.7, 4600],
    ]),
    0.9,
  );
  return add(
    scale(water, 0.6).map((x, i) => x * swell(i / rate)),
    foam.map((x, i) => x * spray(i / rate)),
    0,
    0.14,
  );
}
