import { speak, woman } from '../../tone/speak.mjs';

/** "Two", a woman's voice. */
export const play = (rate) =>
  speak(rate, {
    voice: woman,
    pitch: [
      [0.08, 232],
      [0.2, 224],
      [0.6, 158],
    ],
    loudness: [
      [0, 1],
      [0.3, 1],
      [0.58, 0],
    ],
    seed: 2,
    score: [
      ['_', 0.03],
      ['t', 0.018],
      ['h', 0.055],
      ['}', 0.11],
      ['u', 0.38],
    ],
  });
