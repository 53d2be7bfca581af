// Formants of a man's voice in hertz, after the tables in D. H. Klatt, "Software for a cascade/parallel formant
// synthesizer", JASA 67 (1980). `voice` is the loudness of the voicing, `breath` that of the noise at the glottis,
// `hiss` that of the noise at the constriction, with its resonances as [frequency, bandwidth, gain]. `nasal` moves the
// zero of the nose away from its pole. No formants: those of the sound that follows.
const vowel = (...formants) => ({ formants, voice: 1 });
const glide = (...formants) => ({ formants, voice: 0.75 });

export const phonemes = {
  _: { formants: [500, 1500, 2500], voice: 0 },
  i: vowel(300, 2050, 2960),
  I: vowel(400, 1800, 2570),
  e: vowel(480, 1750, 2520),
  E: vowel(530, 1680, 2500),
  a: vowel(700, 1220, 2600),
  V: vowel(620, 1220, 2550),
  O: vowel(580, 950, 2500),
  o: vowel(500, 950, 2350),
  U: vowel(430, 1000, 2300),
  u: vowel(330, 1000, 2200),
  '}': vowel(320, 1650, 2300),
  '@': vowel(500, 1400, 2450),
  R: vowel(470, 1270, 1620),
  w: glide(290, 640, 2150),
  j: glide(270, 2150, 3000),
  r: glide(330, 1150, 1600),
  l: glide(330, 1000, 2850),
  m: { formants: [400, 1150, 2130], voice: 0.55, nasal: 1 },
  n: { formants: [400, 1400, 2470], voice: 0.55, nasal: 1 },
  h: { voice: 0, breath: 1.6 },
  s: {
    formants: [320, 1390, 2530],
    voice: 0,
    hiss: 0.25,
    hissing: [
      [5200, 700, 1],
      [6900, 900, 0.7],
    ],
  },
  T: {
    formants: [320, 1290, 2540],
    voice: 0,
    hiss: 0.07,
    hissing: [
      [5600, 2600, 1],
      [1500, 900, 0.25],
    ],
  },
  // A stop is three sounds in a row: closed, burst and, where it has no voice, `h`.
  'd-': { formants: [220, 1650, 2650], voice: 0.12 },
  'g-': { formants: [220, 1700, 2250], voice: 0.12 },
  g: {
    formants: [250, 1600, 2200],
    voice: 0.4,
    hiss: 0.22,
    hissing: [
      [1900, 300, 1],
      [5500, 1500, 0.1],
    ],
  },
  d: {
    formants: [280, 1650, 2650],
    voice: 0.4,
    hiss: 0.2,
    hissing: [
      [3900, 700, 1],
      [5600, 1500, 0.5],
    ],
  },
  t: {
    formants: [400, 1700, 2600],
    voice: 0,
    hiss: 0.22,
    hissing: [
      [3900, 700, 1],
      [5800, 1500, 0.4],
    ],
  },
};
