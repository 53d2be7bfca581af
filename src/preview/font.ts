/**
 * The sheets' own letters, so that they read the same on a machine without any fonts. Each glyph is a pen's path:
 * `M x y` lifts the pen, `L x y` draws a line, `H x y` a quarter of an ellipse that leaves horizontally, `V x y` one
 * that leaves vertically, `Q cx cy x y` a parabola. One unit is a pixel at size 1; y points down: capitals reach from
 * 0 to 12, small letters from 4 to 12, descenders to 16.
 */
const paths: Readonly<Record<string, string>> = {
  ' ': '',
  '!': 'M0 0 L0 8.2 M0 11.6 L0 12',
  '"': 'M0 0 L0 3 M3 0 L3 3',
  '#': 'M3 1 L1.6 11 M7 1 L5.6 11 M0.6 4.2 L8.4 4.2 M0 7.8 L7.8 7.8',
  $: 'M6.6 3 V3.5 1 H0.2 3.6 V3.5 6 H7 8.5 V3.4 11 H0 8.8 M3.5 -1 L3.5 13',
  '%': 'M2.2 0 H4.4 2.6 V2.2 5.2 H0 2.6 V2.2 0 M9.4 0.5 L2 11.5 M9.2 6.8 H11.4 9.4 V9.2 12 H7 9.4 V9.2 6.8',
  '&': 'M8.6 12 L1.9 4.6 Q1.2 3.7 1.2 2.5 V3.4 0 H5.5 2.3 Q5.5 3.9 3.3 5.2 Q0 7 0 9.2 V3.2 12 Q7 12 8.2 6.6',
  "'": 'M0 0 L0 3',
  '(': 'M2.4 -1 Q0 2.2 0 6.2 Q0 10.2 2.4 13.4',
  ')': 'M0 -1 Q2.4 2.2 2.4 6.2 Q2.4 10.2 0 13.4',
  '*': 'M2.6 0 L2.6 5.6 M0.2 1.4 L5 4.2 M5 1.4 L0.2 4.2',
  '+': 'M3.5 3.5 L3.5 10.5 M0 7 L7 7',
  ',': 'M0.8 11.6 L0.8 12 L0 14',
  '-': 'M0 7.5 L4 7.5',
  '.': 'M0 11.7 L0 12',
  '/': 'M0 13.4 L5 -1',
  '0': 'M3.5 0 H7 6 V3.5 12 H0 6 V3.5 0',
  '1': 'M1.2 2.4 L4.2 0 L4.2 12',
  '2': 'M0.3 3.2 V3.5 0 H6.8 3.3 Q6.8 5 5.2 6.7 L0.2 12 L7 12',
  '3': 'M0.4 2.6 V3.4 0 H6.5 3 V3.6 5.8 L2.4 5.8 M3.6 5.8 H7 8.9 V3.4 12 H0 9.4',
  '4': 'M5.4 12 L5.4 0 L0 8.4 L7.2 8.4',
  '5': 'M6.3 0 L1.1 0 L0.7 5.6 Q1.9 4.5 3.5 4.5 H7 8.2 V3.4 12 H0 9.6',
  '6': 'M6.4 2.2 V3.8 0 H0 6.5 L0 8.2 V3.5 4.7 H7 8.4 V3.5 12 H0 8.2',
  '7': 'M0 0 L7 0 L2.4 12',
  '8': 'M3.5 0 H6.6 2.9 V3.5 5.7 H0.4 2.9 V3.5 0 M3.5 5.7 H7 8.8 V3.5 12 H0 8.8 V3.5 5.7',
  '9': 'M0.6 9.8 V3.2 12 H7 5.5 L7 3.8 V3.5 7.3 H0 3.6 V3.5 0 H7 3.8',
  ':': 'M0 5.4 L0 5.7 M0 11.7 L0 12',
  ';': 'M0.8 5.4 L0.8 5.7 M0.8 11.6 L0.8 12 L0 14',
  '<': 'M6 3.6 L0 7.1 L6 10.6',
  '=': 'M0 5.3 L7 5.3 M0 8.9 L7 8.9',
  '>': 'M0 3.6 L6 7.1 L0 10.6',
  '?': 'M0 2.6 V3 0 H6 3 Q6 4.8 4.4 5.8 Q3 6.8 3 8.2 M3 11.7 L3 12',
  '@': 'M5.6 3.9 H8 6.2 V5.6 8.6 H3.2 6.2 V5.6 3.9 M8 3.9 L8 7.2 Q8 9 9.4 9 H11.2 6.2 V5.6 0.4 H0 6.6 V5.6 12.8 Q7.6 12.8 9 12',
  A: 'M0 12 L4.6 0 L9.2 12 M1.6 8 L7.6 8',
  B: 'M4.5 5.8 H8 8.9 V4.5 12 L0 12 L0 0 L4.2 0 H7.2 2.9 V4.2 5.8 L0 5.8',
  C: 'M8.6 3 V4.9 0 H0 6 V4.9 12 H8.6 9',
  D: 'M0 0 L3.6 0 H8.6 6 V3.6 12 L0 12 L0 0',
  E: 'M6.8 0 L0 0 L0 12 L6.8 12 M0 5.9 L6 5.9',
  F: 'M6.8 0 L0 0 L0 12 M0 6.2 L6 6.2',
  G: 'M8.7 3 V4.9 0 H0 6 V4.9 12 H9 8.2 L9 6.6 L5.4 6.6',
  H: 'M0 0 L0 12 M8 0 L8 12 M0 5.9 L8 5.9',
  I: 'M0 0 L0 12',
  J: 'M5.2 0 L5.2 9 V2.6 12 H0 9.6',
  K: 'M0 0 L0 12 M7.4 0 L0 7.4 M2.8 4.8 L8 12',
  L: 'M0 0 L0 12 L6.4 12',
  M: 'M0 12 L0 0 L5 8 L10 0 L10 12',
  N: 'M0 12 L0 0 L8 12 L8 0',
  O: 'M5 0 H10 6 V5 12 H0 6 V5 0',
  P: 'M0 12 L0 0 L4.4 0 H7.8 3.5 V4.4 7 L0 7',
  Q: 'M5 0 H10 6 V5 12 H0 6 V5 0 M6.4 8.8 L9.8 12.6',
  R: 'M0 12 L0 0 L4.4 0 H7.8 3.4 V4.4 6.8 L0 6.8 M4.2 6.8 L8 12',
  S: 'M7.6 2.8 V4.1 0 H0.4 3 V4.1 5.9 H8 9 V4.1 12 H0 9.2',
  T: 'M0 0 L9 0 M4.5 0 L4.5 12',
  U: 'M0 0 L0 8 V4.2 12 H8.4 8 L8.4 0',
  V: 'M0 0 L4.6 12 L9.2 0',
  W: 'M0 0 L3.2 12 L6.6 1.6 L10 12 L13.2 0',
  X: 'M0 0 L8.4 12 M8.4 0 L0 12',
  Y: 'M0 0 L4.5 6.4 L9 0 M4.5 6.4 L4.5 12',
  Z: 'M0.3 0 L8 0 L0 12 L8.2 12',
  '[': 'M2.4 -1 L0 -1 L0 13.4 L2.4 13.4',
  '\\': 'M0 -1 L5 13.4',
  ']': 'M0 -1 L2.4 -1 L2.4 13.4 L0 13.4',
  '^': 'M0 4 L2.8 0 L5.6 4',
  _: 'M0 14 L7 14',
  '`': 'M0 0 L1.6 2.2',
  a: 'M0.5 5.8 V3 4 H5.8 6.8 L5.8 12 M5.8 7.7 L2.6 7.7 H0 9.9 V2.4 12 H5.8 9.4',
  b: 'M0 0 L0 12 M0 8 V3.3 4 H6.6 8 V3.3 12 H0 8',
  c: 'M6 6.2 V3.4 4 H0 8 V3.4 12 H6 9.8',
  d: 'M6.6 0 L6.6 12 M6.6 8 V3.3 4 H0 8 V3.3 12 H6.6 8',
  e: 'M0 7.9 L6.6 7.9 V3.4 4 H0 8 V3.5 12 H6.2 10.2',
  f: 'M4.6 0 H1.8 2.8 L1.8 12 M0 4 L4.4 4',
  g: 'M6.6 4 L6.6 12.6 V3.3 16 H0.5 14.2 M6.6 8 V3.3 4 H0 8 V3.3 12 H6.6 8',
  h: 'M0 0 L0 12 M0 7.2 V3.1 4 H6 7.2 L6 12',
  i: 'M0 4 L0 12 M0 0.5 L0 0.8',
  j: 'M2 4 L2 13.4 V0 16 M2 0.5 L2 0.8',
  k: 'M0 0 L0 12 M5.6 4 L0 9 M2.2 7.1 L6 12',
  l: 'M0 0 L0 9.8 V2 12',
  m: 'M0 4 L0 12 M0 7 V2.7 4 H5 7 L5 12 M5 7 V7.7 4 H10 7 L10 12',
  n: 'M0 4 L0 12 M0 7.2 V3.1 4 H6 7.2 L6 12',
  o: 'M3.5 4 H7 8 V3.5 12 H0 8 V3.5 4',
  p: 'M0 4 L0 16 M0 8 V3.3 4 H6.6 8 V3.3 12 H0 8',
  q: 'M6.6 4 L6.6 16 M6.6 8 V3.3 4 H0 8 V3.3 12 H6.6 8',
  r: 'M0 4 L0 12 M0 7.2 V3.4 4',
  s: 'M5.2 5.9 V2.8 4 H0.3 5.9 V2.8 7.9 H5.6 9.9 V2.7 12 H0 10',
  t: 'M1.8 1 L1.8 9.4 V4.4 12 M0 4 L4.4 4',
  u: 'M0 4 L0 8.8 V2.9 12 H6 8.8 M6 4 L6 12',
  v: 'M0 4 L3.2 12 L6.4 4',
  w: 'M0 4 L2.5 12 L5 4.8 L7.5 12 L10 4',
  x: 'M0 4 L6 12 M6 4 L0 12',
  y: 'M0 4 L3.3 12 M6.6 4 L3.3 12 L2.5 14 Q1.7 16 0 16',
  z: 'M0.2 4 L5.6 4 L0 12 L5.8 12',
  '{': 'M3 -1 H1.6 0.6 L1.6 4.4 V0 6.2 H1.6 8 L1.6 11.8 V3 13.4',
  '|': 'M0 -1 L0 13.4',
  '}': 'M0 -1 H1.4 0.6 L1.4 4.4 V3 6.2 H1.4 8 L1.4 11.8 V0 13.4',
  '~': 'M0 8.2 Q0.6 6.2 2.2 6.2 Q3.3 6.2 3.9 7.2 Q4.5 8.2 5.6 8.2 Q7.2 8.2 7.8 6.2',
  '·': 'M0 7 L0 7.3',
  '…': 'M0 11.7 L0 12 M3.6 11.7 L3.6 12 M7.2 11.7 L7.2 12',
  '×': 'M0 4.3 L5.6 9.9 M5.6 4.3 L0 9.9',
  '±': 'M3.5 2.8 L3.5 9 M0 5.9 L7 5.9 M0 11.6 L7 11.6',
  '°': 'M2 0 H4 2 V2 4 H0 2 V2 0',
  '–': 'M0 7.5 L6 7.5',
  '→': 'M0 7 L8.6 7 M5.4 3.8 L8.6 7 L5.4 10.2',
};

/** What stands for a character that the font has not. */
const missing = 'M0 0 L6 0 L6 12 L0 12 L0 0';

/** Line pieces of a pen's path: x0, y0, x1, y1 of each, one after the other. */
export type Strokes = readonly number[];

const strokesOf = new Map<string, Strokes>();

/** The strokes of one character, in units of the font. */
export function strokes(character: string): Strokes {
  let found = strokesOf.get(character);
  if (found === undefined) {
    found = trace(paths[character] ?? missing);
    strokesOf.set(character, found);
  }
  return found;
}

/** How much of a quarter ellipse's box its handles span; a circle's .5523, a little squarer. */
const handle = 0.58;
const piecesPerCurve = 8;

function trace(path: string): Strokes {
  const pieces: number[] = [];
  let [x, y] = [0, 0];
  const lineTo = (toX: number, toY: number) => {
    pieces.push(x, y, toX, toY);
    [x, y] = [toX, toY];
  };
  const curveTo = (ax: number, ay: number, bx: number, by: number, toX: number, toY: number) => {
    const [fromX, fromY] = [x, y];
    for (let i = 1; i <= piecesPerCurve; i++) {
      const t = i / piecesPerCurve;
      const u = 1 - t;
      const [w0, w1, w2, w3] = [u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t];
      lineTo(w0 * fromX + w1 * ax + w2 * bx + w3 * toX, w0 * fromY + w1 * ay + w2 * by + w3 * toY);
    }
  };
  for (const [, command, list] of path.matchAll(/([MLHVQ])([^MLHVQ]*)/g)) {
    const [a = 0, b = 0, c = 0, d = 0] = list!.trim().split(' ').map(Number);
    if (command === 'M') [x, y] = [a, b];
    else if (command === 'L') lineTo(a, b);
    else if (command === 'H') curveTo(x + (a - x) * handle, y, a, b + (y - b) * handle, a, b);
    else if (command === 'V') curveTo(x, y + (b - y) * handle, a + (x - a) * handle, b, a, b);
    else curveTo(x + ((a - x) * 2) / 3, y + ((b - y) * 2) / 3, c + ((a - c) * 2) / 3, d + ((b - d) * 2) / 3, c, d);
  }
  return pieces;
}
