import type { Color } from './canvas.ts';

const levels = 256;

/**
 * The colours of spectrograms: dark indigo through red to pale yellow. Lightness only rises, and equal steps of level
 * are equal distances in Oklab (Ottosson 2020), so that no edge is seen where there is none in the sound.
 */
const table: readonly Color[] = evenly(
  Array.from({ length: 1025 }, (_, i) => i / 1024).map((t) => {
    const lightness = 0.16 + 0.81 * t;
    const hue = ((282 + 178 * t ** 0.9) / 180) * Math.PI;
    // Just within what a screen can show: at its edge the path would bend, and colours beside the bend come too near.
    return inGamut(lightness, 0.03 + 0.165 * Math.sin(Math.PI * t) ** 0.9, hue);
  }),
);

/** The colour of a level from 0 to 1; what lies outside is cut off. */
export function heat(level: number): Color {
  return table[Math.min(levels - 1, Math.max(0, Math.round(level * (levels - 1))))]!;
}

type Lab = readonly [lightness: number, a: number, b: number];

/** The colour, its chroma lessened as far as a screen needs. */
function inGamut(lightness: number, chroma: number, hue: number): Lab {
  let [low, high] = [0, chroma];
  const at = (c: number): Lab => [lightness, c * Math.cos(hue), c * Math.sin(hue)];
  const fits = (lab: Lab) => linear(lab).every((light) => light >= 0 && light <= 1);
  if (fits(at(chroma))) return at(chroma);
  for (let i = 0; i < 24; i++) {
    const middle = (low + high) / 2;
    if (fits(at(middle))) low = middle;
    else high = middle;
  }
  return at(low);
}

/** `levels` colours along a path, each as far from the next. */
function evenly(path: readonly Lab[]): Color[] {
  const along = [0];
  for (let i = 1; i < path.length; i++) {
    const [a, b] = [path[i - 1]!, path[i]!];
    along.push(along[i - 1]! + Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]));
  }
  const whole = along.at(-1)!;
  let next = 1;
  return Array.from({ length: levels }, (_, level) => {
    const wanted = (level / (levels - 1)) * whole;
    while (next < path.length - 1 && along[next]! < wanted) next++;
    const share = (wanted - along[next - 1]!) / (along[next]! - along[next - 1]!);
    const [a, b] = [path[next - 1]!, path[next]!];
    const mixed = a.map((value, i) => value + (b[i]! - value) * share) as unknown as Lab;
    return linear(mixed).map(encode) as unknown as Color;
  });
}

/** Oklab to linear light. */
function linear([lightness, a, b]: Lab): [number, number, number] {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

/** Linear light to the bytes of sRGB. */
function encode(light: number): number {
  const clean = Math.min(1, Math.max(0, light));
  return Math.round(255 * (clean <= 0.0031308 ? 12.92 * clean : 1.055 * clean ** (1 / 2.4) - 0.055));
}
