import { over, rgb, sampler, shade } from '../../brush/canvas.mjs';
import { measure, write } from '../../brush/letters.mjs';
import { clamp, dice, fbm, noise, scaleColor, smooth } from '../../brush/noise.mjs';

const words =
  `ook at a leaf twice and you have seen two leaves. The light has moved, the wind has turned the blade, a cloud has
passed over, and your own eye stands a step to the left. Yet nobody doubts that it is the same leaf. Whoever would
teach a machine to see must teach it this first: what may change, and what may not. So we turn the picture a little,
dim it, blur it, strew it with grains like sand, and show it again. A thousand times we show it, and never once is it
the same, and always it is a leaf. The veins keep their order. The edge keeps its teeth. What is left when all else
has been shaken is the thing itself, and that is what we hoped would be learnt. There is an old rule among printers
that no two sheets from one press are alike. The ink thins, the paper swells, the boy who pulls the bar is tired by
noon. They did not count this a fault. A reader who had met the letter in all its weathers would know it anywhere.`
    .replace(/\s+/g, ' ')
    .split(' ');
const ink = '#241d18';

/** Words set in justified lines; room(y) gives the left and right ends of a line. */
function paragraph(top, bottom, leading, size, room) {
  let body = '';
  let next = 0;
  for (let y = top; y < bottom && next < words.length; y += leading) {
    const [left, right] = room(y);
    let take = 1;
    let used = measure(words[next]);
    while (next + take < words.length && (used + measure(words[next + take]) + 4.2) * size < right - left)
      used += measure(words[next + take++]) + 4.2;
    const line = words.slice(next, next + take);
    const last = next + take >= words.length;
    const spare =
      last || take < 2 ? 4.2 * size : (right - left - line.reduce((sum, w) => sum + measure(w), 0) * size) / (take - 1);
    let x = left;
    for (const word of line) {
      body += write(word, { x, y, size, weight: 0.95, color: ink });
      x += measure(word) * size + spare;
    }
    next += take;
  }
  return body;
}

/** A leaf as an engraver cuts it: outline, veins, and hatching on the shaded half. */
function engraving(cx, cy) {
  const half = (t) => 74 * Math.sin(Math.PI * t ** 0.8) ** 0.9 * (1 - 0.25 * t);
  const edge = (side) =>
    Array.from(
      { length: 61 },
      (_, n) =>
        `${(cx + side * (half(n / 60) + (n % 4 === 2 ? 5 : 0))).toFixed(1)} ${(cy + 110 - (n / 60) * 220).toFixed(1)}`,
    );
  let body = `<path d="M${edge(-1).join('L')}L${edge(1).reverse().join('L')}" stroke-width="1.7"/><path d="M${cx - 14} ${cy + 168}Q${cx - 2} ${cy + 140} ${cx} ${cy + 108}V${cy - 104}" stroke-width="2.6"/>`;
  for (let n = 1; n < 10; n++)
    for (const side of [-1, 1]) {
      const t = n / 10.5;
      const reach = half(Math.min(1, t + 0.12)) * 0.94;
      const y = cy + 110 - t * 220;
      body += `<path d="M${cx} ${y}Q${cx + side * reach * 0.5} ${y - 8} ${cx + side * reach} ${y - 27}" stroke-width="1.3"/>`;
    }
  for (let n = 0; n < 84; n++) {
    const t = 0.03 + (n / 84) * 0.94;
    const y = cy + 110 - t * 220;
    body += `<path d="M${cx + 3} ${y}L${(cx + half(t) * 0.96).toFixed(1)} ${(y - half(t) * 0.3).toFixed(1)}" stroke-width=".75"/>`;
    if (n % 2)
      body += `<path d="M${(cx - half(t) * 0.95).toFixed(1)} ${(y - half(t) * 0.25).toFixed(1)}L${(cx - half(t) * 0.62).toFixed(1)} ${(y - half(t) * 0.13).toFixed(1)}" stroke-width=".75"/>`;
  }
  return `<g fill="none" stroke="${ink}" stroke-linecap="round" stroke-linejoin="round">${body}</g>`;
}

/** A page of a printed book with an initial and an engraved leaf, lying open under a reading lamp. */
export async function draw(width = 420, height = 560) {
  const [w, h] = [840, 1120];
  const roll = dice(3);
  const paper = shade(
    w,
    h,
    (x, y) => {
      const fibre = 0.97 + 0.05 * fbm(x / 3, y / 3, 3, 2) + 0.03 * noise(x / 30, y / 3, 5);
      const age = smooth(0.55, 0.8, fbm(x / 190, y / 190, 4, 12));
      const fox = smooth(0.62, 0.8, fbm(x / 22, y / 22, 4, 31)) * 0.12;
      return [0.87, 0.79, 0.63].map((c, n) => c * fibre * (1 - age * 0.05 * (n + 1)) * (1 - fox * (0.4 + 0.4 * n)));
    },
    1,
  );
  const initial = `<rect x="112" y="236" width="92" height="92" fill="#8e1f1b"/><rect x="117" y="241" width="82" height="82" fill="none" stroke="#f0dfb8" stroke-width="2"/>${Array.from({ length: 26 }, () => `<circle cx="${roll(124, 192).toFixed(0)}" cy="${roll(248, 316).toFixed(0)}" r="${roll(1.4, 3.4).toFixed(1)}" fill="#b4524a"/>`).join('')}${write('L', { x: 139, y: 311, size: 8.8, weight: 1.5, color: '#f8ecd0' })}`;
  const flat = await sampler(
    await over(
      paper,
      `${write('THE KEEN EYE', { x: 425, y: 96, size: 2, weight: 0.9, color: ink, middle: true })}${write('87', { x: 716, y: 96, size: 2, weight: 0.95, color: ink })}<path d="M112 112H738" stroke="${ink}" stroke-width="1.2"/>
${write('Of Leaves', { x: 425, y: 190, size: 7, weight: 0.85, color: '#7d1b18', middle: true })}<path d="M330 212Q425 200 520 212Q425 222 330 212Z" fill="#7d1b18"/>${initial}
${paragraph(262, 1040, 34.5, 2.5, (y) => [y < 340 ? 218 : 112, y > 490 && y < 850 ? 500 : 738])}
${engraving(628, 640)}${write('Fig. 12', { x: 618, y: 838, size: 1.9, weight: 0.9, color: ink, middle: true })}`,
    ),
  );
  const desk = (x, y) => scaleColor(rgb('#3d2314'), 0.5 + fbm(x / 40, y / 6, 4, 4));
  return shade(
    width,
    height,
    (px, py) => {
      const u = (px - 10) / (width - 26);
      const rise = 17 * Math.exp(-u * 5.5) + 5 * u * u;
      const y = (py - 4 - rise) * (h / (height - 26)) + (px - width / 2) * 0.035;
      const x = (u + 0.055 * Math.exp(-u * 8) - 0.055) * w * 1.02 + (py - height / 2) * 0.02;
      const edge = w + 2 * noise(py / 3, 1, 3);
      if (x > edge || y > h || y < 0) {
        const leaves = x > edge && x < edge + 13 && y < h && y > 0 ? 0.55 + 0.3 * Math.sin(x * 2.6) : 0;
        return leaves ? scaleColor([0.6, 0.5, 0.36], leaves) : scaleColor(desk(px, py), 0.45);
      }
      const gutter = 1 - 0.86 * Math.exp(-clamp(u + 0.02, 0, 1) * 17);
      const swell = 0.9 + 0.2 * Math.sin(Math.PI * clamp(u * 1.15 + 0.02) ** 0.6);
      const lamp = 0.62 + 0.55 * Math.exp(-(((px - width * 0.62) / 300) ** 2) - ((py - height * 0.3) / 330) ** 2);
      const warm = [1.03, 0.98, 0.9];
      return flat(x, y).map((c, n) => c * gutter * swell * lamp * warm[n]);
    },
    3,
  );
}
