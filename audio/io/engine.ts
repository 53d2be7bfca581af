import { AugmentError } from '../../transforms/errors.ts';
import type { SamplePlan } from '../../transforms/plan.ts';
import { gain } from '../kernels/level.ts';
import { planeAt, type Signal, SoundMemory } from '../kernels/memory.ts';
import { resamplePlanes } from '../kernels/resample.ts';
import type { LoadedSound } from '../kernels/sounds.ts';
import type { AudioOp } from '../ops/index.ts';
import { resampledFrames } from '../ops/ratio.ts';
import type { SoundFacts } from '../sound.ts';
import { type ByteRange, openFileRange, type Scratch } from './byte-range.ts';
import type { DecodedSound } from './decoded-sound.ts';
import { type KnownHeader, SoundDecoder } from './decoder.ts';
import { readSoundHeader, type SoundReadOptions } from './header.ts';
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

/** A file's own form. */
type Source = Pick<DecodedSound, 'channels' | 'frames' | 'sampleRate'>;
type Plan = SamplePlan<SoundFacts, AudioOp>;

/** Writes all frames, [channels, frames]. */
type ReadFrames = (target: Float32Array) => void | Promise<void>;

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
    const read: ReadFrames = (target) => this.#decoder.decode(range, header, name, target);
    const mayBeNotFinite = header.kind === 'coded' || header.encoding.startsWith('f');
    return this.#plan(header, name, planOf, use, read, mayBeNotFinite);
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
    const finish = (raw: Signal) => {
      if (mayBeNotFinite) this.#checkFinite(raw, name);
      const mixed = this.#withChannels(raw, facts.channels);
      const signal = resamplePlanes(this.memory, mixed, facts.sampleRate);
      use({ signal, facts, done: 0 }, plan);
    };
    const run = (): void | Promise<void> => {
      const mark = this.memory.mark();
      let isWaiting = false;
      try {
        const placing = this.#place(source, read);
        if (!(placing instanceof Promise)) return finish(placing);
        isWaiting = true;
        return placing.then(finish).finally(() => this.memory.release(mark));
      } finally {
        if (!isWaiting) this.memory.release(mark);
      }
    };
    const preparing = this.sounds.prepare(
      plan.steps.flatMap(({ ops }) => ops),
      facts.sampleRate,
    );
    return preparing instanceof Promise ? preparing.then(run) : run();
  }

  /** A file's frames in kernel memory, as they are in it. */
  #place({ channels, frames, sampleRate }: Source, read: ReadFrames): Signal | Promise<Signal> {
    const { memory } = this;
    const signal = memory.allocateSignal({ channels, frames, sampleRate, bins: 0 });
    if (channels === 1) {
      const reading = read(memory.plane(signal, 0));
      return reading === undefined ? signal : reading.then(() => signal);
    }
    const packed = new Float32Array(channels * frames);
    const spread = () => {
      for (let channel = 0; channel < channels; channel++) {
        memory.plane(signal, channel).set(packed.subarray(channel * frames, (channel + 1) * frames));
      }
      return signal;
    };
    const reading = read(packed);
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
function whole({ planes }: DecodedSound): ReadFrames {
  return (target) => {
    target.set(planes);
  };
}
