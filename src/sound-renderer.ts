import { type LoadedRecord, type SoundDecodeOptions, SoundEngine } from '../audio/io/engine.ts';
import { moveSegments, type Segment } from '../audio/kernels/labels.ts';
import { planesOf } from '../audio/kernels/memory.ts';
import { type DrawPlan, type Performed, perform } from '../audio/kernels/perform.ts';
import { scale } from '../audio/kernels/scale.ts';
import type { AudioOp } from '../audio/ops/index.ts';
import { type SoundFacts, soundRules } from '../audio/sound.ts';
import {
  AugmentError,
  descend,
  type Key,
  type Node,
  type Planner,
  planner,
  rootKey,
  type SamplePlan,
  sampleKeys,
} from '../transforms/index.ts';
import { sampleError } from './sample-error.ts';
import type { Place, RendererOptions, SampleRenderer } from './sample-renderer.ts';
import { FileBytes } from './sources/file-bytes.ts';
import type { Source, SourceRecord } from './sources/source.ts';
import { type RenderSpec, withScale } from './spec.ts';
import { packPair, type RowShape } from './workers/row-form.ts';

/** A sound that was rendered: float32, planar [channels, frames], or [channels * bins, columns]. */
export interface PlayedSound {
  readonly planes: Float32Array;
  readonly facts: SoundFacts;
  readonly plan: SamplePlan<SoundFacts, AudioOp>;
  /** Its labels in time, where the source has them. */
  readonly segments: readonly Segment[] | undefined;
  /** What it was before any transform. */
  readonly source: SoundFacts;
}

/** Makes sounds of one dataset: (epoch, sample id) to frames, each a pure function of (seed, epoch, sample id, plan). */
export class SoundRenderer implements SampleRenderer {
  readonly source: Source;
  readonly nodes: readonly Node[];
  readonly #engine: SoundEngine;
  readonly #sampleKey: (epoch: number, id: number) => Key;
  readonly #plan: Planner<SoundFacts, AudioOp>;
  readonly #options: RendererOptions;
  readonly #padFrames: number;
  readonly #file = new FileBytes();

  constructor(spec: RenderSpec, source: Source, options: RendererOptions = {}) {
    this.source = source;
    this.nodes = withScale(spec.augment, 'audio');
    this.#sampleKey = sampleKeys(rootKey(spec.seed));
    this.#plan = planner(this.nodes, soundRules);
    this.#options = options;
    this.#padFrames = spec.padFrames;
    this.#engine = new SoundEngine(spec.decode as SoundDecodeOptions, spec.base ?? process.cwd());
  }

  render(epoch: number, id: number, place: Place, nodes: readonly Node[] = this.nodes): void | Promise<void> {
    const record = this.read(id, epoch);
    return record instanceof Promise
      ? record.then((known) => this.renderRecord(known, epoch, id, place, nodes))
      : this.renderRecord(record, epoch, id, place, nodes);
  }

  read(id: number, epoch: number): SourceRecord | Promise<SourceRecord> {
    try {
      const { timings, signal } = this.#options;
      const clock = timings === undefined ? 0 : performance.now();
      const record = this.source.read(id, this.#file, signal);
      // What only ffmpeg decodes is waited for as a download is, so that many of them share a process.
      const whole = (known: SourceRecord) => this.#engine.decodeEarly(known) ?? known;
      if (record instanceof Promise) return record.then(whole).catch((cause) => this.#fail(cause, epoch, id));
      if (timings !== undefined) timings.read += performance.now() - clock;
      const known = whole(record);
      return known instanceof Promise ? known.catch((cause) => this.#fail(cause, epoch, id)) : known;
    } catch (cause) {
      this.#fail(cause, epoch, id);
    }
  }

  renderRecord(
    record: SourceRecord,
    epoch: number,
    id: number,
    place: Place,
    nodes: readonly Node[] = this.nodes,
    repeat = 0,
  ): void | Promise<void> {
    try {
      const rendering = this.#perform(record, epoch, id, nodes, repeat, (made) => this.#finish(made, id, place));
      return rendering?.catch((cause: unknown) => this.#fail(cause, epoch, id));
    } catch (cause) {
      this.#fail(cause, epoch, id);
    }
  }

  /** One sample as it goes into the batch, and what was drawn. `nodes`: other transforms than the dataset's. */
  async play(epoch: number, id: number, nodes: readonly Node[] = this.nodes): Promise<PlayedSound> {
    const all = withScale(nodes, 'audio');
    let played: PlayedSound | undefined;
    const record = await this.read(id, epoch);
    try {
      await this.#perform(record, epoch, id, all, 0, ({ signal, plan, last, given }) => {
        const pointer = this.reserveRow(planesOf(signal) * signal.frames * 4);
        scale(this.#engine.memory, signal, { ...last!, layout: 'channelsFirst' }, pointer);
        const bytes = this.copyOut(pointer, planesOf(signal) * signal.frames * 4);
        const segments = this.#segmentsOf(id, plan, given);
        played = { planes: new Float32Array(bytes.buffer), facts: plan.facts, plan, segments, source: given };
      });
    } catch (cause) {
      this.#fail(cause, epoch, id);
    }
    return played!;
  }

  reserveRow(bytes: number): number {
    // It lies where the next sample's work begins: a row is copied out before that.
    return this.#engine.memory.allocate(bytes);
  }

  copyOut(pointer: number, bytes: number, target: Uint8Array = new Uint8Array(bytes)): Uint8Array {
    target.set(this.#engine.memory.bytes.subarray(pointer, pointer + bytes));
    return target;
  }

  close(): void {
    this.#engine.close();
  }

  /** Decodes a sample and carries its plan out; `use` takes what was made while it is there. */
  #perform(
    record: SourceRecord,
    epoch: number,
    id: number,
    nodes: readonly Node[],
    repeat: number,
    use: (made: Performed & { readonly given: SoundFacts }) => void,
  ): void | Promise<void> {
    const planOf = nodes === this.nodes ? this.#plan : planner<SoundFacts, AudioOp>(nodes, soundRules);
    const key = this.#sampleKey(epoch, id);
    const drawn = repeat === 0 ? key : descend(key, 'repeat', repeat);
    const { timings, fused } = this.#options;
    const engine = this.#engine;
    const clock = timings === undefined ? 0 : performance.now();
    const make = (loaded: LoadedRecord, plan: SamplePlan<SoundFacts, AudioOp>) => {
      const { facts } = loaded;
      const draw: DrawPlan = (measured) => planOf(drawn, { ...facts, measured });
      const decodedAt = timings === undefined ? 0 : performance.now();
      use({
        ...perform(engine.memory, loaded.signal, plan, draw, engine.sounds, fused !== false, loaded.done),
        given: facts,
      });
      if (timings === undefined) return;
      timings.decode += decodedAt - clock;
      timings.augment += performance.now() - decodedAt;
    };
    return engine.load(record, (facts) => planOf(drawn, facts), make);
  }

  #finish({ signal, plan, last, given }: Performed & { readonly given: SoundFacts }, id: number, place: Place): void {
    const { channels, bins, frames, sampleRate, padValue = 0 } = plan.facts;
    if (this.#padFrames > 0 && frames > this.#padFrames) throw tooLong(frames, this.#padFrames);
    const planes = planesOf(signal);
    const isFirst = last!.layout === 'channelsFirst';
    const segments = this.#segmentsOf(id, plan, given);
    const shape: RowShape = {
      code: packPair(channels, bins),
      planes: isFirst ? planes : 1,
      length: isFirst ? frames : frames * planes,
      valueBytes: 4,
      isRagged: true,
      padValue,
      trait: sampleRate,
      extras: segments && { segments },
    };
    const beyond = scale(this.#engine.memory, signal, last!, place(shape));
    if (beyond > 0 && this.#options.timings !== undefined) this.#options.timings.beyondRange++;
  }

  #segmentsOf(
    id: number,
    { steps }: SamplePlan<SoundFacts, AudioOp>,
    given: SoundFacts,
  ): readonly Segment[] | undefined {
    const segments = this.source.readSegments?.(id);
    return (
      segments &&
      moveSegments(
        segments,
        steps.flatMap(({ ops }) => ops),
        given,
      )
    );
  }

  #fail(cause: unknown, epoch: number, id: number): never {
    throw sampleError(this.source, cause, epoch, id);
  }
}

function tooLong(frames: number, most: number): AugmentError {
  return new AugmentError(
    'too-long',
    `expected a sound of at most ${most} frames (padFrames), got ${frames}; add padOrCrop to the transforms, or raise padFrames`,
  );
}
