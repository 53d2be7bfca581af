import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const home = fileURLToPath(new URL('../../samples/', import.meta.url));
const maker = new URL('../../samples/tone/record.mjs', import.meta.url).href;
const { rates, record } = (await import(maker)) as {
  rates: Record<string, number>;
  record(path: string): Promise<Float64Array[]>;
};

/** The values of a WAV file as `samples/play.mjs` writes it, [channel][frame], after all its header says was checked. */
function read(path: string) {
  const bytes = readFileSync(join(home, path));
  const channels = bytes.readUInt16LE(22);
  const rate = bytes.readUInt32LE(24);
  assert.equal(bytes.toString('latin1', 0, 4) + bytes.toString('latin1', 8, 16), 'RIFFWAVEfmt ');
  assert.equal(bytes.readUInt32LE(4), bytes.length - 8);
  assert.deepEqual([bytes.readUInt32LE(16), bytes.readUInt16LE(20)], [16, 1]);
  assert.equal(bytes.readUInt32LE(28), rate * channels * 2);
  assert.deepEqual([bytes.readUInt16LE(32), bytes.readUInt16LE(34)], [channels * 2, 16]);
  assert.equal(bytes.toString('latin1', 36, 40), 'data');
  assert.equal(bytes.readUInt32LE(40), bytes.length - 44);
  const frames = (bytes.length - 44) / (channels * 2);
  const values = Array.from({ length: channels }, (_, c) =>
    Float64Array.from({ length: frames }, (_, i) => bytes.readInt16LE(44 + 2 * (i * channels + c)) / 32767),
  );
  return { bytes: bytes.length, rate, seconds: frames / rate, values };
}

const paths = Object.keys(rates);

describe('the sample sounds', () => {
  it('are the files that lie there, small enough to come along', () => {
    const found = ['sounds', 'background', 'rooms'].flatMap((folder) =>
      readdirSync(join(home, folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.includes('.'))
        .map((name) => `${folder}/${name.replaceAll('\\', '/')}`),
    );
    assert.deepEqual(found.sort(), paths.toSorted());
    const size = (names: string[]) => names.reduce((sum, path) => sum + read(path).bytes, 0);
    assert.ok(size(paths) < 900_000);
    assert.ok(size(paths.filter((path) => path.startsWith('sounds/'))) < 700_000);
  });

  it('have several rates, and one and two channels', () => {
    const forms = new Set(paths.map((path) => `${read(path).rate} ${read(path).values.length}`));
    assert.deepEqual([...forms].sort(), ['16000 1', '22050 2', '44100 1']);
  });

  for (const path of paths) {
    it(`${path} is as loud as the others, centred, quiet at its ends, and what the script plays`, async () => {
      const { rate, seconds, values } = read(path);
      assert.equal(rate, rates[path]);
      const room = path.startsWith('rooms/');
      assert.ok(seconds >= (room ? 0.2 : 0.55) && seconds <= 3, `${seconds} s`);

      const peak = Math.max(...values.map((channel) => channel.reduce((most, x) => Math.max(most, Math.abs(x)), 0)));
      assert.ok(Math.abs(20 * Math.log10(peak) + 3) < 0.01, `peak ${peak}`);
      for (const channel of values) {
        const mean = channel.reduce((sum, x) => sum + x, 0) / channel.length;
        const power = channel.reduce((sum, x) => sum + x * x, 0) / channel.length;
        assert.ok(Math.abs(mean) < 1e-5, `mean ${mean}`);
        const level = 10 * Math.log10(power);
        assert.ok(room || (level > -22 && level < -9), `${level} dB`);
        const end = room ? channel.length - 1 : 0;
        for (const i of [end, channel.length - 1]) assert.ok(Math.abs(channel[i]!) < 1e-3, `ends with ${channel[i]}`);
      }

      const played = await record(path);
      assert.equal(played.length, values.length);
      for (const [c, channel] of played.entries()) {
        assert.equal(channel.length, values[c]!.length);
        // Engines need not agree on the last bit of a sine.
        const off = channel.reduce((most, x, i) => Math.max(most, Math.abs(x - values[c]![i]!)), 0);
        assert.ok(off < 2 / 32767, `differs by ${off}`);
      }
    });
  }
});
