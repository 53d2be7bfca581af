// Everything random in the pictures comes from these functions, so a picture is the same at every run.

export const clamp = (v, low = 0, high = 1) => Math.min(Math.max(v, low), high);
export const mix = (a, b, t) => a + (b - a) * t;
export const smooth = (from, to, v) => {
  const t = clamp((v - from) / (to - from));
  return t * t * (3 - 2 * t);
};
export const mixColor = (a, b, t) => [mix(a[0], b[0], t), mix(a[1], b[1], t), mix(a[2], b[2], t)];
export const scaleColor = (c, k) => [c[0] * k, c[1] * k, c[2] * k];

/** A number in [0, 1) for whole numbers x, y, z. */
export function hash(x, y = 0, z = 0) {
  let h = Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1) ^ Math.imul(z, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 4294967296;
}

/** A stream of numbers in [0, 1) from one seed. */
export function dice(seed) {
  let n = 0;
  return (low = 0, high = 1) => mix(low, high, hash(n++, seed, 77));
}

const ease = (t) => t * t * t * (t * (t * 6 - 15) + 10);

/** Smooth value noise in [0, 1). */
export function noise(x, y, seed = 0) {
  const i = Math.floor(x);
  const j = Math.floor(y);
  const u = ease(x - i);
  const top = mix(hash(i, j, seed), hash(i + 1, j, seed), u);
  const bottom = mix(hash(i, j + 1, seed), hash(i + 1, j + 1, seed), u);
  return mix(top, bottom, ease(y - j));
}

/** Octaves of noise, in [0, 1), each turned against the last so that the lattice does not show. */
export function fbm(x, y, octaves = 5, seed = 0) {
  let sum = 0;
  let weight = 0.5;
  let total = 0;
  for (let o = 0; o < octaves; o++) {
    sum += weight * noise(x, y, seed + o * 101);
    total += weight;
    weight *= 0.5;
    [x, y] = [1.62 * x - 1.18 * y + 7.3, 1.18 * x + 1.62 * y + 3.1];
  }
  return sum / total;
}

/** The same in space: slices of flat noise, blended. */
export function fbm3(x, y, z, octaves = 4, seed = 0) {
  let sum = 0;
  let total = 0;
  for (let o = 0, weight = 0.5, k = 1; o < octaves; o++, weight /= 2, k *= 2.03) {
    const slice = Math.floor(z * k);
    const here = noise(x * k + 5.3 * o, y * k + 1.7 * o, seed + slice * 7 + o * 911);
    const next = noise(x * k + 5.3 * o, y * k + 1.7 * o, seed + slice * 7 + 7 + o * 911);
    sum += weight * mix(here, next, ease(z * k - slice));
    total += weight;
  }
  return sum / total;
}

/** Distance to the nearest of the scattered points, gap to the second nearest, and the nearest one's number. */
export function cells(x, y, seed = 0, jitter = 0.9) {
  const i = Math.floor(x);
  const j = Math.floor(y);
  let near = 9;
  let second = 9;
  let id = 0;
  for (let b = j - 1; b <= j + 1; b++)
    for (let a = i - 1; a <= i + 1; a++) {
      const dx = a + 0.5 + jitter * (hash(a, b, seed) - 0.5) - x;
      const dy = b + 0.5 + jitter * (hash(a, b, seed + 1) - 0.5) - y;
      const d = Math.hypot(dx, dy);
      if (d < near) {
        second = near;
        near = d;
        id = hash(a, b, seed + 2);
      } else if (d < second) second = d;
    }
  return { near, gap: second - near, id };
}
