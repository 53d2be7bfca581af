import type { FfmpegCommand } from 'fluent-ffmpeg';

/** One file to decode, and where to. */
export interface FfmpegJob {
  readonly input: string;
  /** Written as WAV of 32-bit floats, at the input's own rate and channels. */
  readonly output: string;
}

export interface FfmpegRun {
  /** Resolves to undefined, or to why it failed. By then the process has ended. */
  readonly ended: Promise<FfmpegFault | undefined>;
  /** Ends the process at once. */
  kill(): void;
}

export interface FfmpegFault {
  readonly kind: 'said' | 'timed-out' | 'killed';
  /** What ffmpeg said last. */
  readonly text: string;
}

export interface FfmpegLimits {
  readonly timeoutSeconds: number;
  /** Bytes that one output may have. */
  readonly maxBytes: number;
  /** Stop at the first fault in the input rather than decode around it. */
  readonly strict: boolean;
}

/** What fluent-ffmpeg does inside, as far as it must be kept from it. */
interface Inner {
  _prepare(done: (error: Error | null, args: readonly string[]) => void): void;
  _getArguments(): readonly string[];
  _spawnFfmpeg(args: unknown, options: unknown, started: unknown, ended: Ended): void;
}

interface Lines {
  get(): string;
}

type Ended = (error: Error | null, out?: Lines, text?: Lines) => void;

/** Starts one ffmpeg that decodes the first sound track of each input, on one thread each. */
export async function startFfmpeg(
  program: string,
  jobs: readonly FfmpegJob[],
  { timeoutSeconds, maxBytes, strict }: FfmpegLimits,
): Promise<FfmpegRun> {
  const { default: fluent } = await import('fluent-ffmpeg');
  const command = fluent({ stdoutLines: 100 });
  command.setFfmpegPath(program);
  jobs.forEach(({ input }, i) => {
    const first = i === 0 ? ['-nostdin', '-hide_banner', ...(strict ? ['-xerror'] : [])] : [];
    // A playlist in a sound's place may name files, but nothing on the network.
    command.input(input).inputOptions([...first, '-threads', '1', '-protocol_whitelist', 'file']);
  });
  jobs.forEach(({ output }, i) => {
    const what = ['-map', `${i}:a:0`, '-vn', '-sn', '-dn', '-map_metadata', '-1'];
    const how = ['-c:a', 'pcm_f32le', '-f', 'wav', '-rf64', 'auto', '-threads', '1', '-fs', `${maxBytes}`];
    command.output(output).outputOptions([...what, ...how]);
  });
  return launch(command, timeoutSeconds);
}

function launch(command: FfmpegCommand, timeoutSeconds: number): FfmpegRun {
  withoutProbes(command as unknown as Inner);
  let dead: FfmpegFault | undefined;
  const kill = (kind: 'timed-out' | 'killed') => {
    dead ??= { kind, text: '' };
    command.kill('SIGKILL');
  };
  const ended = new Promise<FfmpegFault | undefined>((resolve) => {
    const timer = setTimeout(() => kill('timed-out'), timeoutSeconds * 1000);
    const end = (fault: FfmpegFault | undefined) => {
      clearTimeout(timer);
      resolve(fault);
    };
    command.on('start', () => dead === undefined || command.kill('SIGKILL'));
    command.on('end', () => end(undefined));
    command.on('error', (error, _out, text) => end(dead ?? { kind: 'said', text: saidBy(error, text) }));
    command.run();
  });
  return { ended, kill: () => kill('killed') };
}

/**
 * fluent-ffmpeg 2.1.3 asks ffmpeg for all its formats and codecs before the first command (376 ms, and refuses what
 * newer versions list in another way), and throws past every handler where the program cannot be started.
 */
function withoutProbes(inner: Inner): void {
  inner._prepare = (done) => done(null, inner._getArguments());
  const spawn = inner._spawnFfmpeg;
  const silent: Lines = { get: () => '' };
  inner._spawnFfmpeg = (args, options, started, ended) =>
    spawn.call(inner, args, options, started, (error, out = silent, text = silent) => ended(error, out, text));
}

/** The line that says most: ffmpeg ends with it. */
function saidBy(error: Error, text: string | null | undefined): string {
  const lines = (text ?? '')
    .split('\n')
    .filter((line) => /invalid|error|no such|matches no|not |could|fail/i.test(line));
  return lines.at(-1)?.trim() || error.message;
}
