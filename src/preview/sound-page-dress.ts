import type { Color } from './canvas.ts';
import { heat } from './heat.ts';
import { dark, light, type PanelLook } from './panel-look.ts';

const css = (color: Color) => `rgb(${color.join(' ')})`;
const swatches = ({ peak, rms, warning }: PanelLook) =>
  `--peak: ${css(peak)}; --rms: ${css(rms)}; --warning: ${css(warning)};`;
const heatStops = Array.from({ length: 17 }, (_, i) => css(heat(i / 16))).join(', ');

/** What a page of sounds looks like: on light and on dark ground, on a telephone and on a wide screen. */
export const style = `
:root { color-scheme: light dark; --page: #fafaf8; --card: ${css(light.page)}; --ink: #1d1d1f; --quiet: #62626a; --line: #deded9; --accent: #46429e; ${swatches(light)} }
@media (prefers-color-scheme: dark) {
  :root { --page: #121215; --card: ${css(dark.page)}; --ink: #ececf0; --quiet: #a8a8b2; --line: #34343c; --accent: #b2b6fa; ${swatches(dark)} }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2.5rem clamp(1rem, 3vw, 2.5rem); max-width: 110rem; background: var(--page); color: var(--ink); font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
h1 { margin: 0 0 .25rem; font-size: 1.6rem; line-height: 1.25; }
h2 { margin: 0 0 .75rem; font-size: 1.1rem; }
h1, h2, h3, p, li { overflow-wrap: anywhere; }
.notes { margin: 0; color: var(--quiet); }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: .75rem 0 0; padding: 0; list-style: none; color: var(--quiet); font-size: .875rem; }
.legend i { display: inline-block; width: 1rem; height: .75rem; margin-right: .4rem; border-radius: 2px; }
.peak { background: var(--peak); }
.rms { background: var(--rms); }
.warning { background: var(--warning); }
.legend .heat { width: 7.5rem; margin: 0 .4rem; background: linear-gradient(to right, ${heatStops}); }
section { margin-top: 1.75rem; padding-top: 1.5rem; border-top: 1px solid var(--line); }
.clips { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 17rem), 1fr)); gap: 1.25rem; }
article { display: flex; flex-direction: column; padding: .9rem; background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
article.original { border-color: var(--accent); }
article header { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 .75rem; margin-bottom: .5rem; }
h3 { margin: 0; font-size: 1rem; }
.facts, .note, .drawn { color: var(--quiet); font-size: .875rem; }
.plot { position: relative; }
.plot img { display: block; width: 100%; height: auto; }
.plot[data-seconds] { cursor: pointer; }
.head { position: absolute; top: 0; width: 2px; margin-left: -1px; background: var(--accent); box-shadow: 0 0 0 1px var(--card); pointer-events: none; }
audio { display: block; width: 100%; height: 2.5rem; margin-top: .6rem; }
.drawn { margin: .6rem 0 0; padding: 0; list-style: none; }
.note { margin: .6rem 0 0; font-style: italic; }
details { margin-top: 2rem; }
details img { max-width: 100%; height: auto; margin-top: .75rem; }
summary { cursor: pointer; color: var(--quiet); }
a { color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
`;

/** One sound at a time; a line runs over what is heard; a click on a panel goes there. The page works without it. */
export const script = `
for (const plot of document.querySelectorAll('.plot[data-seconds]')) {
  const audio = plot.parentElement.querySelector('audio');
  const head = plot.appendChild(document.createElement('div'));
  const { seconds, left, bottom } = plot.dataset;
  head.className = 'head';
  head.hidden = true;
  head.style.bottom = bottom * 100 + '%';
  const move = () => {
    head.hidden = audio.currentTime === 0;
    head.style.left = (+left + (1 - left) * Math.min(1, audio.currentTime / seconds)) * 100 + '%';
    if (!audio.paused) requestAnimationFrame(move);
  };
  audio.addEventListener('play', () => {
    for (const other of document.querySelectorAll('audio')) if (other !== audio) other.pause();
    move();
  });
  audio.addEventListener('seeked', move);
  audio.addEventListener('ended', () => { head.hidden = true; });
  plot.addEventListener('click', (event) => {
    const { left: start, width } = plot.getBoundingClientRect();
    const at = ((event.clientX - start) / width - left) / (1 - left) * seconds;
    audio.currentTime = Math.max(0, Math.min(at, audio.duration || 0));
    audio.play();
  });
}
`;
