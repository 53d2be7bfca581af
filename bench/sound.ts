// Sound from file to batch, against the bare reading of the same files in the same run.
// usage: node dist/bench/sound.js FOLDER_OF_WAV [passes]
// With ffmpeg, the same sounds are also read as MP3, FLAC, Vorbis and Opus.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as audio from '../audio/index.ts';
import { audioFolder, dataset, throughput } from '../src/index.ts';

const folder = process.argv[2];
if (folder === undefined) throw new Error('usage: node dist/bench/sound.js FOLDER_OF_WAV [passes]');
const passes = Number(process.argv[3] ?? 15);

const plan = [
  audio.timeShift({ shift: [-0.25, 0.25] }),
  audio.tanhDistortion(),
  audio.gain({ gainDb: [-12, 12] }),
  audio.gaussianNoise({ snrDb: [10, 30] }),
  audio.padOrCrop({ frames: 8000 }),
];

const micro = (ms: number | null) => (ms === null ? '-' : `${(ms * 1000).toFixed(1)} us`);

console.log('shift + tanh + gain + noise (SNR 10-30 dB) + pad to 8,000 frames:');
for (const workers of [0, 1, 2]) {
  const measured = await throughput(
    dataset(audioFolder(folder), { seed: 1 })
      .augment(...plan)
      .batch(64),
    {
      samples: 3000,
      passes,
      workers,
    },
  );
  console.log(
    `  ${workers === 0 ? 'one thread' : `${workers} worker${workers === 1 ? '' : 's'}`}: ${measured.samplesPerSecond} clips/s, ${micro(measured.cpuMsPerSample)} of CPU a clip, bare reading ${micro(measured.floorCpuMsPerSample)}: ratio ${measured.ratioToFloor}`,
  );
}

const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.wav$/i.test(name))
  .slice(0, 200);
const codecs: readonly (readonly [ending: string, ...options: string[]])[] = [
  ['mp3', '-codec:a', 'libmp3lame'],
  ['flac', '-codec:a', 'flac'],
  ['ogg', '-codec:a', 'libvorbis'],
  ['opus', '-codec:a', 'libopus'],
];
for (const [ending, ...options] of codecs) {
  const coded = mkdtempSync(join(tmpdir(), 'augment-coded-'));
  try {
    const outputs = files.flatMap((_, i) => ['-map', `${i}`, ...options, join(coded, `${i}.${ending}`)]);
    const inputs = files.flatMap((name) => ['-i', join(folder, name)]);
    const { status } = spawnSync('ffmpeg', ['-v', 'error', '-nostdin', ...inputs, ...outputs]);
    if (status !== 0) {
      console.log(`${ending}: skipped, ffmpeg is not here or cannot write it`);
      continue;
    }
    const { samplesPerSecond, cpuMsPerSample, floorCpuMsPerSample, ratioToFloor, split } = await throughput(
      dataset(audioFolder(coded), { seed: 1 })
        .augment(...plan)
        .batch(64),
      { samples: files.length, passes: 30 },
    );
    console.log(
      `${ending}: ${samplesPerSecond} clips/s on one thread, ${micro(cpuMsPerSample)} a clip, bare decode ${micro(floorCpuMsPerSample)}: ratio ${ratioToFloor}; the augmentation takes ${micro(split.augmentMs)}`,
    );
  } finally {
    rmSync(coded, { recursive: true });
  }
}
