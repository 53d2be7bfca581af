import { lowPass } from '../../tone/filters.mjs';
import { add, signal, silence, sine, struck } from '../../tone/signal.mjs';

/** A sawtooth of whole overtones up to 7 kHz through a filter that closes after the attack. */
function note(rate, frequency, seconds) {
  const count = Math.floor(7000 / frequency);
  const saw = signal(rate, seconds, (t) => {
    let sum = 0;
    for (let n = 1; n <= count; n++) sum += sine(n * frequency * t) / n;
    return sum * struck(t, 0.004, 1.8) * Math.min(1, (seconds - t) / 0.03);
  });
  return lowPass(saw, rate, (t) => 260 + 2200 * Math.exp(-t / 0.07), 2.2);
}

/** A bass line: A, A an octave up, G, E, D, E. */
export function play(rate) {
  const line = [
    [55, 0, 0.24],
    [110, 0.25, 0.2],
    [98, 0.5, 0.24],
    [82.41, 0.75, 0.2],
    [73.42, 1, 0.2],
    [82.41, 1.25, 0.24],
  ];
  const out = silence(rate, 1.5);
  for (const [frequency, start, seconds] of line) add(out, note(rate, frequency, seconds), Math.round(rate * start));
  return out;
}
