import { rgb, shade } from '../../brush/canvas.mjs';
import { clamp, fbm, hash, noise, scaleColor } from '../../brush/noise.mjs';

const chart = [
  '......o.....',
  '.....ooo....',
  '....o.o.o...',
  '..o..ooo..o.',
  '.oo.o.o.o.oo',
  'o..ooo.ooo..',
  '.oo.o.o.o.oo',
  '..o..ooo..o.',
  '....o.o.o...',
  '.....ooo....',
  '......o.....',
  '............',
  'xx..xx..xx..',
  '..xx..xx..xx',
  '............',
];

/** A winter jersey: stockinette stitches, each two leaning strands, in a pattern of stars. */
export function draw(width = 400, height = 540) {
  const colors = { '.': rgb('#8d1f2d'), o: rgb('#f3ead8'), x: rgb('#1f4a58') };
  const [wide, tall] = [17.2, 14.2];
  const strand = (u, v, lean) => {
    const t = clamp((v + 0.18 + lean * (u - lean * 0.27) * 0.55) / 1.3);
    const bow = lean * (0.05 + 0.36 * t ** 0.8);
    const d = Math.abs(u - bow) / (0.275 * Math.sin(Math.PI * (0.12 + 0.8 * t)) ** 0.6);
    return { d: Math.hypot(d, Math.max(0, Math.abs(v - 0.47) - 0.62) * 9), t, side: (u - bow) * lean };
  };
  return shade(
    width,
    height,
    (px, py) => {
      const x = px + 2.5 * (noise(px / 40, py / 40, 3) - 0.5) + 9 * Math.sin(py / 170);
      const y = py + 2.5 * (noise(px / 40, py / 40, 4) - 0.5) + 6 * Math.sin(px / 140);
      const i = Math.floor(x / wide);
      const j = Math.floor(y / tall);
      let best = { z: -1 };
      for (let row = j - 1; row <= j + 1; row++) {
        const u = x / wide - i - 0.5;
        const v = 1 - (y / tall - row);
        const s = strand(u, v, u < 0 ? -1 : 1);
        const z = s.d < 1 ? Math.sqrt(1 - s.d * s.d) - 0.35 * s.t : -1;
        if (z > best.z) best = { z, s, row, lean: u < 0 ? -1 : 1 };
      }
      const large = 0.62 + 0.6 * fbm(px / 190, py / 190, 2, 8) - 0.1 * Math.sin(py / 170 + 0.6);
      if (best.z <= -0.9) return scaleColor(colors['.'], 0.07);
      const { s, row, lean, z } = best;
      const mark = chart[((row % chart.length) + chart.length) % chart.length][((i % 12) + 12) % 12];
      const ply = 0.78 + 0.3 * Math.sin(19 * s.t + 9 * s.side * lean + hash(i, row) * 2);
      const fibre = 0.72 + 0.56 * noise(px * 0.9 + py * 0.5 * lean, (py - px * lean) * 0.28, 12);
      const height = Math.sqrt(Math.max(0, 1 - s.d * s.d));
      const lit = 0.22 + 0.78 * height - 0.16 * lean * (s.side > 0 ? s.d : -s.d) + 0.12 * z;
      return scaleColor(colors[mark], 1.5 * lit * ply * fibre * large);
    },
    2,
  );
}
