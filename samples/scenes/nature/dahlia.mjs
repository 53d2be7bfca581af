import { over, rgb, shade } from '../../brush/canvas.mjs';
import { dice, fbm, mix, mixColor, smooth } from '../../brush/noise.mjs';

/** A dahlia close by: rings of petals, each over the last. */
export function draw(width = 560, height = 460) {
  const roll = dice(5);
  const [cx, cy] = [width * 0.5, height * 0.5];
  const lamps = Array.from({ length: 34 }, () => ({
    x: roll(0, width),
    y: roll(0, height),
    r: roll(12, 34),
    tone: roll(),
  }));
  const ground = shade(
    width,
    height,
    (x, y) => {
      let color = mixColor(rgb('#08201c'), rgb('#35643a'), smooth(0.25, 0.8, fbm(x / 150 + 2, y / 150, 2, 3)));
      for (const l of lamps) {
        const d = Math.hypot(x - l.x, y - l.y) / l.r;
        if (d < 1)
          color = mixColor(
            color,
            mixColor(rgb('#d9c46a'), rgb('#6fae7a'), l.tone),
            0.2 * smooth(1, 0.9, d) * (0.6 + 0.4 * d),
          );
      }
      return color;
    },
    1,
  );
  let defs = '';
  let body = '';
  const rings = 13;
  for (let ring = 0; ring < rings; ring++) {
    const t = ring / (rings - 1);
    const long = mix(212, 20, t ** 0.82);
    const wide = mix(36, 7, t ** 0.8);
    const count = Math.round(mix(21, 11, t));
    const tip = ['#ff9f5e', '#ff8f58', '#ff8162', '#fb675d', '#ee4c5c', '#d7365a', '#b02252'][
      Math.min(6, Math.floor(t * 7))
    ];
    const base = ['#d02a5b', '#c42259', '#b41b55', '#a1154f', '#8b1047', '#720b3d', '#570730'][
      Math.min(6, Math.floor(t * 7))
    ];
    defs += `<linearGradient id="p${ring}" x1="0" y1="0" x2="1" y2="0"><stop offset=".38" stop-color="${base}"/><stop offset=".84" stop-color="${tip}"/><stop offset="1" stop-color="#ffc584"/></linearGradient>`;
    for (let k = 0; k < count; k++) {
      const angle = (360 * (k + (ring % 2) / 2)) / count + roll(-2.5, 2.5) + ring * 4;
      const l = long * roll(0.95, 1.05);
      const w = wide * roll(0.92, 1.06);
      const shape = `M0 0C${l * 0.35} ${-w * 0.75} ${l * 0.86} ${-w * 1.35} ${l} 0C${l * 0.86} ${w * 1.35} ${l * 0.35} ${w * 0.75} 0 0Z`;
      const veins = [-0.55, -0.28, 0, 0.28, 0.55]
        .map(
          (v) =>
            `<path d="M${l * 0.25} ${w * v * 0.5}Q${l * 0.7} ${w * v * 1.15} ${l * 0.96} ${w * v * 0.12}" stroke="${base}" stroke-opacity="${v === 0 ? 0.55 : 0.28}" stroke-width="${v === 0 ? 1.6 : 0.9}" fill="none"/>`,
        )
        .join('');
      const fold = `<path d="M0 0C${l * 0.35} ${w * 0.75} ${l * 0.86} ${w * 1.35} ${l} 0Q${l * 0.6} ${w * 0.32} 0 0Z" fill="#4a0626" fill-opacity=".24"/>`;
      const light = 0.5 + 0.5 * Math.cos(((angle - 235) * Math.PI) / 180);
      const shadeOver = `<path d="${shape}" fill="#2c0420" fill-opacity="${(0.3 * (1 - light)).toFixed(2)}"/><path d="${shape}" fill="#fff3e0" fill-opacity="${(0.12 * light).toFixed(2)}"/>`;
      body += `<g transform="translate(${cx} ${cy}) rotate(${angle.toFixed(2)})"><path d="${shape}" transform="translate(${(-0.02 * l).toFixed(1)} 0) scale(1.03 1.12)" fill="#3a0420" fill-opacity=".5" filter="url(#soft)"/><path d="${shape}" fill="url(#p${ring})"/>${veins}${fold}${shadeOver}</g>`;
    }
  }
  const heart = `<circle cx="${cx}" cy="${cy}" r="26" fill="url(#heart)"/>`;
  defs += `<filter id="soft" x="-20%" y="-60%" width="140%" height="220%"><feGaussianBlur stdDeviation="3.2"/></filter><radialGradient id="heart"><stop offset="0" stop-color="#3f0620" stop-opacity=".85"/><stop offset="1" stop-color="#3f0620" stop-opacity="0"/></radialGradient><radialGradient id="lens" r=".75"><stop offset=".55" stop-color="#000" stop-opacity="0"/><stop offset="1" stop-color="#000" stop-opacity=".45"/></radialGradient>`;
  return over(ground, `<defs>${defs}</defs>${body}${heart}<rect width="100%" height="100%" fill="url(#lens)"/>`);
}
