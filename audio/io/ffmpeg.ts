import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve as resolvePath } from 'node:path';
import { AugmentError } from '../../transforms/errors.ts';
import { openFileRange } from './byte-range.ts';
import type { DecodedSound } from './decoded-sound.ts';
import { corrupt, tooLarge } from './faults.ts';
import { findFfmpeg } from './ffmpeg-path.ts';
import { type FfmpegFault, type FfmpegRun, startFfmpeg } from './ffmpeg-process.ts';
import { readPcm } from './pcm.ts';
import { checkSound, defaultMaxFrames, type SoundReadOptions } from './sound-header.ts';
import { readWavHeader } from './wav.ts';

export interface FfmpegOptions extends SoundReadOptions {
  /** How long one process may take (120). */
  readonly timeoutSeconds?: number;
}

/** Decodes anything through ffmpeg. */
export interface Ffmpeg {
  /**
   * Decodes the first sound track of a file, given as its path or its bytes, at its own rate and channels. Files asked
   * for at the same time share a process. Rejects with AugmentError: `no-ffmpeg`, `corrupt`, `too-large`,
   * `timed-out`, `ended`.
   */
  decode(file: string | Uint8Array, name: string): Promise<DecodedSound>;
  /** Ends all processes and rejects what waits; resolves when they are gone and so are their files. */
  close(): Promise<void>;
}

interface Request {
  readonly file: string | Uint8Array;
  readonly name: string;
  resolve(sound: DecodedSound): void;
  reject(cause: unknown): void;
}

/** Inputs of one process: to start one takes as long as to decode a few minutes of sound. */
const mostInputs = 32;
/** Processes at a time. */
const mostProcesses = 2;
const wavHeaderBytes = 4096;

/** Opens the way through ffmpeg; nothing is started before something is to be decoded. */
export function openFfmpeg(options: FfmpegOptions = {}): Ffmpeg {
  const { timeoutSeconds = 120, maxFrames = defaultMaxFrames, onTruncated = 'error' } = options;
  const limits = { timeoutSeconds, maxBytes: maxFrames * 4 + wavHeaderBytes, strict: onTruncated === 'error' };
  const waiting: Request[] = [];
  const running = new Set<Promise<void>>();
  const processes = new Set<FfmpegRun>();
  const folders = new Set<string>();
  let closed = false;

  const next = () => {
    while (waiting.length > 0 && running.size < mostProcesses) {
      const group = decodeGroup(waiting.splice(0, mostInputs)).finally(() => {
        running.delete(group);
        next();
      });
      running.add(group);
    }
  };

  async function decodeGroup(requests: readonly Request[]): Promise<void> {
    const fault = await attempt(requests);
    if (fault === undefined) return;
    const [only] = requests;
    if (requests.length === 1 && only !== undefined) return only.reject(fault);
    // One bad input ends the process for all: halves find it.
    const middle = requests.length >> 1;
    await decodeGroup(requests.slice(0, middle));
    await decodeGroup(requests.slice(middle));
  }

  /** Answers all requests, or none and returns why. */
  async function attempt(requests: readonly Request[]): Promise<AugmentError | undefined> {
    const [first] = requests;
    if (first === undefined) return undefined;
    if (closed) return ended(first.name);
    let folder: string | undefined;
    try {
      const program = findFfmpeg(first.name);
      folder = mkdtempSync(join(tmpdir(), 'augment-sound-'));
      folders.add(folder);
      const jobs = requests.map(({ file }, i) => {
        const output = join(folder!, `${i}.wav`);
        // With the protocol before it no name is taken for an option or for another protocol.
        if (typeof file === 'string') return { input: `file:${resolvePath(file)}`, output };
        const input = join(folder!, `${i}.in`);
        writeFileSync(input, file);
        return { input, output };
      });
      const run = await startFfmpeg(program, jobs, limits);
      processes.add(run);
      if (closed) run.kill();
      const fault = await run.ended.finally(() => processes.delete(run));
      if (closed) return ended(first.name);
      if (fault !== undefined) return refused(fault, jobs[0]!.input, first.name, timeoutSeconds);
      requests.forEach(({ name, resolve, reject }, i) => {
        try {
          resolve(readOutput(jobs[i]!.output, name, limits.maxBytes, options));
        } catch (cause) {
          reject(cause);
        }
      });
      return undefined;
    } catch (cause) {
      if (cause instanceof AugmentError) return cause;
      const text = `${first.name}: expected to decode it through temporary files, got ${(cause as Error).message}`;
      return new AugmentError('unwritable', text, { file: first.name, cause });
    } finally {
      if (folder !== undefined) remove(folder);
    }
  }

  const remove = (folder: string) => {
    rmSync(folder, { recursive: true, force: true });
    folders.delete(folder);
    if (folders.size === 0) process.removeListener('exit', leave);
  };

  /** Where the process ends in the midst of it, nothing else would run. */
  const leave = () => {
    for (const run of processes) run.kill();
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  };

  return {
    decode: (file, name) =>
      new Promise((resolve, reject) => {
        if (closed) return reject(ended(name));
        if (folders.size === 0 && waiting.length === 0 && running.size === 0) {
          process.removeListener('exit', leave);
          process.once('exit', leave);
        }
        waiting.push({ file, name, resolve, reject });
        // What is asked for in the same turn comes into the same process.
        setImmediate(next);
      }),
    async close() {
      closed = true;
      for (const { name, reject } of waiting.splice(0)) reject(ended(name));
      for (const run of processes) run.kill();
      await Promise.allSettled([...running]);
      process.removeListener('exit', leave);
    },
  };
}

function readOutput(path: string, name: string, maxBytes: number, options: SoundReadOptions): DecodedSound {
  if (statSync(path).size >= maxBytes) {
    throw tooLarge(name, undefined, undefined, options.maxFrames ?? defaultMaxFrames);
  }
  const range = openFileRange(path, name);
  try {
    const header = readWavHeader(range.slice(0, 16), range, name, { onTruncated: 'accept' });
    if (header?.kind !== 'pcm') throw corrupt(name, 'PCM from ffmpeg', 'none');
    checkSound(header, name, options);
    const { sampleRate, channels, frames } = header;
    const planes = new Float32Array(channels * frames);
    readPcm(range, header, 0, frames, planes, name);
    return { sampleRate, channels, frames, planes };
  } finally {
    range.close();
  }
}

function refused({ kind, text }: FfmpegFault, input: string, name: string, timeoutSeconds: number): AugmentError {
  if (kind === 'timed-out') {
    return new AugmentError(
      'timed-out',
      `${name}: expected ffmpeg to decode it within ${timeoutSeconds} s, got no end; if it is that long, raise decode.timeoutSeconds`,
      { file: name },
    );
  }
  const plain = text.replaceAll(input, name);
  const short = plain.length > 200 ? `${plain.slice(0, 197)}...` : plain;
  return corrupt(name, 'a sound that ffmpeg can decode', `"${short}"`);
}

function ended(name: string): AugmentError {
  return new AugmentError('ended', `${name}: expected to decode it, but the decoder was closed`, { file: name });
}
