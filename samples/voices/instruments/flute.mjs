import { bandPass } from '../../tone/filters.mjs';
import { add, curve, phase, signal, sine, white } from '../../tone/signal.mjs';

/** Three notes of a flute, D, F sharp and A: few overtones, a slow vibrato, and breath about the note and its octave. */
export function play(rate) {
  const seconds = 1.3;
  const note = curve([
    [0.34, 587.33],
    [0.38, 739.99],
    [0.7, 739.99],
    [0.74, 880],
  ]);
  const swing = (t) => Math.sin(2 * Math.PI * 5.2 * t) * Math.min(1, Math.max(0, (t - 0.75) / 0.25));
  const frequency = (t) => note(t) * (1 + 0.006 * swing(t));
  const level = curve([
    [0, 0],
    [0.06, 1],
    [0.32, 0.85],
    [0.36, 0.45],
    [0.42, 1],
    [0.68, 0.85],
    [0.72, 0.45],
    [0.8, 1],
    [1.05, 0.9],
    [1.29, 0],
  ]);
  const turns = phase(rate, seconds, frequency);
  const partials = [1, 0.42, 0.2, 0.07, 0.03, 0.012];
  const tone = signal(rate, seconds, (t, i) => {
    // Overtones come and go with loudness more than the note does.
    const bright = level(t) * (1 + 0.12 * swing(t));
    return partials.reduce((sum, gain, n) => sum + gain * bright ** (0.7 + 0.5 * n) * sine((n + 1) * turns[i]), 0);
  });
  const air = white(rate, seconds, 21).map((x, i) => x * level(i / rate) ** 0.6);
  add(tone, bandPass(air, rate, frequency, 6), 0, 0.22);
  add(
    tone,
    bandPass(air, rate, (t) => 2 * frequency(t), 5),
    0,
    0.12,
  );
  return add(tone, bandPass(air, rate, 3800, 0.8), 0, 0.03);
}
