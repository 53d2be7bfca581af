import { bandPass, lowPass } from '../../tone/filters.mjs';
import { add, curve, phase, pink, rms, scale, signal, sine, white } from '../../tone/signal.mjs';

/** A car that passes: tyres that are loudest and brightest beside the ear, and an engine that drops in pitch. */
function car(rate, seconds, { at, width, firing, seed }) {
  const near = (t) => 1 / (1 + ((t - at) / width) ** 2);
  const tyres = lowPass(bandPass(white(rate, seconds, seed), rate, 900, 0.5), rate, (t) => 350 + 2600 * near(t));
  // Doppler's shift at 14 m/s, eased from coming to going.
  const shift = (t) => 1 - (0.04 * (t - at)) / Math.hypot(t - at, width);
  const turns = phase(rate, seconds, (t) => firing * shift(t));
  return signal(rate, seconds, (t, i) => {
    let engine = 0;
    for (let n = 1; n <= 12; n++) engine += sine(n * turns[i] + 0.13 * n * n) / n;
    return near(t) * (0.8 * tyres[i] + 0.035 * engine);
  });
}

/** A street: the rumble of the town, a lorry that idles, and two cars. */
export function play(rate) {
  const seconds = 3;
  const rumble = lowPass(
    pink(rate, seconds, 81),
    rate,
    curve([
      [0, 380],
      [1.2, 520],
      [2.2, 400],
      [3, 460],
    ]),
    0.6,
  );
  const out = scale(rumble, 0.16 / rms(rumble));
  const turns = phase(rate, seconds, (t) => 31 + 0.7 * Math.sin(2 * Math.PI * 0.6 * t));
  const idle = signal(rate, seconds, (_, i) => {
    let sum = 0;
    for (let n = 2; n <= 10; n++) sum += sine(n * turns[i] + 0.29 * n * n) / n;
    return sum;
  });
  add(out, idle, 0, 0.05);
  add(out, car(rate, seconds, { at: 1.05, width: 0.3, firing: 88, seed: 82 }), 0, 0.9);
  add(out, car(rate, seconds, { at: 2.45, width: 0.42, firing: 71, seed: 83 }), 0, 0.7);
  return out;
}
