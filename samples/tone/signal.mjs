// Everything random in the sounds comes from `white` and the pictures' `dice`, so a sound is the same at every run.
import { hash } from '../brush/noise.mjs';

export const silence = (rate, seconds) => new Float64Array(Math.round(rate * seconds));

/** A signal from its value at each time in seconds. */
export const signal = (rate, seconds, at) => silence(rate, seconds).map((_, i) => at(i / rate, i));

export const white = (rate, seconds, seed) => signal(rate, seconds, (_, i) => 2 * hash(i, seed, 78) - 1);

/** Noise with equal energy in each octave: white noise through poles an octave or two apart. */
export function pink(rate, seconds, seed) {
  const poles = [60, 240, 960, 3840].map((cutoff) => Math.exp((-2 * Math.PI * cutoff) / rate));
  const state = poles.map(() => 0);
  return white(rate, seconds, seed).map((x) => {
    let sum = 0.1 * x;
    for (const [n, pole] of poles.entries()) {
      state[n] = pole * state[n] + (1 - pole) * x;
      sum += state[n] * 2 ** (3 - n);
    }
    return sum;
  });
}

export function add(out, sound, start = 0, gain = 1) {
  const end = Math.min(out.length - start, sound.length);
  for (let i = 0; i < end; i++) out[start + i] += gain * sound[i];
  return out;
}

export function scale(sound, gain) {
  return sound.map((x) => x * gain);
}

export const rms = (sound) => Math.sqrt(sound.reduce((sum, x) => sum + x * x, 0) / sound.length);

/** The curve through points [time, value], eased so that it has no corners; flat before and after them. */
export function curve(points) {
  return (t) => {
    let k = points.findIndex(([time]) => time > t);
    if (k < 0) k = points.length;
    const [from, a] = points[Math.max(k - 1, 0)];
    const [to, b] = points[Math.min(k, points.length - 1)];
    const u = to > from ? (t - from) / (to - from) : 0;
    return a + (b - a) * u * u * (3 - 2 * u);
  };
}

/** A struck sound's loudness: up within `attack` seconds, then down by 60 dB in each `decay` seconds. */
export const struck = (t, attack, decay) => (t < 0 ? 0 : Math.min(1, t / attack) * 10 ** ((-3 * t) / decay));

/** The phase, in turns, of an oscillator that follows `frequency(t)` in hertz. */
export function phase(rate, seconds, frequency) {
  let turns = 0;
  return signal(rate, seconds, (t) => {
    const now = turns;
    turns += frequency(t) / rate;
    return now;
  });
}

export const sine = (turns) => Math.sin(2 * Math.PI * turns);
