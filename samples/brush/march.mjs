// A small ray marcher: shapes are signed distances, light is one soft lamp, a window that glossy things mirror, and the sky.
import { film, shade } from './canvas.mjs';
import { clamp, smooth } from './noise.mjs';

export const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
export const unit = (a) => {
  const n = 1 / Math.sqrt(dot(a, a));
  return [a[0] * n, a[1] * n, a[2] * n];
};
const cross = (a, b) => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
const along = (p, d, t) => [p[0] + d[0] * t, p[1] + d[1] * t, p[2] + d[2] * t];

export const sphere = (cx, cy, cz, r) => (x, y, z) => Math.hypot(x - cx, y - cy, z - cz) - r;
export const ellipsoid = (cx, cy, cz, rx, ry, rz) => (x, y, z) => {
  const k = Math.hypot((x - cx) / rx, (y - cy) / ry, (z - cz) / rz);
  const g = Math.hypot((x - cx) / (rx * rx), (y - cy) / (ry * ry), (z - cz) / (rz * rz));
  return g < 1e-9 ? -Math.min(rx, ry, rz) : (k * (k - 1)) / g;
};
export const box = (cx, cy, cz, hx, hy, hz, round) => (x, y, z) => {
  const a = Math.abs(x - cx) - hx + round;
  const b = Math.abs(y - cy) - hy + round;
  const c = Math.abs(z - cz) - hz + round;
  return Math.hypot(Math.max(a, 0), Math.max(b, 0), Math.max(c, 0)) + Math.min(Math.max(a, b, c), 0) - round;
};
export const capsule = (a, b, r) => {
  const ab = along(b, a, -1);
  const length2 = dot(ab, ab);
  return (x, y, z) => {
    const t = clamp(((x - a[0]) * ab[0] + (y - a[1]) * ab[1] + (z - a[2]) * ab[2]) / length2);
    return Math.hypot(x - a[0] - ab[0] * t, y - a[1] - ab[1] * t, z - a[2] - ab[2] * t) - r;
  };
};
/** A cylinder along the z axis (facing the viewer) or the y axis. */
export const disc =
  (cx, cy, cz, r, half, round, axis = 'z') =>
  (x, y, z) => {
    const flat = axis === 'z' ? Math.hypot(x - cx, y - cy) : Math.hypot(x - cx, z - cz);
    const a = flat - r + round;
    const b = Math.abs(axis === 'z' ? z - cz : y - cy) - half + round;
    return Math.hypot(Math.max(a, 0), Math.max(b, 0)) + Math.min(Math.max(a, b), 0) - round;
  };
export const torus =
  (cx, cy, cz, r, thick, axis = 'z') =>
  (x, y, z) => {
    const flat = axis === 'z' ? Math.hypot(x - cx, y - cy) : Math.hypot(x - cx, z - cz);
    return Math.hypot(flat - r, axis === 'z' ? z - cz : y - cy) - thick;
  };

/**
 * Draws shapes [{ distance(x, y, z), color(x, y, z) | [r, g, b], gloss, glow, bump(x, y, z) }] seen by
 * a camera { from, to, zoom } under { lamp, lampColor, sky, window } before backdrop(u, v).
 */
export function march(width, height, { shapes, camera, light, backdrop, samples = 2 }) {
  const forward = unit(along(camera.to, camera.from, -1));
  const right = unit(cross(forward, [0, 1, 0]));
  const up = cross(right, forward);
  const lamp = unit(light.lamp);
  let hit = shapes[0];
  const field = (x, y, z) => {
    let best = 1e9;
    for (const shape of shapes) {
      const d = shape.distance(x, y, z);
      if (d < best) {
        best = d;
        hit = shape;
      }
    }
    return best;
  };
  const shadow = (p) => {
    let lit = 1;
    for (let t = 0.03, n = 0; t < 7 && n < 48; n++) {
      const q = along(p, lamp, t);
      const d = field(q[0], q[1], q[2]);
      lit = Math.min(lit, (light.hardness * d) / t);
      if (lit < 0.003) return 0;
      t += clamp(d, 0.025, 0.35);
    }
    return lit * lit * (3 - 2 * lit);
  };
  const openness = (p, n) => {
    let shut = 0;
    for (let k = 1; k <= 5; k++) {
      const q = along(p, n, 0.07 * k);
      shut += (0.07 * k - field(q[0], q[1], q[2])) / 2 ** k;
    }
    return clamp(1 - 6.5 * shut);
  };
  const normal = (p, shape) => {
    const f = shape.bump ? (x, y, z) => shape.distance(x, y, z) - shape.bump(x, y, z) : shape.distance;
    const e = 0.0015;
    return unit([
      f(p[0] + e, p[1], p[2]) - f(p[0] - e, p[1], p[2]),
      f(p[0], p[1] + e, p[2]) - f(p[0], p[1] - e, p[2]),
      f(p[0], p[1], p[2] + e) - f(p[0], p[1], p[2] - e),
    ]);
  };
  const lightAt = (p, ray, shape) => {
    const n = normal(p, shape);
    const base = typeof shape.color === 'function' ? shape.color(p[0], p[1], p[2]) : shape.color;
    const open = openness(p, n);
    const straight = clamp(dot(n, lamp));
    const lit = straight > 0 ? straight * shadow(along(p, n, 0.01)) : 0;
    const mirror = along(ray, n, -2 * dot(ray, n));
    const gloss = shape.gloss ?? 0;
    const edge = (1 - clamp(-dot(n, ray))) ** 4;
    const seen = light.window(mirror, shape.rough ?? 0.15);
    const skyward = 0.5 + 0.5 * n[1];
    const back = clamp(-n[0] * lamp[0] - n[2] * lamp[2]) * 0.18;
    return [0, 1, 2].map((c) => {
      const soft = (light.sky[c] * skyward + light.ground[c] * (1 - skyward) + back * light.sky[c]) * open;
      const shine = gloss * (0.35 + 0.65 * open) * (1 + 4 * edge) * seen[c] * (shape.metal ? base[c] : 1);
      return (
        base[c] * (shape.metal ? 0.35 : 1) * (lit * light.lampColor[c] + soft) +
        shine +
        (shape.glow ? base[c] * shape.glow : 0)
      );
    });
  };
  const trace = (px, py) => {
    const u = (px - width / 2) / height;
    const v = (height / 2 - py) / height;
    const ray = unit([0, 1, 2].map((c) => forward[c] * camera.zoom + right[c] * u + up[c] * v));
    for (let t = camera.near ?? 0.5, n = 0; t < 30 && n < 110; n++) {
      const p = along(camera.from, ray, t);
      const d = field(p[0], p[1], p[2]);
      if (d < 0.0012 * t) {
        const c = lightAt(p, ray, hit);
        const far = smooth(light.fog ?? 20, (light.fog ?? 20) * 2.2, t);
        const b = far > 0 ? backdrop(u, v) : c;
        return [0, 1, 2].map((k) => film(c[k] + (b[k] - c[k]) * far));
      }
      t += d * 0.85;
    }
    return backdrop(u, v).map(film);
  };
  return shade(width, height, trace, samples);
}
