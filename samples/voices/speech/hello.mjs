import { speak, woman } from '../../tone/speak.mjs';

/** "Hello", a woman's voice that asks whether anybody is there. */
export const play = (rate) =>
  speak(rate, {
    voice: woman,
    pitch: [
      [0.08, 188],
      [0.3, 178],
      [0.42, 236],
      [0.62, 192],
      [0.78, 214],
    ],
    loudness: [
      [0, 0.1],
      [0.12, 0.85],
      [0.25, 0.75],
      [0.42, 1],
      [0.6, 0.8],
      [0.76, 0],
    ],
    seed: 4,
    score: [
      ['h', 0.09],
      ['E', 0.1],
      ['l', 0.1],
      ['o', 0.22],
      ['U', 0.27],
    ],
  });
