import { AugmentError } from '../../transforms/errors.ts';
import type { SamplePlan } from '../../transforms/plan.ts';
import { gain } from '../kernels/level.ts';
import { planeAt, type Signal, SoundMemory } from '../kernels/memory.ts';
import { resamplePlanes, resampleSource } from '../kernels/resample.ts';
import type { LoadedSound } from '../kernels/sounds.ts';
import type { AudioOp } from '../ops/index.ts';
import { resampledFrames } from '../ops/ratio.ts';
import type { SoundFacts } from '../sound.ts';
import { type ByteRange, openFileRange, type Scratch } from './byte-range.ts';
import type { DecodedSound } from './decoded-sound.ts';
import { type KnownHeader, SoundDecoder } from './decoder.ts';
import { type PcmHeader, readSoundHeader, type SoundReadOptions } from './header.ts';
import { closeRange, rangeOf, type SoundFile } from './reader.ts';
import { SoundLibrary } from './sound-library.ts';

/** How sounds are read. */
export interface SoundDecodeOptions {
  readonly sampleRate?: number;
  readonly channels?: 'keep' | 'mono' | 'stereo';
  readonly maxValues?: number;
  readonly onTruncated?: 'error' | 'accept';
  readonly onNotFinite?: 'error' | 'silence';
}

/** A sound that lies in kernel memory, at the dataset's rate. */
export interface LoadedRecord {
  readonly signal: Signal;
  /** What was known of it when its plan was drawn. */
  readonly facts: SoundFacts;
  /** How many ops of the plan were carried out by reading no more than they leave. */
  readonly done: number;
}

/** Frames of a plain file that are converted at once. */
const mostPlain = 1 << 20;

/** A file's own form. */
type Source = Pick<DecodedSound, 'channels' | 'frames' | 'sampleRate'>;
type Plan = SamplePlan<SoundFacts, AudioOp>;

/** Some of a file's frames: the first, and how many. */
type Part = readonly [first: number, frames: number];

/** Writes a part, [channels, frames]. */
type ReadFrames = (target: Float32Array, part: Part) => void | Promise<void>;

/** A file, and its sound where that was decoded already. */
export interface DecodedFile extends SoundFile {
  readonly decoded?: DecodedSound;
}

/** Plans a sound whose facts are known, and uses it once it is there. */
type Use = (loaded: LoadedRecord, plan: Plan) => void;

/** Reads sounds into kernel memory: one memory, nothing kept from one sound to the next but those that plans refer to. */
export class SoundEngine {
  readonly memory = new SoundMemory();
  readonly sounds: SoundLibrary;
  readonly #options: SoundDecodeOptions;
  readonly #read: SoundReadOptions;
  readonly #decoder: SoundDecoder;
  readonly #scratch: Scratch = { bytes: new Uint8Array(0) };

  /** `base`: the folder that relative paths of a plan start from. */
  constructor(options: SoundDecodeOptions, base: string) {
    const { maxValues = 100_000_000, onTruncated } = options;
    this.#options = options;
    this.#read = { maxFrames: maxValues, ...(onTruncated === undefined ? {} : { onTruncated }) };
    this.#decoder = new SoundDecoder(this.#read);
    this.sounds = new SoundLibrary({ base, load: (path, rate) => this.#loadOther(path, rate) });
  }

  /**
   * The file with its sound decoded, where only ffmpeg can do that: so that many are decoded by one process, before any of
   * them is loaded. Undefined where `load` does it as well.
   */
  decodeEarly(file: SoundFile): Promise<DecodedFile> | undefined {
    if (isCommon(file.bytes)) return undefined;
    const range = rangeOf(file, this.#scratch);
    try {
      const header = readSoundHeader(range, file.name, this.#read);
      if (header.format !== 'other') return undefined;
      return this.#decoder.decodeWhole(range, header, file.name).then((decoded) => ({ ...file, decoded }));
    } finally {
      closeRange(range);
    }
  }

  /**
   * Reads a sound, whose plan is drawn as soon as its length is known: at once where it is PCM, or as a promise. The file's bytes
   * must stay until then. What `use` is given holds until it returns. Throws (or rejects with) AugmentError.
   */
  load(file: DecodedFile, planOf: (facts: SoundFacts) => Plan, use: Use): void | Promise<void> {
    const { decoded, name } = file;
    if (decoded !== undefined) return this.#plan(decoded, name, planOf, use, whole(decoded), true);
    const range = rangeOf(file, this.#scratch);
    let isWaiting = false;
    try {
      const header = this.#decoder.header(range, name);
      const loading =
        header instanceof Promise
          ? header.then((known) => this.#decode(range, known, name, planOf, use))
          : this.#decode(range, header, name, planOf, use);
      if (loading === undefined) return;
      isWaiting = true;
      return loading.finally(() => closeRange(range));
    } finally {
      if (!isWaiting) closeRange(range);
    }
  }

  #decode(
    range: ByteRange,
    header: KnownHeader,
    name: string,
    planOf: (facts: SoundFacts) => Plan,
    use: Use,
  ): void | Promise<void> {
    const isPlain = header.kind === 'pcm' && header.encoding === 's16le' && header.channels === 1;
    const read: ReadFrames = (target, part) => {
      if (isPlain && this.#readPlain(range, header, part, target)) return;
      return this.#decoder.decode(range, header, name, target, part);
    };
    const mayBeNotFinite = header.kind === 'coded' || header.encoding.startsWith('f');
    return this.#plan(header, name, planOf, use, read, mayBeNotFinite);
  }

  /**
   * Converts what most files hold in kernel memory, where that takes a third of the time. False where the bytes are not there, or too
   * many to hold twice: then the decoder reads them, or says what is wrong.
   */
  #readPlain(range: ByteRange, header: PcmHeader, [first, count]: Part, target: Float32Array): boolean {
    const { memory } = this;
    if (count > mostPlain) return false;
    const from = header.dataAt + first * 2;
    const bytes = range.slice(from, from + count * 2);
    if (bytes.length < count * 2) return false;
    const mark = memory.mark();
    const pointer = memory.allocate(count * 2);
    memory.bytes.set(bytes, pointer);
    memory.wasm.int16ToFloat!(pointer, count, target.byteOffset);
    memory.release(mark);
    return true;
  }

  close(): Promise<void> {
    return this.#decoder.close();
  }

  /** What a sound of a file is once it is at the dataset's rate, with its channels. */
  #factsOf({ channels, frames, sampleRate }: Source): SoundFacts {
    const { sampleRate: rate = sampleRate, channels: wanted = 'keep' } = this.#options;
    const kept = wanted === 'keep' ? channels : wanted === 'mono' ? 1 : 2;
    return { channels: kept, frames: resampledFrames(frames, sampleRate, rate), sampleRate: rate, bins: 0 };
  }

  #plan(
    source: Source,
    name: string,
    planOf: (facts: SoundFacts) => Plan,
    use: Use,
    read: ReadFrames,
    mayBeNotFinite: boolean,
  ): void | Promise<void> {
    const facts = this.#factsOf(source);
    const plan = planOf(facts);
    const excerpt = excerptOf(plan, facts);
    const part = excerpt === undefined ? ([0, source.frames] as const) : partFor(source, facts.sampleRate, excerpt);
    const finish = (raw: Signal) => {
      if (mayBeNotFinite) this.#checkFinite(raw, name);
      const mixed = this.#withChannels(raw, facts.channels);
      const isSameRate = facts.sampleRate === source.sampleRate;
      const within = excerpt && !isSameRate ? { ...excerpt, sourceFirst: part[0] } : undefined;
      const signal = resamplePlanes(this.memory, mixed, facts.sampleRate, within);
      use({ signal, facts, done: excerpt === undefined ? 0 : 1 }, plan);
    };
    const run = (): void | Promise<void> => {
      const mark = this.memory.mark();
      let isWaiting = false;
      try {
        const placing = this.#place(source, part, read);
        if (!(placing instanceof Promise)) return finish(placing);
        isWaiting = true;
        return placing.then(finish).finally(() => this.memory.release(mark));
      } finally {
        if (!isWaiting) this.memory.release(mark);
      }
    };
    const needs = opsWithNeeds(plan);
    const preparing = needs === undefined ? undefined : this.sounds.prepare(needs, facts.sampleRate);
    return preparing instanceof Promise ? preparing.then(run) : run();
  }

  /** A part of a file's frames in kernel memory, as they are in it. */
  #place({ channels, sampleRate }: Source, part: Part, read: ReadFrames): Signal | Promise<Signal> {
    const frames = part[1];
    const { memory } = this;
    const signal = memory.allocateSignal({ channels, frames, sampleRate, bins: 0 });
    if (channels === 1) {
      // Room to convert in is made before a view is taken, which it might detach.
      const mark = memory.mark();
      memory.allocate(Math.min(frames, mostPlain) * 2);
      memory.release(mark);
      const reading = read(memory.plane(signal, 0), part);
      return reading === undefined ? signal : reading.then(() => signal);
    }
    const packed = new Float32Array(channels * frames);
    const spread = () => {
      for (let channel = 0; channel < channels; channel++) {
        memory.plane(signal, channel).set(packed.subarray(channel * frames, (channel + 1) * frames));
      }
      return signal;
    };
    const reading = read(packed, part);
    return reading === undefined ? spread() : reading.then(spread);
  }

  #checkFinite(signal: Signal, name: string): void {
    for (let channel = 0; channel < signal.channels; channel++) {
      if (this.memory.wasm.allFinite!(planeAt(signal, channel), signal.frames) === 1) continue;
      const plane = this.memory.plane(signal, channel);
      if (this.#options.onNotFinite === 'silence') {
        for (let i = 0; i < plane.length; i++) if (!Number.isFinite(plane[i]!)) plane[i] = 0;
        continue;
      }
      const at = plane.findIndex((value) => !Number.isFinite(value));
      throw new AugmentError(
        'not-finite',
        `${name}: expected numbers, got ${plane[at]} at frame ${at} of channel ${channel}; repair the file, or say decode({ onNotFinite: 'silence' })`,
        { file: name },
      );
    }
  }

  /** Mono is the mean of all channels; stereo the first two, or a mono sound on both. */
  #withChannels(signal: Signal, channels: number): Signal {
    if (channels === signal.channels) return signal;
    const { memory } = this;
    if (channels === 1) {
      for (let other = 1; other < signal.channels; other++) {
        memory.wasm.addTo!(planeAt(signal, other), signal.frames, planeAt(signal, 0));
      }
      return gain(memory, { ...signal, channels: 1 }, { kind: 'gain', factor: 1 / signal.channels });
    }
    if (signal.channels > channels) return { ...signal, channels };
    const made = memory.allocateSignal({ ...signal, channels });
    for (let channel = 0; channel < channels; channel++) memory.plane(made, channel).set(memory.plane(signal, 0));
    return made;
  }

  /** A sound that a plan refers to: its own channels, at the rate that is asked for. */
  async #loadOther(path: string, sampleRate: number): Promise<LoadedSound> {
    const range = openFileRange(path, path);
    // Its own memory: the engine's holds a sound that waits for this one.
    const memory = new SoundMemory();
    try {
      const header = await this.#decoder.header(range, path);
      const { channels, frames } = header;
      const planes = new Float32Array(channels * frames);
      await this.#decoder.decode(range, header, path, planes);
      if (header.sampleRate === sampleRate) return { name: path, planes, channels, frames };
      const signal = memory.allocateSignal({ channels, frames, sampleRate: header.sampleRate, bins: 0 });
      for (let channel = 0; channel < channels; channel++) {
        memory.plane(signal, channel).set(planes.subarray(channel * frames, (channel + 1) * frames));
      }
      const made = resamplePlanes(memory, signal, sampleRate);
      const all = new Float32Array(channels * made.frames);
      for (let channel = 0; channel < channels; channel++) all.set(memory.plane(made, channel), channel * made.frames);
      return { name: path, planes: all, channels, frames: made.frames };
    } finally {
      range.close();
    }
  }
}

/** Frames that are there already. */
function whole({ planes, channels, frames }: DecodedSound): ReadFrames {
  return (target, [first, count]) => {
    for (let channel = 0; channel < channels; channel++) {
      const from = channel * frames + first;
      target.set(planes.subarray(from, from + count), channel * count);
    }
  };
}

/** What a plan begins with where that is to keep only a part of the sound: then no more of it is read. */
function excerptOf(
  { steps }: Plan,
  facts: SoundFacts,
): { readonly first: number; readonly frames: number } | undefined {
  const op = steps.find(({ ops }) => ops.length > 0)?.ops[0];
  if (op?.kind !== 'window' || op.first < 0 || op.first + op.frames > facts.frames) return undefined;
  return op.frames === facts.frames ? undefined : { first: op.first, frames: op.frames };
}

/** The frames of a file that an excerpt is made of. */
function partFor({ sampleRate, frames }: Source, rate: number, excerpt: { first: number; frames: number }): Part {
  if (rate === sampleRate) return [excerpt.first, excerpt.frames];
  const [from, end] = resampleSource(sampleRate, rate, excerpt.first, excerpt.frames);
  const first = Math.min(Math.max(0, from), frames);
  return [first, Math.max(0, Math.min(frames, end) - first)];
}

/** All ops of a plan, where one of them needs more than the sound itself. */
function opsWithNeeds({ steps }: Plan): readonly AudioOp[] | undefined {
  for (const { ops } of steps) {
    for (const op of ops) {
      if (op.sounds !== undefined || op.kind === 'codec') return steps.flatMap((step) => step.ops);
    }
  }
  return undefined;
}

/** WAV, FLAC and Ogg, by their first bytes. */
function isCommon(bytes: Uint8Array): boolean {
  const first = ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0);
  return first === 0x5249 || first === 0x664c || first === 0x4f67;
}
