import { man, speak } from '../../tone/speak.mjs';

/** "One", a man's voice. */
export const play = (rate) =>
  speak(rate, {
    voice: man,
    pitch: [
      [0, 118],
      [0.16, 136],
      [0.6, 88],
    ],
    loudness: [
      [0, 0],
      [0.06, 0.9],
      [0.2, 1],
      [0.4, 0.8],
      [0.58, 0],
    ],
    score: [
      ['w', 0.1],
      ['V', 0.21],
      ['n', 0.29],
    ],
  });
