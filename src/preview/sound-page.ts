import { encodePng } from '../../vision/io/encode.ts';
import { escaped } from './escaped.ts';
import { rangeDb } from './heat-picture.ts';
import { PageRoom } from './page-room.ts';
import { dark, light, type PanelLook } from './panel-look.ts';
import { type ScaledRow, scaleRow } from './row-scale.ts';
import { type Clip, clipsOf, factsOf, isFeatures, type ShownClip, type SoundRow } from './sound-clips.ts';
import { type WavWriter, wavOf, wavPath } from './sound-files.ts';
import { script, style } from './sound-page-dress.ts';
import { drawPanels, panelLayout } from './sound-panel.ts';

export interface SoundPageOptions {
  readonly title: string;
  /** Lines under the title. */
  readonly notes?: readonly string[];
  /** The sheet of the same rows, a PNG file's bytes. */
  readonly sheetPng: Uint8Array;
  readonly wavBytes: WavWriter;
  /** From the page to the folder of the files of `wavFiles`, parted by `/`; empty where they lie beside it. */
  readonly folder?: string;
  /** The most that pictures and sounds may take of the page, in bytes; what finds no room is left to the files beside it. */
  readonly mostBytes?: number;
}

/** Longer sounds are cut on the page; their files are whole. */
const longestSeconds = 30;
const mostBytesUsually = 40e6;
/** Panels are drawn this much larger than they are shown, so that they are sharp on fine screens. */
const unit = 2;
const plotWidth = 300 * unit;

/**
 * One HTML page with all rows: of each clip its panel, for light and dark, a player, and what was drawn. It needs nothing
 * but itself (sounds beyond `mostBytes` play from the files of `wavFiles`), and nothing of the texts is read as HTML. The
 * same rows, the same page. Throws AugmentError where a clip's sizes do not fit its values.
 */
export async function soundPage(rows: readonly SoundRow[], options: SoundPageOptions): Promise<string> {
  const { title, notes = [], sheetPng, mostBytes = mostBytesUsually } = options;
  const room = new PageRoom(mostBytes);
  const sheet = room.data('image/png', sheetPng);
  const sections: string[] = [];
  for (const [index, row] of rows.entries()) sections.push(await section(row, index, options, room));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; media-src data: 'self' file:; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<link rel="icon" href="data:,">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
<header>
<h1>${escaped(title)}</h1>
${notes.map((note) => `<p class="notes">${escaped(note)}</p>\n`).join('')}${legend}
</header>
<main>
${sections.join('\n')}
</main>
${sheet === undefined ? '' : `<details><summary>All of it as one picture</summary><img src="${sheet}" alt="Sheet of all sounds: ${escaped(title)}"></details>\n`}<script>${script}</script>
</body>
</html>
`;
}

async function section(row: SoundRow, index: number, options: SoundPageOptions, room: PageRoom): Promise<string> {
  const scaled = scaleRow(row, plotWidth / unit);
  const [bright, shaded] = [await panelPngs(row, scaled, light), await panelPngs(row, scaled, dark)];
  const articles = clipsOf(row).map((_, place) => {
    const pictures = room.all('image/png', [bright[place]!, shaded[place]!]);
    return article(row, index, place, scaled, pictures, options, room);
  });
  return `<section aria-labelledby="row-${index + 1}">
<h2 id="row-${index + 1}">${escaped(row.title)}</h2>
<div class="clips">
${articles.join('\n')}
</div>
</section>`;
}

async function panelPngs(row: SoundRow, scaled: ScaledRow, look: PanelLook): Promise<Buffer[]> {
  const pngs: Buffer[] = [];
  for (const { data, width, height } of drawPanels(row, scaled, plotWidth, look, unit)) {
    pngs.push(await encodePng(data, width, height));
  }
  return pngs;
}

function article(
  row: SoundRow,
  index: number,
  place: number,
  { scale }: ScaledRow,
  pictures: readonly string[] | undefined,
  options: SoundPageOptions,
  room: PageRoom,
): string {
  const clip = clipsOf(row)[place]!;
  const of = `${clip.name} of ${row.title}`;
  const layout = panelLayout(clip, scale, plotWidth, unit);
  const { picture, width, height } = layout;
  const shown = [width / unit, height / unit].map(Math.round);
  const timed =
    isFeatures(clip) || clip.frames === 0
      ? ''
      : ` data-seconds="${scale.seconds}" data-left="${(picture.x / width).toFixed(5)}" data-bottom="${(1 - (picture.y + picture.height) / height).toFixed(5)}"`;
  const panel =
    pictures === undefined
      ? note('No room for its picture on this page: see the sheet.')
      : `<div class="plot"${timed}><picture><source media="(prefers-color-scheme: dark)" srcset="${pictures[1]}"><img src="${pictures[0]}" width="${shown[0]}" height="${shown[1]}" alt="${escaped(describe(clip, of))}"></picture></div>`;
  const drawn = clip.caption.map((line) => `<li>${escaped(line)}</li>`).join('');
  return `<article${place === 0 ? ' class="original"' : ''}>
<header><h3>${escaped(clip.name)}</h3><span class="facts">${escaped(factsOf(clip))}</span></header>
${panel}
${isFeatures(clip) ? note('Features: there is nothing to hear.') : player(clip, of, wavPath(row, index, place), options, room)}
${drawn === '' ? '' : `<ul class="drawn">${drawn}</ul>\n`}</article>`;
}

function describe(clip: ShownClip, of: string): string {
  const what = isFeatures(clip) ? 'Features' : 'Waveform and log-mel spectrogram';
  const words = (clip.segments ?? []).slice(0, 40).map(({ label }) => label);
  return `${what} of ${of}, ${factsOf(clip)}${words.length === 0 ? '' : `; segments: ${words.join(', ')}`}`;
}

function player(
  clip: Clip,
  of: string,
  path: string,
  { wavBytes, folder = '' }: SoundPageOptions,
  room: PageRoom,
): string {
  if (clip.frames === 0) return note('No frames: there is nothing to hear.');
  const frames = Math.min(clip.frames, Math.floor(longestSeconds * clip.sampleRate));
  const file = [...folder.split('/').filter((part) => part !== ''), ...path.split('/')]
    .map((part) => encodeURIComponent(part.replace(/\p{Cs}/gu, '\ufffd')))
    .join('/');
  const inside = room.fits(44 + frames * clip.channels * 2)
    ? room.data('audio/wav', wavOf(clip, wavBytes, frames))
    : undefined;
  const link = `<a href="${file}">${escaped(path)}</a>`;
  const words =
    inside === undefined
      ? note(`Plays from the file beside this page: ${link}`)
      : frames < clip.frames
        ? note(`Plays its first ${longestSeconds} s; all of it is in ${link}`)
        : '';
  return `<audio controls preload="metadata" src="${inside ?? file}" aria-label="${escaped(of)}"></audio>${words}`;
}

function note(html: string): string {
  return `<p class="note">${html}</p>`;
}

const legend = `<ul class="legend">${[
  ['peak', 'peaks'],
  ['rms', 'rms'],
  ['warning', 'at or beyond full scale'],
]
  .map(([kind, words]) => `<li><i class="${kind}"></i>${words}</li>`)
  .join('')}<li>log-mel spectrogram in Hz: -${rangeDb} dB <i class="heat"></i> the row's loudest</li></ul>`;
