import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { wavBytes } from '../../../audio/io/wav-writer.ts';

/** Whether a command-line tool is there; tests that need it say so and skip. */
export function has(tool: 'ffmpeg' | 'sox'): boolean {
  return spawnSync(tool, [tool === 'ffmpeg' ? '-version' : '--version'], { stdio: 'ignore' }).status === 0;
}

/** Skips the running test, with a word, where ffmpeg is missing. */
export function needsTool(test: Mocha.Context, tool: 'ffmpeg' | 'sox' = 'ffmpeg'): void {
  if (has(tool)) return;
  console.log(`      (skipped: ${tool} is not installed)`);
  test.skip();
}

/** Runs a tool on an input file; what it wrote to the output. */
export function convert(tool: 'ffmpeg' | 'sox', input: Uint8Array, to: string, ...options: string[]): Uint8Array {
  return run(tool, input, to, [], options);
}

function run(
  tool: 'ffmpeg' | 'sox',
  input: Uint8Array,
  to: string,
  before: readonly string[],
  options: readonly string[],
): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'augment-test-'));
  try {
    const [from, into] = [join(folder, 'input.wav'), join(folder, `output.${to}`)];
    writeFileSync(from, input);
    const words =
      tool === 'ffmpeg'
        ? ['-v', 'error', '-nostdin', ...before, '-i', from, ...options, '-y', into]
        : [from, ...options, into];
    const { status, stderr } = spawnSync(tool, words);
    if (status !== 0) throw new Error(`${tool} ${words.join(' ')}: ${stderr}`);
    return new Uint8Array(readFileSync(into));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What ffmpeg decodes a file to, by the decoder it likes best or a named one: interleaved float32. */
export function decodedByFfmpeg(bytes: Uint8Array, decoder?: string): Float32Array {
  const before = decoder === undefined ? [] : ['-c:a', decoder];
  return new Float32Array(run('ffmpeg', bytes, 'f32', before, ['-f', 'f32le']).slice().buffer);
}

/** Planar [channels, frames]: tones and a little noise, other in each channel, the same every time. */
export function tones(channels: number, frames: number, rate: number): Float32Array {
  const planes = new Float32Array(channels * frames);
  let state = 12345;
  for (let c = 0; c < channels; c++) {
    for (let i = 0; i < frames; i++) {
      state = (Math.imul(state, 1664525) + 1013904223) | 0;
      const t = i / rate;
      const tone = 0.3 * Math.sin(2 * Math.PI * (220 + 110 * c) * t) + 0.2 * Math.sin(2 * Math.PI * 700 * t + 3 * c);
      planes[c * frames + i] = tone + (state / 2 ** 31) * 0.01;
    }
  }
  return planes;
}

export function wav(channels: number, frames: number, rate: number): Uint8Array {
  return wavBytes(tones(channels, frames, rate), channels, rate, '16');
}
