import { clamp, smooth } from './noise.mjs';

/** A bright window in the direction a glossy thing mirrors, blurred by its roughness, over a dim room. */
export const studio = (from, panes, glow, room) => (m, rough) => {
  const front = m[0] * from[0] + m[1] * from[1] + m[2] * from[2];
  const a = m[0] * -from[2] + m[2] * from[0];
  const b = m[1] - front * from[1];
  const inside =
    front <= 0 ? 0 : smooth(0.34 + rough, 0.34 - rough, Math.abs(a)) * smooth(0.3 + rough, 0.3 - rough, Math.abs(b));
  const bars = panes ? 1 - smooth(0.05, 0.02, Math.abs(a)) * (1 - rough * 3) : 1;
  const up = 0.5 + 0.5 * m[1];
  return [0, 1, 2].map((c) => glow[c] * inside * clamp(bars) + room[c] * (0.25 + up));
};
