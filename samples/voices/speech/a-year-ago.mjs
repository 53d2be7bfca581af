import { man, speak } from '../../tone/speak.mjs';

/** "We were away a year ago": a sentence that is voiced all through, so that pitch can be followed to its end. */
export const play = (rate) =>
  speak(rate, {
    voice: { ...man, tract: 1.04 },
    pitch: [
      [0, 122],
      [0.15, 140],
      [0.4, 118],
      [0.62, 150],
      [0.85, 116],
      [1.05, 138],
      [1.3, 108],
      [1.45, 118],
      [1.8, 82],
    ],
    loudness: [
      [0, 0],
      [0.08, 0.9],
      [0.35, 0.7],
      [0.6, 1],
      [0.8, 0.7],
      [1.05, 0.95],
      [1.3, 0.6],
      [1.5, 0.9],
      [1.76, 0],
    ],
    seed: 5,
    score: [
      ['w', 0.09],
      ['i', 0.12],
      ['w', 0.09],
      ['R', 0.13],
      ['@', 0.07],
      ['w', 0.1],
      ['e', 0.12],
      ['i', 0.1],
      ['@', 0.07],
      ['j', 0.09],
      ['I', 0.11],
      ['r', 0.1],
      ['@', 0.08],
      ['g-', 0.06],
      ['g', 0.015],
      ['o', 0.16],
      ['U', 0.25],
    ],
  });
