import { AugmentError } from '../../transforms/errors.ts';
import type { SamplePlan } from '../../transforms/plan.ts';
import { gain } from '../kernels/level.ts';
import { planeAt, type Signal, SoundMemory } from '../kernels/memory.ts';
import { resamplePlanes } from '../kernels/resample.ts';
import type { AudioOp } from '../ops/index.ts';
import { resampledFrames } from '../ops/ratio.ts';
import type { SoundFacts } from '../sound.ts';
import type { Scratch } from './byte-range.ts';
import { type DecodedSound, decodeCoded } from './codecs.ts';
import { readSoundHeader, type SoundReadOptions } from './header.ts';
import { readPcm } from './pcm.ts';
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

/** Plans a sound whose facts are known, and uses it once it is there. */
type Use = (loaded: LoadedRecord, plan: Plan) => void;

/** Reads sounds into kernel memory: one memory, nothing kept from one sound to the next but those that plans refer to. */
export class SoundEngine {
  readonly memory = new SoundMemory();
  readonly sounds: SoundLibrary;
  readonly #options: SoundDecodeOptions;
  readonly #read: SoundReadOptions;
  readonly #scratch: Scratch = { bytes: new Uint8Array(0) };

  /** `base`: the folder that relative paths of a plan start from. */
  constructor(options: SoundDecodeOptions, base: string) {
    const { maxValues = 100_000_000, onTruncated } = options;
    this.#options = options;
    this.#read = { maxFrames: maxValues, ...(onTruncated === undefined ? {} : { onTruncated }) };
    this.sounds = new SoundLibrary({ base, load: (path, rate) => this.#loadOther(path, rate) });
  }

  /**
   * Reads a sound, whose plan is drawn as soon as its length is known: at once where it is PCM, or as a promise. What `use` is
   * given holds until it returns. Throws (or rejects with) AugmentError.
   */
  load(file: SoundFile, planOf: (facts: SoundFacts) => Plan, use: Use): void | Promise<void> {
    const range = rangeOf(file, this.#scratch);
    let isWaiting = false;
    try {
      const header = readSoundHeader(range, file.name, this.#read);
      if (header.kind === 'coded') {
        // The codec works on while other files are read.
        const bytes = range.slice(0, range.size).slice();
        return decodeCoded(bytes, header, file.name, this.#read).then((decoded) => {
          return this.#plan(decoded, file.name, planOf, use, (target) => target.set(decoded.planes), true);
        });
      }
      const isFloat = header.encoding.startsWith('f');
      const read = (target: Float32Array) => readPcm(range, header, 0, header.frames, target, file.name);
      const planning = this.#plan(header, file.name, planOf, use, read, isFloat);
      if (planning === undefined) return;
      isWaiting = true;
      return planning.finally(() => closeRange(range));
    } finally {
      if (!isWaiting) closeRange(range);
    }
  }

  close(): void {}

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
    read: (target: Float32Array) => void,
    mayBeNotFinite: boolean,
  ): void | Promise<void> {
    const facts = this.#factsOf(source);
    const plan = planOf(facts);
    const run = () => {
      const mark = this.memory.mark();
      try {
        const raw = this.#place(source, read);
        if (mayBeNotFinite) this.#checkFinite(raw, name);
        const mixed = this.#withChannels(raw, facts.channels);
        const signal = resamplePlanes(this.memory, mixed, facts.sampleRate);
        use({ signal, facts, done: 0 }, plan);
      } finally {
        this.memory.release(mark);
      }
    };
    const preparing = this.sounds.prepare(plan.steps.flatMap(({ ops }) => ops), facts.sampleRate);
    return preparing instanceof Promise ? preparing.then(run) : run();
  }

  /** A file's frames in kernel memory, as they are in it. */
  #place({ channels, frames, sampleRate }: Source, read: (target: Float32Array) => void): Signal {
    const { memory } = this;
    const signal = memory.allocateSignal({ channels, frames, sampleRate, bins: 0 });
    if (channels === 1 || signal.stride === frames) {
      const first = signal.pointer >> 2;
      read(memory.floats.subarray(first, first + channels * frames));
      return signal;
    }
    const mark = memory.mark();
    const first = memory.allocate(channels * frames * 4) >> 2;
    const packed = memory.floats.subarray(first, first + channels * frames);
    read(packed);
    for (let channel = 0; channel < channels; channel++) {
      memory.plane(signal, channel).set(packed.subarray(channel * frames, (channel + 1) * frames));
    }
    memory.release(mark);
    return signal;
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
}
