import { smooth } from '../../brush/noise.mjs';
import { add, curve, phase, signal, silence, sine } from '../../tone/signal.mjs';

/** One syllable: a whistle along a pitch curve, with a faint octave and, where asked, a trill. */
function syllable(rate, { seconds, pitch, trill = 0 }) {
  const height = curve(pitch);
  const turns = phase(rate, seconds, (t) => height(t) + trill * Math.sin(2 * Math.PI * 38 * t));
  return signal(rate, seconds, (t, i) => {
    const swell = Math.sin((Math.PI * t) / seconds) ** 0.8;
    // The octave goes before it would come back as an alias.
    const octave = 0.08 * swell * smooth(0.24 * rate, 0.2 * rate, height(t));
    return swell * (sine(turns[i]) + octave * sine(2 * turns[i]));
  });
}

/** A song of two calls, a run of chirps and a trill, with its echo from the edge of a wood. */
export function play(rate) {
  const out = silence(rate, 1.1);
  const call = {
    seconds: 0.13,
    pitch: [
      [0, 2700],
      [0.05, 3600],
      [0.13, 3050],
    ],
  };
  const chirp = {
    seconds: 0.05,
    pitch: [
      [0, 5300],
      [0.05, 3300],
    ],
  };
  const trill = {
    seconds: 0.2,
    pitch: [
      [0, 4100],
      [0.2, 3500],
    ],
    trill: 420,
  };
  const song = [
    [0.02, call, 0.7],
    [0.19, call, 0.9],
    [0.37, chirp, 0.8],
    [0.44, chirp, 0.9],
    [0.51, chirp, 1],
    [0.58, chirp, 1],
    [0.67, trill, 0.9],
  ];
  for (const [start, sound, gain] of song) {
    const whistle = syllable(rate, sound);
    add(out, whistle, Math.round(rate * start), gain);
    for (const [delay, part] of [
      [0.087, 0.06],
      [0.131, 0.05],
      [0.19, 0.03],
    ])
      add(out, whistle, Math.round(rate * (start + delay)), gain * part);
  }
  return out;
}
