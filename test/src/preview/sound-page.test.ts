import assert from 'node:assert/strict';
import type { SoundRow } from '../../../src/preview/sound-clips.ts';
import { wavFiles, wavPath } from '../../../src/preview/sound-files.ts';
import { soundPage } from '../../../src/preview/sound-page.ts';
import { encodePng } from '../../../vision/io/encode.ts';
import { clipOf, featuresOf, rowOf, sampleSound, wavBytes } from './sound-clips.ts';
import { sine } from './sound-values.ts';

const sheetPng = await encodePng(new Uint8Array(12), 2, 2);
const pageOf = (rows: readonly SoundRow[], change: object = {}) =>
  soundPage(rows, { title: 'augment preview', sheetPng, wavBytes, ...change });
const count = (html: string, pattern: RegExp) => [...html.matchAll(pattern)].length;
/** The page with its data: URIs shortened. */
const bare = (html: string) => html.replace(/data:[a-z]+\/[a-z]+;base64,[A-Za-z0-9+/=]+/g, 'data:x');

const hello = sampleSound('speech/hello.wav');
const row = rowOf(
  clipOf(hello.planes, {
    sampleRate: hello.sampleRate,
    segments: [{ startSeconds: 0, endSeconds: 0.7, label: 'hello' }],
  }),
  [
    clipOf([sine(4000, 440, 0.5)], { name: 'epoch 0', caption: ['gain +3.1 dB', 'timeShift 0.12 s'] }),
    featuresOf(20, 30, { name: 'epoch 1' }),
  ],
  'hello.wav',
);

/** Every tag that was opened is closed in turn; the names of all tags. */
function tagsOf(html: string): string[] {
  const inner = bare(html).replace(/<(style|script)>[\s\S]*?<\/\1>/g, '<$1></$1>');
  const open: string[] = [];
  const names: string[] = [];
  for (const [, slash, name] of inner.matchAll(/<(\/?)([a-z][a-z0-9]*)(?:\s+[a-z-]+(?:="[^"<>]*")?)*\s*>/g)) {
    if (slash === '') names.push(name!);
    if (['meta', 'link', 'img', 'source'].includes(name!)) continue;
    if (slash === '') open.push(name!);
    else assert.equal(open.pop(), name, `</${name}>`);
  }
  assert.deepEqual(open, []);
  assert.equal(
    count(inner, /</g),
    count(inner, /<(?:\/?[a-z][a-z0-9]*(?:\s+[a-z-]+(?:="[^"<>]*")?)*\s*|!doctype html)>/g),
  );
  return names;
}

describe('the page of sounds', () => {
  it('has a player for each sound, a picture for each clip, and a name for each', async () => {
    const html = await pageOf([row, row]);
    const tags = tagsOf(html);
    const number = (name: string) => tags.filter((tag) => tag === name).length;
    assert.deepEqual([number('audio'), number('article'), number('picture'), number('section')], [4, 6, 6, 2]);
    assert.equal(count(html, /<audio controls [^>]*aria-label="[^"]+ of hello\.wav"/g), 4);
    assert.equal(count(html, /<img [^>]*alt="[^"]+"/g), 7);
    assert.match(
      html,
      /alt="Waveform and log-mel spectrogram of original of hello\.wav, 0\.78 s · 16 kHz; segments: hello"/,
    );
    assert.match(html, /<li>gain \+3\.1 dB<\/li><li>timeShift 0\.12 s<\/li>/);
    assert.equal(count(html, /prefers-color-scheme: dark/g), 7);
  });

  it('needs no network and no other file', async () => {
    const html = await pageOf([row]);
    assert.doesNotMatch(bare(html), /https?:|\/\/[a-z]|@import|url\(|fetch\(|<iframe|<object/i);
    for (const [, value] of html.matchAll(/(?:src|srcset|href)="([^"]*)"/g)) assert.match(value!, /^data:/);
    assert.match(html, /default-src 'none'/);
  });

  it('plays what is in the clips', async () => {
    const html = await pageOf([row]);
    const uris = [...html.matchAll(/<audio [^>]*src="data:audio\/wav;base64,([^"]+)"/g)].map(([, base64]) => base64!);
    const files = wavFiles([row], wavBytes);
    assert.deepEqual(
      uris.map((uri) => Buffer.from(uri, 'base64')),
      files.map(({ bytes }) => Buffer.from(bytes)),
    );
  });

  it('reads no text as HTML, wherever it stands', async () => {
    const evil = '</script><img src=x onerror=alert(1)>"\'& \u0000\u202e\ud800';
    const segments = [{ startSeconds: 0, endSeconds: 1, label: evil }];
    const clip = clipOf([sine(100, 440, 0.5)], { name: evil, caption: [evil], segments });
    const html = await pageOf([rowOf(clip, [clip, featuresOf(3, 3, { name: evil, caption: [evil] })], evil)], {
      title: evil,
      notes: [evil],
      folder: evil,
      mostBytes: 20_000,
    });
    const clean = await pageOf([row]);
    assert.equal(count(html, /<script/g), count(clean, /<script/g));
    assert.doesNotMatch(bare(html), /<img src=x|[\p{Cs}\u202e]|(?!\n)\p{Cc}/u);
    for (const name of tagsOf(html)) assert.ok(tagsOf(clean).includes(name) || name === 'a', name);
    assert.match(html, /&lt;\/script&gt;&lt;img src=x onerror=alert\(1\)&gt;&quot;&#39;&amp;/);
  });

  it('has no player where there are no frames', async () => {
    const html = await pageOf([rowOf(clipOf([new Float32Array(0)]), [clipOf([Float32Array.of(0.5)])])]);
    assert.deepEqual([count(html, /<audio /g), count(html, /<div [^>]*data-seconds=/g)], [1, 1]);
    assert.match(html, /No frames: there is nothing to hear\./);
  });

  it('cuts long sounds and says so, and names the whole file', async () => {
    const long = clipOf([new Float32Array(8000 * 40)], { sampleRate: 8000, name: 'long' });
    const html = await pageOf([rowOf(long, [], 'a.wav')]);
    assert.match(html, /Plays its first 30 s; all of it is in <a href="001-a\/0-long\.wav">/);
    const [, base64] = /src="data:audio\/wav;base64,([^"]+)"/.exec(html)!;
    assert.equal(Buffer.from(base64!, 'base64').length, 44 + 30 * 8000 * 2);
  });

  it('holds no more than it may, and plays the rest from the files beside it', async () => {
    const rows = Array.from({ length: 4 }, () => row);
    const whole = await pageOf(rows);
    const dress =
      whole.length - [...whole.matchAll(/data:[a-z]+\/[a-z]+;base64,[^"]+/g)].reduce((n, [uri]) => n + uri.length, 0);
    for (const mostBytes of [0, 40_000, 150_000, 300_000]) {
      const html = await pageOf(rows, { mostBytes, folder: 'my sounds/' });
      assert.ok(html.length <= mostBytes + dress + 4000, `${html.length} for ${mostBytes}`);
      assert.equal(count(html, /<audio /g), 8);
      const beside = [...html.matchAll(/<audio [^>]*src="(my%20sounds\/[^"]+)"/g)].map(([, path]) =>
        decodeURIComponent(path!),
      );
      const files = wavFiles(rows, wavBytes).map(({ path }) => `my sounds/${path}`);
      assert.ok(beside.length > 0 && beside.every((path) => files.includes(path)));
      assert.equal(count(html, /Plays from the file beside this page/g), beside.length);
    }
  });

  it('is the same for the same rows', async () => {
    assert.equal(await pageOf([row]), await pageOf([structuredClone(row)]));
  });
});

describe('the files of sounds', () => {
  it('lie in a folder for each row, the original first; features are none', () => {
    const paths = wavFiles([row, rowOf(row.original, [], 'speech/one.wav')], wavBytes).map(({ path }) => path);
    assert.deepEqual(paths, ['001-hello/0-original.wav', '001-hello/1-epoch-0.wav', '002-one/0-original.wav']);
  });

  it('have names that are safe everywhere, whatever the texts', () => {
    const names = [
      '../../etc/passwd',
      'C:\\con',
      'CON',
      'nul.wav',
      '',
      '.',
      '..',
      'a/b\\c',
      ' x ',
      '-rf',
      'é😀ü.mp3',
      '音',
      'a:b*c?"<>|',
      'x'.repeat(999),
      '\u0000\n',
      'a\u202egnp.exe',
    ];
    const rows = names.map((name) =>
      rowOf(clipOf([new Float32Array(3)], { name }), [clipOf([new Float32Array(3)], { name })], name),
    );
    const paths = wavFiles(rows, wavBytes).map(({ path }) => path);
    for (const path of paths) {
      assert.match(path, /^\d{3}-[A-Za-z0-9_][A-Za-z0-9_-]*\/\d+-[A-Za-z0-9_][A-Za-z0-9_-]*\.wav$/);
      assert.ok(path.length < 110 && !/-[./]/.test(path), path);
    }
    assert.equal(new Set(paths.map((path) => path.toLowerCase())).size, paths.length);
    assert.deepEqual(paths.slice(0, 2), ['001-passwd/0-etc-passwd.wav', '001-passwd/1-etc-passwd.wav']);
    assert.equal(wavPath(rows[10]!, 10, 0), '011-e-u/0-e-u-mp3.wav');
  });

  it('hold what was heard: beyond full scale is cut, what is no number is silent, nothing is added', () => {
    const clip = clipOf([Float32Array.of(0.5, 2, Number.NaN), Float32Array.of(-3, Number.POSITIVE_INFINITY, -0.5)]);
    let seen: unknown[] = [];
    wavFiles([rowOf({ ...clip, sampleRate: 11_025.4 })], (...given) => {
      seen = given;
      return new Uint8Array(44);
    });
    assert.deepEqual(seen, [Float32Array.of(0.5, 1, 0, -1, 1, -0.5), 2, 11_025, '16']);
  });
});
