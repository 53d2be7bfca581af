import { signal, sine } from '../../tone/signal.mjs';

/** A cricket's song: chirps of a few strokes of the wing, each stroke a tone that swells and stops. */
const song =
  ({ frequency, stroke, strokes, pause, from }) =>
  (t) => {
    const chirp = strokes * stroke + pause;
    const u = (t - from + chirp) % chirp;
    if (t < from || u >= strokes * stroke) return 0;
    const length = 0.72 * stroke;
    const v = (u % stroke) / length;
    if (v >= 1) return 0;
    const swell = Math.sin(Math.PI * v ** 1.4) ** 1.3;
    // The pitch falls by a little more than two per cent along the stroke.
    const turns = frequency * length * (v - 0.012 * v * v);
    return swell * (0.6 + 0.4 * (u / (strokes * stroke))) * sine(turns);
  };

/** One cricket near by and another, higher and slower, farther off. */
export function play(rate) {
  const near = song({ frequency: 4300, stroke: 0.033, strokes: 4, pause: 0.19, from: 0.03 });
  const far = song({ frequency: 5050, stroke: 0.041, strokes: 3, pause: 0.23, from: 0.2 });
  const whole = (t) => Math.min(1, Math.max(0, (0.99 - t) / 0.03));
  return signal(rate, 1, (t) => whole(t) * (near(t) + 0.14 * far(t)));
}
