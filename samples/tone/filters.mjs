/** A second-order section run over a signal, with coefficients for each moment: in steps they would click. */
function section(sound, rate, at) {
  let x1 = 0;
  let x2 = 0;
  let y1 = 0;
  let y2 = 0;
  return sound.map((x, i) => {
    const c = at(i / rate);
    const y = c.b0 * x + c.b1 * x1 + c.b2 * x2 - c.a1 * y1 - c.a2 * y2;
    x2 = x1;
    x1 = x;
    y2 = y1;
    y1 = y;
    return y;
  });
}

const value = (v, t) => (typeof v === 'function' ? v(t) : v);

// Low, high and band pass after Robert Bristow-Johnson's "Audio EQ cookbook"; cutoffs are hertz or functions of time.
const cookbook =
  (numerator) =>
  (sound, rate, cutoff, q = Math.SQRT1_2) =>
    section(sound, rate, (t) => {
      const w = (2 * Math.PI * Math.min(value(cutoff, t), 0.49 * rate)) / rate;
      const cos = Math.cos(w);
      const alpha = Math.sin(w) / (2 * value(q, t));
      const [b0, b1, b2] = numerator(cos, alpha).map((b) => b / (1 + alpha));
      return { b0, b1, b2, a1: (-2 * cos) / (1 + alpha), a2: (1 - alpha) / (1 + alpha) };
    });
export const lowPass = cookbook((cos) => [(1 - cos) / 2, 1 - cos, (1 - cos) / 2]);
export const highPass = cookbook((cos) => [(1 + cos) / 2, -1 - cos, (1 + cos) / 2]);
export const bandPass = cookbook((_, alpha) => [alpha, 0, -alpha]);

/** Klatt's resonator: poles at a frequency and bandwidth in hertz, gain 1 at zero frequency. */
function poles(rate, frequency, bandwidth) {
  const radius = Math.exp((-Math.PI * bandwidth) / rate);
  const a1 = -2 * radius * Math.cos((2 * Math.PI * frequency) / rate);
  const a2 = radius * radius;
  return { b0: 1 + a1 + a2, b1: 0, b2: 0, a1, a2 };
}

export const resonate = (sound, rate, frequency, bandwidth) =>
  section(sound, rate, (t) => poles(rate, value(frequency, t), value(bandwidth, t)));

/** The inverse of `resonate`: zeros in place of poles. */
export const antiResonate = (sound, rate, frequency, bandwidth) =>
  section(sound, rate, (t) => {
    const { b0, a1, a2 } = poles(rate, value(frequency, t), value(bandwidth, t));
    return { b0: 1 / b0, b1: a1 / b0, b2: a2 / b0, a1: 0, a2: 0 };
  });

/** Every `factor`-th value of a signal, what lies above the new half rate taken out first. */
export function decimate(sound, factor) {
  const half = 16 * factor;
  const taps = Array.from({ length: 2 * half + 1 }, (_, k) => {
    const x = (0.92 * (k - half)) / factor;
    const window =
      0.42 + 0.5 * Math.cos((Math.PI * (k - half)) / half) + 0.08 * Math.cos((2 * Math.PI * (k - half)) / half);
    return x === 0 ? window : (window * Math.sin(Math.PI * x)) / (Math.PI * x);
  });
  const total = taps.reduce((sum, tap) => sum + tap, 0);
  return new Float64Array(Math.floor(sound.length / factor)).map((_, i) =>
    taps.reduce((sum, tap, k) => sum + (tap / total) * (sound[i * factor + k - half] ?? 0), 0),
  );
}
