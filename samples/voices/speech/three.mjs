import { man, speak } from '../../tone/speak.mjs';

/** "Three", a deep man's voice. */
export const play = (rate) =>
  speak(rate, {
    voice: { ...man, tract: 0.95 },
    pitch: [
      [0.1, 96],
      [0.3, 116],
      [0.66, 76],
    ],
    loudness: [
      [0, 0],
      [0.06, 1],
      [0.4, 1],
      [0.65, 0],
    ],
    seed: 3,
    score: [
      ['T', 0.12],
      ['r', 0.075],
      ['i', 0.425],
    ],
  });
