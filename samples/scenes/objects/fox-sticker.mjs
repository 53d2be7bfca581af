import sharp from 'sharp';
import { svg } from '../../brush/canvas.mjs';

const head =
  'M200 322C150 322 88 284 74 220C66 184 62 118 70 70C74 54 90 54 100 66L148 116C182 104 218 104 252 116L300 66C310 54 326 54 330 70C338 118 334 184 326 220C312 284 250 322 200 322Z';
const scarf = 'M96 284C140 342 260 342 304 284C326 302 322 336 300 348C242 376 158 376 100 348C78 336 74 302 96 284Z';
const tail = 'M252 346L304 338L320 374Q294 392 264 384Z';

const side = `
<path d="M88 90C84 122 87 148 94 170C108 146 122 132 136 124Z" fill="#4a2118"/>
<path d="M95 106C93 126 96 142 100 154C109 140 118 131 127 125Z" fill="#f4a793"/>
<path d="M74 214C112 200 154 214 178 252C188 270 194 296 200 322C150 322 88 284 74 214Z" fill="url(#cheek)"/>
<path d="M76 224L50 244L82 250L62 274L96 276L90 300L128 298Z" fill="#fffaf0"/>
<ellipse cx="140" cy="204" rx="20" ry="24" fill="#2a1510"/><ellipse cx="140" cy="208" rx="14.5" ry="17" fill="url(#iris)"/>
<ellipse cx="140" cy="205" rx="8.5" ry="12" fill="#100604"/><circle cx="147" cy="194" r="6.5" fill="#fff"/><circle cx="133" cy="216" r="3" fill="#fff" fill-opacity=".8"/>
<path d="M116 172Q136 158 158 170" stroke="#8a3410" stroke-width="5.5" stroke-linecap="round" fill="none"/>
<ellipse cx="112" cy="250" rx="19" ry="11" fill="#ff7d70" fill-opacity=".5" filter="url(#soft)"/>
<path d="M158 276L104 266M156 284L102 286M160 291L110 304" stroke="#7a5546" stroke-width="1.7" stroke-linecap="round" opacity=".55"/>`;

const face = `
<path d="${tail}" fill="url(#scarf)"/><path d="M264 384l4 10m8-10l3 10m9-11l4 9m8-12l5 8" stroke="#0f5a5c" stroke-width="5" stroke-linecap="round"/>
<path d="${scarf}" fill="url(#scarf)"/>
<g stroke="#ffd86b" stroke-width="8" stroke-opacity=".9">${[118, 152, 186, 220, 254, 288]
  .map((x) => `<path d="M${x - 4} ${326 + 14 * Math.sin(((x - 96) / 208) * Math.PI)}l7 24"/>`)
  .join('')}</g>
<path d="${head}" fill="#1a0803" fill-opacity=".35" transform="translate(0 9)" filter="url(#soft)" clip-path="url(#onscarf)"/>
<path d="${head}" fill="url(#fur)"/>
<path d="M200 110C186 130 182 166 190 206L200 262L210 206C218 166 214 130 200 110Z" fill="#ffb765" fill-opacity=".55" filter="url(#soft)"/>
${side}<g transform="translate(400 0) scale(-1 1)">${side}</g>
<path d="M168 272Q200 244 232 272Q222 312 200 322Q178 312 168 272Z" fill="#fffaf0"/>
<path d="M182 262Q200 252 218 262Q220 276 200 286Q180 276 182 262Z" fill="#24120e"/><ellipse cx="194" cy="263" rx="7" ry="3.4" fill="#fff" fill-opacity=".6"/>
<path d="M200 286V295M200 295Q188 308 175 298M200 295Q212 308 225 298" stroke="#3a1c14" stroke-width="3.4" stroke-linecap="round" fill="none"/>
<path d="M84 76C82 92 80 120 82 150" stroke="#ffd9a0" stroke-width="4" stroke-opacity=".7" stroke-linecap="round" fill="none"/>
<path d="M150 124C176 114 204 112 228 116" stroke="#ffe0ae" stroke-width="6" stroke-opacity=".6" stroke-linecap="round" fill="none"/>`;

/** A fox cut out as a sticker: a white edge with a soft shadow, see-through around it. */
export function draw(size = 400) {
  const outline = `<path d="${head}"/><path d="${scarf}"/><path d="${tail}"/><path d="M76 224L50 244L82 250L62 274L96 276L90 300L128 298ZM324 224L350 244L318 250L338 274L304 276L310 300L272 298Z"/>`;
  return sharp(
    svg(
      size,
      size,
      `<defs>
<radialGradient id="fur" cx=".42" cy=".3" r=".75"><stop offset="0" stop-color="#ffa03c"/><stop offset=".55" stop-color="#ee6c1f"/><stop offset="1" stop-color="#b83c12"/></radialGradient>
<linearGradient id="cheek" x1="0" y1="0" x2=".5" y2="1"><stop offset="0" stop-color="#fffdf6"/><stop offset="1" stop-color="#ecd9c4"/></linearGradient>
<radialGradient id="iris" cx=".5" cy=".75" r=".7"><stop offset="0" stop-color="#ffc24a"/><stop offset="1" stop-color="#7a3b10"/></radialGradient>
<linearGradient id="scarf" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#0f6468"/><stop offset=".5" stop-color="#1f9a97"/><stop offset="1" stop-color="#0e5558"/></linearGradient>
<filter id="soft" x="-50%" y="-50%" width="200%" height="200%"><feGaussianBlur stdDeviation="5"/></filter>
<filter id="shadow" x="-20%" y="-20%" width="140%" height="140%"><feGaussianBlur stdDeviation="6"/></filter>
<clipPath id="onscarf"><path d="${scarf}"/></clipPath></defs>
<g transform="translate(0 -14)"><g fill="#0a1420" stroke="#0a1420" stroke-width="24" stroke-linejoin="round" opacity=".4" transform="translate(3 9)" filter="url(#shadow)">${outline}</g>
<g fill="#fff" stroke="#fff" stroke-width="25" stroke-linejoin="round">${outline}</g>${face}</g>`,
    ),
  );
}
