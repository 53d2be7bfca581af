import { over, rgb, shade } from '../../brush/canvas.mjs';
import { measure, write } from '../../brush/letters.mjs';
import { dice, fbm, mixColor, smooth } from '../../brush/noise.mjs';

const sky = (width, height) =>
  shade(
    width,
    height,
    (x, y) => {
      const puff = fbm(x / 170, y / 105, 6, 3);
      const lit = puff - fbm((x - 16) / 170, (y - 22) / 105, 5, 3);
      const cloud = smooth(0.5, 0.64, puff + (y / height - 0.5) * 0.2);
      const blue = mixColor(rgb('#1f63b5'), rgb('#9fd0f2'), y / height);
      return mixColor(blue, mixColor(rgb('#ffffff'), rgb('#aebdd0'), smooth(-0.06, 0.16, lit)), cloud * 0.95);
    },
    1,
  );

/** Twigs with leaves hanging into the picture, nearer than the lens is focused. */
function branch(roll, x, y, angle, long, depth) {
  const [tx, ty] = [x + Math.cos(angle) * long, y + Math.sin(angle) * long];
  let body = `<path d="M${x.toFixed(1)} ${y.toFixed(1)}L${tx.toFixed(1)} ${ty.toFixed(1)}" stroke="#4a3626" stroke-width="${(depth * 1.6).toFixed(1)}" stroke-linecap="round"/>`;
  const green = ['#3f7d2b', '#5d9a34', '#2f6427', '#86b545', '#a6c955'];
  for (let n = 0; n < 9; n++) {
    const t = roll(0.1, 1);
    const turn = ((angle + roll(-1.5, 1.5)) * 180) / Math.PI;
    const size = roll(11, 19);
    body += `<path d="M0 0Q${size * 0.5} ${-size * 0.5} ${size * 1.25} 0Q${size * 0.5} ${size * 0.5} 0 0Z" fill="${green[Math.floor(roll(0, 5))]}" transform="translate(${(x + (tx - x) * t).toFixed(1)} ${(y + (ty - y) * t).toFixed(1)}) rotate(${turn.toFixed(0)})"/>`;
  }
  if (depth > 1)
    for (let n = 0; n < 3; n++)
      body += branch(
        roll,
        x + (tx - x) * (0.4 + 0.3 * n),
        y + (ty - y) * (0.4 + 0.3 * n),
        angle + roll(-0.9, 0.9),
        long * roll(0.5, 0.75),
        depth - 1,
      );
  return body;
}

/** One enamelled blade in its own flat coordinates, then set askew by a matrix. */
const plate = (matrix, width, [light, base, dark], name, small) => `<g transform="matrix(${matrix})">
<rect x="4" y="6" width="${width}" height="86" rx="9" fill="#000" fill-opacity=".35" filter="url(#soft)"/>
<rect width="${width}" height="86" rx="9" fill="${dark}"/><rect x="1.5" y="1.5" width="${width - 3}" height="82" rx="8" fill="${base}"/>
<rect x="1.5" y="1.5" width="${width - 3}" height="82" rx="8" fill="url(#sheen)"/>
<rect x="7" y="7" width="${width - 14}" height="71" rx="5" fill="none" stroke="#fdfdf8" stroke-width="3.2"/>
${write(name, { x: width / 2, y: 55, size: (width - 76) / measure(name), weight: 1.25, color: '#fdfdf8', middle: true })}
${write(small, { x: width / 2, y: 72, size: 1.3, weight: 1.1, color: light, middle: true })}
<circle cx="15" cy="43" r="3.4" fill="#c9ced2" stroke="#3a3f44"/><circle cx="${width - 15}" cy="43" r="3.4" fill="#c9ced2" stroke="#3a3f44"/></g>`;

/** Two street names and a one-way arrow on a corner post, under a summer sky. */
export async function draw(width = 560, height = 420) {
  const roll = dice(23);
  const twigs =
    branch(roll, -30, 30, 0.25, 150, 3) +
    branch(roll, 60, -60, 0.6, 110, 3) +
    branch(roll, 590, 330, 3.6, 95, 3) +
    branch(roll, 585, 420, 3.9, 90, 2);
  const post = `<rect x="276" y="52" width="22" height="400" fill="url(#post)"/><ellipse cx="287" cy="52" rx="15" ry="8" fill="#6d757b"/><circle cx="287" cy="38" r="14" fill="url(#knob)"/>`;
  const arrow = `<g transform="matrix(1 -.03 0 1 196 310)"><rect x="4" y="7" width="184" height="64" rx="6" fill="#000" fill-opacity=".35" filter="url(#soft)"/><rect width="184" height="64" rx="6" fill="#14161a"/><rect x="4" y="4" width="176" height="56" rx="4" fill="none" stroke="#f6f6f2" stroke-width="2"/><path d="M14 32L46 11V22H172V42H46V53Z" fill="#f6f6f2"/>${write('ONE WAY', { x: 110, y: 38.4, size: 1.9, weight: 1.4, color: '#14161a', middle: true })}<rect width="184" height="64" rx="6" fill="url(#sheen)"/></g>`;
  return over(
    sky(width, height),
    `<defs><filter id="soft" x="-20%" y="-40%" width="140%" height="190%"><feGaussianBlur stdDeviation="4"/></filter><filter id="lens" x="-20%" y="-20%" width="140%" height="140%"><feGaussianBlur stdDeviation="2.2"/></filter>
<linearGradient id="post"><stop offset="0" stop-color="#5b636a"/><stop offset=".3" stop-color="#e3e8ea"/><stop offset=".55" stop-color="#9aa3a9"/><stop offset="1" stop-color="#343a40"/></linearGradient>
<radialGradient id="knob" cx=".35" cy=".3" r=".8"><stop offset="0" stop-color="#fff"/><stop offset=".5" stop-color="#a3abb1"/><stop offset="1" stop-color="#363c42"/></radialGradient>
<linearGradient id="sheen" x1="0" y1="0" x2=".55" y2="1"><stop offset="0" stop-color="#fff" stop-opacity=".34"/><stop offset=".42" stop-color="#fff" stop-opacity=".05"/><stop offset=".43" stop-color="#fff" stop-opacity=".16"/><stop offset=".6" stop-color="#000" stop-opacity="0"/><stop offset="1" stop-color="#000" stop-opacity=".22"/></linearGradient></defs>
${post}
${plate('.96 .13 .05 1 118 78', 372, ['#cfe0ff', '#1d4fa8', '#0e2d66'], 'HARBOUR WAY', 'CITY OF MANY VIEWS')}
${plate('.98 -.12 -.03 1 78 232', 408, ['#d3f2dc', '#127a45', '#07472a'], 'LANTERN STREET', '100 - 248')}
${arrow}<g filter="url(#lens)">${twigs}</g>`,
  );
}
