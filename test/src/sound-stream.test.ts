import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import * as audio from '../../audio/index.ts';
import { wavBytes } from '../../audio/io/wav-writer.ts';
import {
  type AugmentError,
  audioFolder,
  concat,
  type Dataset,
  dataset,
  digest,
  fromJSON,
  imageFolder,
  type SoundBatch,
  sounds,
  subset,
} from '../../src/index.ts';
import * as vision from '../../vision/index.ts';
import { folderOf, wav, words } from './sounds.ts';

const all = async (data: Dataset<SoundBatch>, options = {}): Promise<SoundBatch[]> => {
  const found: SoundBatch[] = [];
  for await (const batch of data.stream(options)) found.push(batch);
  return found;
};
const varied = [
  audio.timeShift({ shift: [-0.2, 0.2] }),
  audio.gain({ gainDb: [-6, 6] }),
  audio.gaussianNoise({ snrDb: [10, 30] }),
];

describe('a stream of sound', () => {
  const root = folderOf({ ...words(30), 'no/notes.txt': 'not a sound' });
  after(() => rmSync(root, { recursive: true }));
  const speech = dataset(audioFolder(root), { seed: 5 });

  it('gives batches filled up to the longest, with lengths, mask, rate and labels', async () => {
    const [first, ...others] = await all(speech.batch(8));
    const { data, shape, dtype } = first!.audio;
    assert.deepEqual([others.length, shape, dtype], [3, [8, 1, Math.max(...first!.lengths)], 'float32']);
    assert.deepEqual(
      [first!.sampleRate, first!.layout, [...first!.label.data]],
      [8000, 'channelsFirst', Array(8).fill(0)],
    );
    const frames = shape[2]!;
    assert.deepEqual(first!.mask.shape, [8, frames]);
    for (const [row, length] of first!.lengths.entries()) {
      assert.equal(length, 400 + ((2 * row * 137) % 900));
      const values = data.subarray(row * frames, (row + 1) * frames);
      assert.ok(values.subarray(0, length).some((value) => value !== 0));
      assert.ok(values.subarray(length).every((value) => value === 0));
      const mask = first!.mask.data.subarray(row * frames, (row + 1) * frames);
      assert.equal(
        mask.reduce((sum, one) => sum + one, 0),
        length,
      );
      assert.ok(mask.subarray(0, length).every((one) => one === 1));
    }
  });

  it('fills up to padFrames, and says what is longer', async () => {
    const [batch] = await all(speech.take(4).batch(4, { padFrames: 1300 }));
    assert.deepEqual(batch!.audio.shape, [4, 1, 1300]);
    await assert.rejects(all(speech.batch(4, { padFrames: 800 })), (error: AugmentError) => {
      assert.equal(error.code, 'too-long');
      assert.match(
        error.message,
        /word-\d+\.wav: expected a sound of at most 800 frames .*padOrCrop.*\(epoch 0, sample \d+\)$/,
      );
      return true;
    });
    assert.throws(() => speech.batch(4, { padFrames: 0 }), /padFrames: expected a whole number >= 1, got 0/);
  });

  it('lays channels out first or last', async () => {
    const stereo = dataset(sounds([{ bytes: wav(500, 'a', 8000, 2) }, { bytes: wav(300, 'b', 8000, 2) }]));
    const [first] = await all(stereo.batch(2));
    const [last] = await all(stereo.augment(audio.scale({ layout: 'channelsLast' })).batch(2));
    assert.deepEqual(
      [first!.audio.shape, last!.audio.shape],
      [
        [2, 2, 500],
        [2, 500, 2],
      ],
    );
    assert.deepEqual([...first!.lengths, ...last!.lengths], [500, 300, 500, 300]);
    for (let row = 0; row < 2; row++)
      for (let frame = 0; frame < 500; frame++)
        for (let channel = 0; channel < 2; channel++)
          assert.equal(
            last!.audio.data[(row * 500 + frame) * 2 + channel],
            first!.audio.data[(row * 2 + channel) * 500 + frame],
          );
  });

  it('gives the same bytes for any number of workers, batch size and prefetch', async () => {
    const wanted = await digest(
      speech
        .shuffle()
        .augment(...varied)
        .batch(7)
        .stream({ epochs: 2, workers: 0 }),
    );
    for (const [workers, batch, ahead] of [
      [1, 7, 1],
      [2, 5, 3],
      [3, 30, 2],
    ] as const) {
      const found = await digest(
        speech
          .shuffle()
          .augment(...varied)
          .batch(batch)
          .stream({ epochs: 2, workers, ahead }),
      );
      assert.deepEqual([found.ids, found.bytes], [wanted.ids, wanted.bytes]);
    }
  });

  it('goes on exactly where it was', async () => {
    const data = speech
      .shuffle()
      .bucketByDuration({ windowBatches: 3 })
      .augment(...varied)
      .batch(4);
    const whole = await all(data, { epochs: 2, workers: 0 });
    const stream = data.stream({ epochs: 2, workers: 2 });
    for (let i = 0; i < 5; i++) await stream.next();
    const from = JSON.parse(JSON.stringify(stream.state()));
    await stream.return();
    const rest = await all(data, { epochs: 2, workers: 0, from });
    assert.deepEqual(
      rest.map(({ ids, audio: { data: values } }) => [ids, values]),
      whole.slice(5).map(({ ids, audio: { data: values } }) => [ids, values]),
    );
  });

  it('gathers sounds of alike duration, and fills up less', async () => {
    const padding = (batches: readonly SoundBatch[]) =>
      batches.reduce((sum, { lengths, mask }) => sum + mask.data.length - lengths.reduce((a, b) => a + b, 0), 0);
    const plain = await all(speech.shuffle().batch(5));
    const bucketed = await all(speech.shuffle().bucketByDuration().batch(5));
    assert.ok(padding(bucketed) < padding(plain) / 3, `${padding(bucketed)} of ${padding(plain)}`);
    const ids = bucketed.flatMap((batch) => batch.ids).sort((a, b) => a - b);
    assert.deepEqual(
      ids,
      Array.from({ length: 30 }, (_, id) => id),
    );
    const next = await all(speech.shuffle().bucketByDuration().batch(5), { epochs: 2 });
    assert.notDeepEqual(
      next.slice(6).map((batch) => batch.ids),
      bucketed.map((batch) => batch.ids),
    );
    assert.throws(
      () => dataset(imageFolder('x')).bucketByDuration(),
      /bucketByDuration: expected a source of sound, got pictures/,
    );
  });

  it('brings sounds to one rate and number of channels', async () => {
    const mixed = dataset(
      sounds([{ bytes: wav(1000, 1, 8000) }, { bytes: wav(2205, 2, 22_050, 2) }, { bytes: wav(4800, 3, 48_000, 6) }]),
    );
    await assert.rejects(all(mixed.batch(3)), (error: AugmentError) => {
      assert.equal(error.code, 'uneven-batch');
      assert.match(
        error.message,
        /1 channel at 8000 Hz and .* 2 channels at 22050 Hz; say decode\(\{ sampleRate, channels \}\)/,
      );
      return true;
    });
    const [batch] = await all(mixed.decode({ sampleRate: 16_000, channels: 'mono' }).batch(3));
    assert.deepEqual(
      [batch!.audio.shape, batch!.sampleRate, [...batch!.lengths]],
      [[3, 1, 2000], 16_000, [2000, 1600, 1600]],
    );
    const [stereo] = await all(mixed.decode({ sampleRate: 8000, channels: 'stereo' }).batch(3));
    assert.deepEqual(
      [stereo!.audio.shape, [...stereo!.lengths]],
      [
        [3, 2, 1000],
        [1000, 800, 800],
      ],
    );
  });

  it('counts what was beyond [-1, 1], and brings it back', async () => {
    const loud = speech.augment(audio.gain({ gainDb: [40, 40] })).batch(10);
    for (const workers of [0, 2]) {
      const stream = loud.stream({ workers });
      for await (const { audio: values } of stream) assert.ok(values.data.every((value) => Math.abs(value) <= 1));
      assert.equal(stream.report().beyondRange, 30);
    }
    await assert.rejects(
      all(speech.augment(audio.gain({ gainDb: [40, 40] }), audio.scale({ policy: 'error' }))),
      /word-\d+\.wav: scale\.policy: expected values within \[-1, 1\], got \d+ beyond, up to .*\(epoch 0, sample \d+\)/,
    );
  });

  it('leaves out what is broken, or puts another sound in its place, and tells', async () => {
    const broken = folderOf({ ...words(11), 'no/broken.wav': wav(600).subarray(0, 300), 'yes/text.wav': 'no sound' });
    try {
      const data = dataset(audioFolder(broken), { seed: 1 })
        .shuffle()
        .augment(...varied)
        .batch(4);
      for (const workers of [0, 2]) {
        const stream = data.stream({ onError: 'skip', workers });
        let rows = 0;
        for await (const batch of stream) {
          rows += batch.ids.length;
          assert.equal(batch.lengths.length, batch.ids.length);
          assert.ok(batch.lengths.every((length) => length >= 400));
        }
        const [counts] = stream.report().epochs;
        assert.deepEqual([rows, counts!.delivered, counts!.quarantined], [11, 11, 2]);
        assert.ok(stream.report().quarantine.some(({ file }) => file.endsWith('broken.wav')));
        const replaced = await all(data, { onError: 'replace', workers });
        assert.equal(
          replaced.reduce((sum, { ids }) => sum + ids.length, 0),
          13,
        );
      }
    } finally {
      rmSync(broken, { recursive: true });
    }
  });

  it('refuses values that are no numbers, or takes them for silence', async () => {
    const planes = new Float32Array(900).fill(0.25);
    planes[17] = Number.NaN;
    planes[400] = Number.POSITIVE_INFINITY;
    const broken = dataset(sounds([{ bytes: wavBytes(planes, 1, 8000, '32f'), name: 'nan.wav' }])).augment(
      audio.gain(),
    );
    await assert.rejects(all(broken), (error: AugmentError) => {
      assert.equal(error.code, 'not-finite');
      assert.match(
        error.message,
        /nan\.wav: expected numbers, got NaN at frame 17 of channel 0; .*onNotFinite: 'silence'/,
      );
      return true;
    });
    const [batch] = await all(broken.decode({ onNotFinite: 'silence' }));
    assert.deepEqual([batch!.audio.data[17], batch!.audio.data[400]], [0, 0]);
    assert.ok(batch!.audio.data.every(Number.isFinite));
  });

  it('refuses what does not go together, by name', () => {
    assert.throws(
      () => speech.augment(vision.rotate()),
      /expected a transform of sound, .* got rotate, which is for pictures/,
    );
    assert.throws(
      () => dataset(imageFolder('x')).augment(audio.gain()),
      /expected a transform of pictures, .* got gain/,
    );
    assert.throws(() => dataset(concat([audioFolder('x'), imageFolder('y')])), /concat: expected sources of one kind/);
    assert.throws(() => speech.decode({ maxPixels: 3 }), /decode\.maxPixels: expected what concerns sound/);
    assert.throws(() => speech.decode({ sampleRate: 3 }), /decode\.sampleRate: expected a whole number of Hz/);
    assert.throws(() => speech.cache({ memory: true }), /cache: expected a source of pictures, got sound/);
    assert.throws(() => speech.augment(audio.logMel(), audio.gain()), /expected what takes features, got gain/);
    assert.throws(
      () => speech.augment(audio.specTimeMask()),
      /expected logMel, mfcc or spectrogram before it, got specTimeMask/,
    );
    assert.throws(() => speech.augment(audio.logMel({ p: 0.5 })), /expected logMel outside of any group and with p 1/);
  });

  it('is its JSON', async () => {
    const data = speech
      .decode({ sampleRate: 16_000, channels: 'mono' })
      .shuffle()
      .bucketByDuration({ windowBatches: 2 })
      .augment(...varied)
      .batch(6, { padFrames: 4000 });
    const again = fromJSON<SoundBatch>(JSON.parse(JSON.stringify(data)));
    assert.deepEqual(again.toJSON(), data.toJSON());
    assert.deepEqual(await digest(again), await digest(data));
  });

  it('works with sources within sources, and overfits', async () => {
    const some = dataset<SoundBatch>(subset(concat([audioFolder(root), audioFolder(root)]), 12));
    assert.equal((await all(some.batch(12)))[0]!.ids.length, 12);
    const few = speech
      .augment(...varied)
      .batch(16)
      .overfit(4);
    const [first, second] = await all(few, { epochs: 2 });
    assert.deepEqual([first!.ids.length, first!.audio.data], [4, second!.audio.data]);
  });

  it('makes features of it', async () => {
    const [batch] = await all(speech.augment(...varied, audio.logMel({ mels: 40 }), audio.specTimeMask()).batch(3));
    assert.deepEqual(batch!.audio.shape.slice(0, 3), [3, 1, 40]);
    assert.ok(batch!.audio.data.every((value) => value >= -1 && value <= 1));
    const columns = batch!.audio.shape[3]!;
    assert.equal(columns, Math.max(...batch!.lengths));
    const short = batch!.lengths.findIndex((length) => length < columns);
    assert.equal(batch!.audio.data[(short * 40 + 1) * columns - 1], -1);
  });
});

describe('labels in time', () => {
  it('go with the sound', async () => {
    const root = folderOf({
      'a.wav': wav(8000, 1),
      'a.txt': '0.100000\t0.300000\tone\n0.500000\t0.750000\ttwo\n',
      'b.wav': wav(4000, 2),
    });
    try {
      const labelled = dataset(audioFolder(root, { segments: 'audacity' }));
      const plain = [
        { startSeconds: 0.1, endSeconds: 0.3, label: 'one' },
        { startSeconds: 0.5, endSeconds: 0.75, label: 'two' },
      ];
      for (const workers of [0, 2]) {
        const [batch] = await all(labelled.batch(2), { workers });
        assert.deepEqual(batch!.segments, [plain, []]);
        const [backwards] = await all(labelled.augment(audio.reverse()).batch(2), { workers });
        assert.deepEqual(backwards!.segments, [
          [
            { startSeconds: 0.25, endSeconds: 0.5, label: 'two' },
            { startSeconds: 0.7, endSeconds: 0.9, label: 'one' },
          ],
          [],
        ]);
      }
    } finally {
      rmSync(root, { recursive: true });
    }
  });
});

describe('an excerpt', () => {
  const long = wav(40_000, 'long', 22_050, 2);
  const root = folderOf({ 'long.wav': long });
  after(() => rmSync(root, { recursive: true }));
  const crop = audio.padOrCrop({ frames: 3000 });

  it('is the same whether only it is read or all', async () => {
    for (const decode of [{}, { sampleRate: 16_000 }, { sampleRate: 44_100, channels: 'mono' as const }]) {
      const data = dataset(audioFolder(root), { seed: 3 }).decode(decode);
      // Before a crop stands what changes nothing: then all of the sound is read.
      const whole = data.augment(audio.gain({ gainDb: [6, 6], name: 'a' }), crop);
      const part = data.augment(crop, audio.gain({ gainDb: [6, 6], name: 'a' }));
      for (let epoch = 0; epoch < 3; epoch++) {
        const [a] = await all(whole, { epochs: epoch + 1 }).then((batches) => batches.slice(-1));
        const [b] = await all(part, { epochs: epoch + 1 }).then((batches) => batches.slice(-1));
        assert.deepEqual(a!.audio.shape, b!.audio.shape);
        assert.ok(a!.audio.data.every((value, i) => Math.abs(value - b!.audio.data[i]!) < 1e-6));
      }
    }
  });

  it('of a file that was cut takes what is there', async () => {
    // The file is cut where nothing of the excerpt lies; its header says what was there.
    const cut = folderOf({ 'cut.wav': long.subarray(0, 20_000) });
    try {
      const first = audio.padOrCrop({ frames: 3000, crop: 'start' });
      const [batch] = await all(dataset(audioFolder(cut)).decode({ onTruncated: 'accept' }).augment(first));
      assert.deepEqual(batch!.audio.shape, [1, 2, 3000]);
    } finally {
      rmSync(cut, { recursive: true });
    }
  });
});
