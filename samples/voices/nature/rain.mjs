import { dice } from '../../brush/noise.mjs';
import { bandPass, highPass, lowPass } from '../../tone/filters.mjs';
import { add, phase, scale, signal, silence, sine, struck, white } from '../../tone/signal.mjs';

/** A drop on a leaf or in a puddle: a click, and now and then a bubble that sings upwards. */
function drop(rate, roll) {
  const pitch = roll(1200, 6500);
  const decay = roll(0.006, 0.03);
  const turns = phase(rate, 0.05, (t) => pitch * (1 + (roll() < 0.3 ? 4 : 0) * t));
  return signal(rate, 0.05, (t, i) => sine(turns[i]) * struck(t, 0.0004, decay));
}

/** Steady rain, near drops standing out to the left and right. */
export function play(rate) {
  const seconds = 0.8;
  const roll = dice(51);
  const far = lowPass(bandPass(white(rate, seconds, 54), rate, 1500, 0.4), rate, 5000);
  const sides = [52, 53].map((seed) => {
    const hiss = lowPass(highPass(white(rate, seconds, seed), rate, 900), rate, 7500);
    return add(scale(hiss, 0.22), far, 0, 0.2);
  });
  for (let n = 0; n < 420; n++) {
    const start = Math.floor(roll(0, rate * seconds));
    const place = roll();
    // Few drops fall near, many far away.
    const gain = Math.min(0.5, 0.035 / roll(0.02, 1) ** 0.8);
    const sound = drop(rate, roll);
    add(sides[0], sound, start, gain * Math.cos((place * Math.PI) / 2));
    add(sides[1], sound, start, gain * Math.sin((place * Math.PI) / 2));
  }
  return sides.map((side) => add(silence(rate, seconds), side));
}
