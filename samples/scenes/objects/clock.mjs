import { over, rgb, shade } from '../../brush/canvas.mjs';
import { write } from '../../brush/letters.mjs';
import { fbm, mixColor, noise, scaleColor, smooth } from '../../brush/noise.mjs';

/** A station clock at nine minutes past ten, on a plastered wall in slanting sun. */
export async function draw(size = 480) {
  const wall = shade(size, size, (x, y) => {
    const grain = fbm(x / 5, y / 5, 4, 3) - fbm((x + 2) / 5, (y + 2) / 5, 4, 3);
    const trowel = fbm(x / 60 + y / 150, y / 40, 4, 9) - fbm((x + 5) / 60 + y / 150, (y + 5) / 40, 4, 9);
    const crack =
      smooth(0.012, 0.002, Math.abs(fbm(x / 150, y / 190, 4, 5) - 0.545)) *
      smooth(0.5, 0.62, noise(x / 160 + 3, y / 160, 6));
    const sun = smooth(-30, 30, 330 - y * 0.55 + x * 0.42 + 10) * 0.35 + 0.65;
    const base = mixColor(rgb('#c8693f'), rgb('#dd9463'), fbm(x / 120, y / 120, 4, 2));
    return scaleColor(base, (1 + 0.8 * grain + 1.5 * trowel) * (1 - 0.55 * crack) * sun);
  });
  const c = size / 2;
  const r = size * 0.375;
  const turn = (degrees, body) => `<g transform="rotate(${degrees} ${c} ${c})">${body}</g>`;
  let marks = '';
  for (let m = 0; m < 60; m++) {
    const long = m % 5 === 0;
    marks += turn(
      m * 6,
      `<rect x="${c - (long ? 2.6 : 0.9)}" y="${c - r * 0.93}" width="${long ? 5.2 : 1.8}" height="${long ? 15 : 8}" fill="#22242a"/>`,
    );
  }
  for (let h = 1; h <= 12; h++) {
    const a = (h * Math.PI) / 6;
    marks += write(String(h), {
      x: c + Math.sin(a) * r * 0.735,
      y: c - Math.cos(a) * r * 0.735 + 11,
      size: 3.2,
      weight: 1.25,
      color: '#1d2027',
      middle: true,
    });
  }
  const hand = (degrees, shape, color) =>
    `<g filter="url(#cast)">${turn(degrees, `<path d="${shape}" fill="${color}"/>`)}</g>`;
  const taper = (wide, long, tail) =>
    `M${c - wide} ${c + tail}L${c - wide * 0.62} ${c - long}L${c} ${c - long - wide}L${c + wide * 0.62} ${c - long}L${c + wide} ${c + tail}Z`;
  return over(
    wall,
    `<defs>
<radialGradient id="face" cx=".4" cy=".34" r=".8"><stop offset="0" stop-color="#fffdf3"/><stop offset=".7" stop-color="#efe6cf"/><stop offset="1" stop-color="#cbbd9d"/></radialGradient>
<linearGradient id="brass" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#fff1bd"/><stop offset=".22" stop-color="#d9a94e"/><stop offset=".45" stop-color="#8a5a1d"/><stop offset=".62" stop-color="#c9923d"/><stop offset=".8" stop-color="#5e3a10"/><stop offset="1" stop-color="#a87532"/></linearGradient>
<linearGradient id="inner" x1="1" y1="1" x2="0" y2="0"><stop offset="0" stop-color="#f5dd98"/><stop offset=".5" stop-color="#8f6222"/><stop offset="1" stop-color="#3e260a"/></linearGradient>
<linearGradient id="glare" x1="0" y1="0" x2=".7" y2="1"><stop offset="0" stop-color="#fff" stop-opacity=".26"/><stop offset="1" stop-color="#fff" stop-opacity=".01"/></linearGradient>
<filter id="blur" x="-40%" y="-40%" width="180%" height="180%"><feGaussianBlur stdDeviation="11"/></filter>
<filter id="near" x="-40%" y="-40%" width="180%" height="180%"><feGaussianBlur stdDeviation="5"/></filter>
<filter id="cast" x="-50%" y="-50%" width="200%" height="200%"><feDropShadow dx="5" dy="7" stdDeviation="3" flood-color="#2a1c08" flood-opacity=".45"/></filter></defs>
<ellipse cx="${c + 26}" cy="${c + 32}" rx="${r * 1.13}" ry="${r * 1.13}" fill="#2b0f06" fill-opacity=".62" filter="url(#blur)"/>
<circle cx="${c}" cy="${c}" r="${r * 1.17}" fill="url(#brass)"/><circle cx="${c}" cy="${c}" r="${r * 1.1}" fill="none" stroke="url(#inner)" stroke-width="${r * 0.1}"/>
<circle cx="${c}" cy="${c}" r="${r * 1.165}" fill="none" stroke="#fff4cc" stroke-opacity=".55" stroke-width="1.5"/>
<circle cx="${c}" cy="${c}" r="${r * 1.03}" fill="url(#face)"/>
<path d="M${c - r * 1.03} ${c}A${r * 1.03} ${r * 1.03} 0 0 1 ${c} ${c - r * 1.03}A${r * 1.03} ${r * 1.03} 0 0 1 ${c + r * 0.73} ${c - r * 0.73}" fill="none" stroke="#3a2a10" stroke-opacity=".5" stroke-width="11" filter="url(#near)"/>
${marks}${hand(304.5, taper(6.5, r * 0.47, 30), '#191b21')}${hand(54, taper(4.6, r * 0.76, 36), '#191b21')}${hand(201, taper(1.6, r * 0.8, 44), '#c2261d')}
<circle cx="${c}" cy="${c}" r="10" fill="url(#brass)" stroke="#4a2f0c"/>
<path d="M${c - r * 0.93} ${c + r * 0.1}A${r * 0.94} ${r * 0.94} 0 0 1 ${c + r * 0.5} ${c - r * 0.79}Q${c - r * 0.1} ${c - r * 0.45} ${c - r * 0.93} ${c + r * 0.1}Z" fill="url(#glare)"/>`,
  );
}
