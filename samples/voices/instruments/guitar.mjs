import { bandPass, lowPass } from '../../tone/filters.mjs';
import { add, scale, signal, silence, white } from '../../tone/signal.mjs';

/** A plucked string after Karplus and Strong, with Jaffe and Smith's fraction of a frame to bring it into tune. */
function pluck(rate, seconds, frequency, seed) {
  const period = rate / frequency;
  const length = Math.floor(period - 0.6);
  // The loop's averaging delays by half a frame; the all-pass brings what is left.
  const rest = period - length - 0.5;
  const pass = (1 - rest) / (1 + rest);
  const loss = 10 ** (-3 / (frequency * 3.2));
  const burst = lowPass(white(rate, seconds, seed), rate, 5200).slice(0, length);
  // A string plucked at a fifth of its length has no fifth overtone.
  const at = Math.round(length / 5);
  const out = silence(rate, seconds);
  let before = 0;
  let passed = 0;
  for (let i = 0; i < out.length; i++) {
    if (i < length) {
      out[i] = burst[i] - burst[(i - at + length) % length];
      continue;
    }
    const now = (loss * (out[i - length] + (out[i - length - 1] ?? 0))) / 2;
    passed = pass * (now - passed) + before;
    before = now;
    out[i] = passed;
  }
  return out;
}

/** A chord of A minor, strummed; the deep strings to the left, the high ones to the right. */
export function play(rate) {
  const seconds = 1;
  const sides = [silence(rate, seconds), silence(rate, seconds)];
  for (const [n, frequency] of [110, 164.81, 220, 261.63, 329.63].entries()) {
    const start = Math.round(rate * (0.01 + 0.035 * n));
    const string = pluck(rate, seconds - start / rate, frequency, 10 + n);
    const angle = (Math.PI / 2) * (0.2 + 0.15 * n);
    for (const [c, gain] of [Math.cos(angle), Math.sin(angle)].entries()) add(sides[c], string, start, gain);
  }
  const ending = signal(rate, seconds, (t) => Math.min(1, (seconds - t) / 0.15));
  return sides.map((side) => {
    const body = add(scale(bandPass(side, rate, 110, 3), 1.2), bandPass(side, rate, 215, 4));
    return add(body, side).map((x, i) => x * ending[i]);
  });
}
