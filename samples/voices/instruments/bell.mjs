import { signal, sine, struck } from '../../tone/signal.mjs';

// A church bell's partials by their names: hum, prime, tierce, quint, nominal, and those above; as [ratio, gain, decay].
const partials = [
  [0.5, 0.5, 3],
  [1, 0.7, 2.2],
  [1.19, 0.8, 1.8],
  [1.5, 0.3, 1.4],
  [2, 1, 1.5],
  [2.52, 0.35, 1],
  [2.67, 0.35, 0.9],
  [3.01, 0.5, 0.8],
  [4.17, 0.45, 0.6],
  [5.43, 0.35, 0.45],
  [6.8, 0.3, 0.35],
  [8.21, 0.25, 0.28],
  [9.7, 0.2, 0.22],
  [11.3, 0.16, 0.18],
  [13.1, 0.14, 0.14],
  [15, 0.12, 0.12],
  [17.2, 0.1, 0.1],
  [19.6, 0.08, 0.09],
];

/** A bell in G: its tones stand in no whole ratios, and reach to 15 kHz, which a conversion to 16 kHz must take away. */
export function play(rate) {
  const seconds = 0.8;
  const prime = 784;
  return signal(rate, seconds, (t) => {
    // No bell is quite round, so every partial is two that beat.
    const pair = ([ratio, gain, decay], n) =>
      gain *
      struck(t, 0.0015, decay) *
      (sine(prime * ratio * t + 0.37 * n) + 0.6 * sine((prime * ratio + 1.5 + 0.9 * n) * t));
    return partials.map(pair).reduce((sum, x) => sum + x, 0) * Math.min(1, (seconds - t) / 0.2);
  });
}
