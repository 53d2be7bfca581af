import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { listSounds } from '../../audio/io/sound-folder.ts';
import { SoundLibrary } from '../../audio/io/sound-library.ts';
import type { LoadedSound } from '../../audio/kernels/sounds.ts';
import { AugmentError } from '../../transforms/index.ts';

const ops = (...picks: number[]) => [{ sounds: picks.map((pick) => ({ folder: 'noises', pick })) }];
const refused = (code: string, words: RegExp) => (error: unknown) =>
  error instanceof AugmentError && error.code === code && words.test(error.message);

describe('SoundLibrary', () => {
  let base: string;
  const files = ['B.wav', 'a.WAV', 'deep/c.flac', 'deep/er/d.ogg'];
  beforeEach(() => {
    base = mkdtempSync(join(tmpdir(), 'sounds-'));
    mkdirSync(join(base, 'noises/deep/er'), { recursive: true });
    for (const file of [...files, 'readme.txt', '.hidden.wav', 'cover.png'])
      writeFileSync(join(base, 'noises', file), '');
  });
  afterEach(() => rmSync(base, { recursive: true }));

  const sized = (path: string, frames: number): LoadedSound => ({
    name: basename(path),
    planes: new Float32Array(frames).fill(1),
    channels: 1,
    frames,
  });
  const library = (frames = 100, maxBytes?: number) => {
    const loads: string[] = [];
    const load = (path: string, rate: number) => {
      loads.push(`${basename(path)} ${rate}`);
      return sized(path, frames);
    };
    return { loads, sounds: new SoundLibrary({ base, load, ...(maxBytes && { maxBytes }) }) };
  };

  it('lists sounds of all depths, by code unit, and nothing else', () => {
    assert.deepEqual(
      listSounds(join(base, 'noises'), 'noises'),
      files.map((file) => join(base, 'noises', file)),
    );
  });

  it('follows links, but not round in circles', () => {
    symlinkSync(join(base, 'noises'), join(base, 'noises/deep/again'));
    symlinkSync(join(base, 'noises/a.WAV'), join(base, 'noises/z.wav'));
    symlinkSync(join(base, 'nowhere.wav'), join(base, 'noises/broken.wav'));
    assert.equal(listSounds(join(base, 'noises'), 'noises').length, 5);
  });

  it('gives the sound that a pick says, from the first to the last', () => {
    const { sounds } = library();
    const picks = [0, 0.24999, 0.25, 0.5, 0.99999];
    assert.equal(sounds.prepare(ops(...picks), 16_000), undefined);
    const names = picks.map((pick) => sounds.get({ folder: 'noises', pick }, 16_000).name);
    assert.deepEqual(names, ['B.wav', 'B.wav', 'a.WAV', 'c.flac', 'd.ogg']);
  });

  it('decodes a file once at each rate', () => {
    const { sounds, loads } = library();
    for (let i = 0; i < 5; i++) sounds.prepare(ops(0, 0.1, 0.3), 16_000);
    sounds.prepare(ops(0), 8000);
    assert.deepEqual(loads, ['B.wav 16000', 'a.WAV 16000', 'B.wav 8000']);
    assert.deepEqual(sounds.counts, { loads: 3, hits: 8, evictions: 0, bytes: 1200, sounds: 3 });
  });

  it('holds no more than it may, and lets go of what was used longest ago', () => {
    const { sounds, loads } = library(100, 900);
    sounds.prepare(ops(0), 16_000);
    sounds.prepare(ops(0.3), 16_000);
    sounds.prepare(ops(0), 16_000);
    sounds.prepare(ops(0.6), 16_000);
    assert.equal(sounds.counts.evictions, 1);
    assert.equal(sounds.counts.bytes, 800);
    sounds.prepare(ops(0), 16_000);
    assert.throws(() => sounds.get({ folder: 'noises', pick: 0.3 }, 16_000), TypeError);
    assert.equal(loads.length, 3);
    for (let i = 0; i < 40; i++) {
      sounds.prepare(ops((i % 4) / 4), 16_000);
      assert.ok(sounds.counts.bytes <= 900);
    }
  });

  it('keeps what is asked for even where that is too much, until the next', () => {
    const { sounds } = library(100, 500);
    sounds.prepare(ops(0, 0.3, 0.6), 16_000);
    for (const pick of [0, 0.3, 0.6]) sounds.get({ folder: 'noises', pick }, 16_000);
    sounds.prepare(ops(0), 16_000);
    assert.ok(sounds.counts.bytes <= 500);
  });

  it('waits for what is loaded by and by, once for all who ask', async () => {
    let [open, loads] = [() => {}, 0];
    const gate = new Promise<void>((done) => {
      open = done;
    });
    const load = async (path: string) => {
      loads++;
      await gate;
      return sized(path, 100);
    };
    const sounds = new SoundLibrary({ base, load, maxBytes: 1000 });
    const both = [sounds.prepare(ops(0, 0.3), 16_000), sounds.prepare(ops(0.3), 16_000)];
    assert.throws(() => sounds.get({ folder: 'noises', pick: 0 }, 16_000), TypeError);
    open();
    await both[0];
    sounds.get({ folder: 'noises', pick: 0 }, 16_000);
    await both[1];
    sounds.get({ folder: 'noises', pick: 0.3 }, 16_000);
    assert.equal(loads, 2);
  });

  it('names the folder that is not there, or has nothing', () => {
    const { sounds } = library();
    const prepare = (folder: string) => () => sounds.prepare([{ sounds: [{ folder, pick: 0 }] }], 16_000);
    assert.throws(prepare('noise'), refused('bad-sound-folder', /noise: expected a folder of sounds.*ENOENT/));
    mkdirSync(join(base, 'empty'));
    assert.throws(prepare('empty'), refused('bad-sound-folder', /empty: expected .* at least one sound/));
    assert.throws(prepare('noises/B.wav'), refused('bad-sound-folder', /ENOTDIR/));
    assert.doesNotThrow(prepare(join(base, 'noises')));
  });

  it('names the file that cannot be decoded, and tries again', async () => {
    let broken = true;
    const load = (path: string) => {
      if (broken) throw new Error('no header');
      return sized(path, 10);
    };
    const sounds = new SoundLibrary({ base, load });
    assert.throws(() => sounds.prepare(ops(0), 16_000), refused('bad-sound', /B\.wav: .*no header/));
    broken = false;
    sounds.prepare(ops(0), 16_000);
    const later = new SoundLibrary({ base, load: async () => Promise.reject(new Error('cut off')) });
    await assert.rejects(async () => later.prepare(ops(0.3), 16_000), refused('bad-sound', /a\.WAV: .*cut off/));
  });

  it('takes what is no number for silence', () => {
    const planes = Float32Array.of(1, Number.NaN, Number.POSITIVE_INFINITY, -1);
    const sounds = new SoundLibrary({ base, load: () => ({ name: 'x', planes, channels: 1, frames: 4 }) });
    sounds.prepare(ops(0), 16_000);
    assert.deepEqual([...sounds.get({ folder: 'noises', pick: 0 }, 16_000).planes], [1, 0, 0, -1]);
  });
});
