import { Draws } from '../../transforms/draws.ts';
import type { LightMask } from '../ops/index.ts';

/** Draws streaks: how much of each pixel one of them covers, its edge a pixel wide. */
export function streakCover(
  cover: Float32Array,
  width: number,
  height: number,
  { key, count, radiusPixels, lengthPixels, angleDegrees }: Extract<LightMask, { kind: 'streaks' }>,
): void {
  cover.fill(0);
  const draws = new Draws({ words: key });
  const turn = (angleDegrees * Math.PI) / 180;
  const [dx, dy] = [Math.cos(turn), -Math.sin(turn)];
  for (let i = 0; i < count; i++) {
    const [x, y] = [draws.unit() * width - 0.5, draws.unit() * height - 0.5];
    // Most are far away, few are near.
    const near = draws.unit() ** 2;
    const radius = radiusPixels[0] + (radiusPixels[1] - radiusPixels[0]) * near;
    const half = (lengthPixels[0] + (lengthPixels[1] - lengthPixels[0]) * near) / 2;
    capsule(cover, width, height, x, y, dx, dy, half, radius);
  }
}

function capsule(
  cover: Float32Array,
  width: number,
  height: number,
  x: number,
  y: number,
  dx: number,
  dy: number,
  half: number,
  radius: number,
): void {
  const reach = radius + 0.5;
  // A streak thinner than a pixel covers only a part of each.
  const strength = Math.min(1, 2 * radius);
  const [w, h] = [Math.abs(dx) * half + reach, Math.abs(dy) * half + reach];
  const last = Math.min(height - 1, Math.floor(y + h));
  const end = Math.min(width - 1, Math.floor(x + w));
  for (let row = Math.max(0, Math.ceil(y - h)); row <= last; row++) {
    for (let column = Math.max(0, Math.ceil(x - w)); column <= end; column++) {
      const [u, v] = [column - x, row - y];
      const along = Math.max(-half, Math.min(half, u * dx + v * dy));
      const distance = Math.sqrt((u - along * dx) ** 2 + (v - along * dy) ** 2);
      const part = strength * Math.min(1, Math.max(0, reach - distance));
      const at = row * width + column;
      if (part > cover[at]!) cover[at] = part;
    }
  }
}
