import { resolve } from 'node:path';
import {
  deepFreeze,
  descend,
  drawSample,
  type Key,
  type Node,
  rootKey,
  type SamplePlan,
  sampleKeys,
} from '../transforms/index.ts';
import { type ImageFacts, imageRules } from '../vision/image.ts';
import type { ImageOp, ScaleOp } from '../vision/index.ts';
import { resize, scale } from '../vision/index.ts';
import type { DecodeOptions } from '../vision/io/decode.ts';
import { type Header, PictureEngine } from '../vision/io/engine.ts';
import { pixelBytes } from '../vision/io/raw.ts';
import { loadWhitening } from '../vision/io/whitening-file.ts';
import { canonical, fuse } from '../vision/kernels/fusion.ts';
import type { DecodeSpec } from './decode-spec.ts';
import { assertObjects, gatherPartners, type LoadedPartner, type Mixture } from './partners.ts';
import { alone, assertChannels, opsOf, type Planners, plannersOf, whiteningFiles } from './picture-plan.ts';
import { shapeOf, visibleOf } from './picture-row.ts';
import { fromStore, type ReadRecord, reducedSize, reducedTo, storeEntry } from './reduction.ts';
import { sampleError } from './sample-error.ts';
import type { Place, RendererOptions, SampleRenderer } from './sample-renderer.ts';
import { FileBytes } from './sources/file-bytes.ts';
import { scanSource, viewSource } from './sources/kinds.ts';
import type { Source, SourceRecord } from './sources/source.ts';
import { type CacheSpec, type DatasetSpec, type RenderSpec, withScale } from './spec.ts';
import { assertTargets, type BoxTarget, deliveredTargets, type KeypointTarget } from './targets/gather.ts';
import { factsOf, findMask, readMask } from './targets/of-sample.ts';
import { maskFillOf, type TargetsSpec } from './targets/spec.ts';
import { highOf, lowOf, type RowShape } from './workers/row-form.ts';

/** What was decided of one sample, and how it is carried out. */
export interface Explanation {
  readonly name: string;
  readonly header: Header;
  readonly plan: SamplePlan<ImageFacts, ImageOp>;
  /** The ops in the order in which they are carried out. */
  readonly ops: readonly ImageOp[];
  readonly fused: readonly ImageOp[];
  /** The samples that were mixed in, and where. */
  readonly partners: readonly { readonly path: string; readonly sampleId: number; readonly name: string }[];
}

/** 8-bit RGB pixels, [height, width, 3]. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
  /** Class numbers, [height, width], where the dataset asks for masks. */
  readonly mask?: Uint8Array;
  readonly boxes?: readonly BoxTarget[];
  readonly keypoints?: readonly KeypointTarget[];
}

/** Makes samples of one dataset: (epoch, sample id) to pixels, each a pure function of (seed, epoch, sample id, plan). */
export class Renderer implements SampleRenderer {
  readonly source: Source;
  readonly nodes: readonly Node[];
  readonly #engine: PictureEngine;
  readonly #sampleKey: (epoch: number, id: number) => Key;
  readonly #plan: Planners;
  readonly #options: RendererOptions;
  readonly #cache: CacheSpec | undefined;
  /** Samples are rendered one after the other, so that one file's memory serves them all. */
  readonly #file = new FileBytes();
  /** Those that are mixed into it have memory of their own. */
  readonly #partnerFiles: FileBytes[] = [];
  readonly #targets: TargetsSpec | undefined;
  readonly #decode: DecodeSpec;
  #rowPointer = 0;
  #rowBytes = 0;
  #maskPointer = 0;
  #maskBytes = 0;

  /** Lists the dataset's source, and opens it. Throws AugmentError where there is nothing to read. */
  static async open(spec: DatasetSpec, options: RendererOptions = {}): Promise<Renderer> {
    return new Renderer(spec, viewSource(await scanSource(spec.source, spec.base)), options);
  }

  constructor(spec: RenderSpec, source: Source, options: RendererOptions = {}) {
    this.source = source;
    this.nodes = withScale(spec.augment, 'image');
    this.#sampleKey = sampleKeys(rootKey(spec.seed));
    this.#plan = plannersOf(this.nodes);
    this.#options = options;
    this.#cache = spec.cache;
    this.#targets = spec.targets;
    this.#decode = spec.decode;
    assertTargets(spec.targets, source);
    assertObjects(this.nodes, spec.targets, source);
    const whitenings = new Map(
      whiteningFiles(this.nodes).map(
        (file) => [file, loadWhitening(resolve(spec.base ?? process.cwd(), file))] as const,
      ),
    );
    this.#engine = new PictureEngine(
      spec.decode as DecodeOptions,
      whitenings,
      spec.targets && maskFillOf(spec.targets),
    );
  }

  /** Draws and fuses one sample, without touching its pixels. */
  async explain(epoch: number, id: number): Promise<Explanation> {
    const record = await this.#reduce(id, await this.read(id, epoch));
    const header = await this.#engine.header(record);
    const facts = this.#factsOf(record, header, id);
    const { plan, partners } = await this.#mixture(facts, id, this.#sampleKey(epoch, id), this.#plan);
    for (const step of plan.steps) deepFreeze(step.ops);
    const drawn = opsOf(plan);
    const mixed = partners.map(({ path, id: sampleId, picture: { name } }) => ({ path, sampleId, name }));
    return { name: record.name, header, plan, ops: canonical(drawn), fused: fuse(drawn), partners: mixed };
  }

  /** Renders one sample into the place it is given: at once where it can be read and decoded at once, or as a promise. */
  render(epoch: number, id: number, place: Place, nodes: readonly Node[] = this.nodes): void | Promise<void> {
    const record = this.read(id, epoch);
    return record instanceof Promise
      ? record.then((known) => this.renderRecord(known, epoch, id, place, nodes))
      : this.renderRecord(record, epoch, id, place, nodes);
  }

  /** A sample's bytes. Those that come at once hold until the next call. Throws (or rejects with) AugmentError. */
  read(id: number, epoch: number): ReadRecord | Promise<ReadRecord> {
    try {
      const record = this.#readInto(id, this.#file);
      return record instanceof Promise ? record.catch((cause: unknown) => this.#fail(cause, epoch, id)) : record;
    } catch (cause) {
      this.#fail(cause, epoch, id);
    }
  }

  #readInto(id: number, file: FileBytes): ReadRecord | Promise<ReadRecord> {
    const { timings, store, signal } = this.#options;
    const clock = timings === undefined ? 0 : performance.now();
    const kept = store === undefined ? undefined : fromStore(store, this.source, id);
    const record = kept ?? this.source.read(id, file, signal);
    if (timings !== undefined && !(record instanceof Promise)) timings.read += performance.now() - clock;
    return record;
  }

  /** Where there is a cache: the picture decoded and reduced, as the cache keeps it. */
  #reduce(id: number, record: ReadRecord): ReadRecord | Promise<ReadRecord> {
    const cache = this.#cache;
    if (cache === undefined || record.isReduced) return record;
    const header = this.#engine.header(record);
    const reduce = (known: Header): ReadRecord | Promise<ReadRecord> => {
      const { width, height } = known;
      const [h, w] = reducedSize(width, height, cache);
      const raw = reducedTo(record, known, this.#engine.channelsOf(known, record.name), this.#decode, w, h);
      const { dtype = 'uint8', channels } = raw;
      const squeeze = dtype === 'float32' ? scale({ range: [0, 1] }) : scale({ dtype });
      const nodes = [...(h === height && w === width ? [] : [resize({ size: [h, w] })]), squeeze];
      const facts = { width, height, channels };
      const plan = drawSample<ImageFacts, ImageOp>(nodes, this.#sampleKey(0, id), facts, imageRules);
      const ops = opsOf(plan);
      const bytes = w * h * channels * pixelBytes[dtype];
      const pointer = this.reserveRow(bytes);
      const finish = (): ReadRecord => {
        const reduced = { bytes: this.copyOut(pointer, bytes), name: record.name, raw };
        this.#options.store?.put(id, storeEntry(this.source, id, reduced));
        return reduced;
      };
      const rendering = this.#engine.render(record, known, fuse(ops), pointer, this.#options.timings);
      return rendering === undefined ? finish() : rendering.then(finish);
    };
    return header instanceof Promise ? header.then(reduce) : reduce(header);
  }

  /** Renders a sample whose bytes are there. `repeat`: the how-manieth time in its epoch, each drawn anew (0, the first). */
  renderRecord(
    record: ReadRecord,
    epoch: number,
    id: number,
    place: Place,
    nodes: readonly Node[] = this.nodes,
    repeat = 0,
  ): void | Promise<void> {
    try {
      const reduced = this.#reduce(id, record);
      const rendering =
        reduced instanceof Promise
          ? reduced.then((known) => this.#begin(known, epoch, id, place, nodes, repeat))
          : this.#begin(reduced, epoch, id, place, nodes, repeat);
      return rendering?.catch((cause: unknown) => this.#fail(cause, epoch, id));
    } catch (cause) {
      this.#fail(cause, epoch, id);
    }
  }

  /** One sample as 8-bit RGB, whatever its plan scales to: of more than three channels the first three, of fewer the first as grey. `nodes`: other transforms than the dataset's. */
  async pixels(epoch: number, id: number, nodes: readonly Node[] = this.nodes): Promise<Pixels> {
    const visible = [...withScale(nodes, 'image').slice(0, -1), scale({ dtype: 'uint8' })];
    let [pointer, width, height, channels] = [0, 0, 0, 0];
    let made: RowShape | undefined;
    const place: Place = (shape) => {
      const { code, length } = shape;
      channels = shape.trait;
      [width, height] = [highOf(code), lowOf(code)];
      made = shape;
      pointer = this.reserveRow(length);
      return pointer;
    };
    await this.render(epoch, id, place, visible);
    const data = visibleOf(this.copyOut(pointer, width * height * channels), channels);
    const { mask, extras: { boxes, keypoints } = {} } = made as unknown as RowShape;
    return {
      width,
      height,
      data,
      ...(mask && { mask: this.copyOut(mask.pointer, mask.bytes) }),
      ...(boxes && { boxes }),
      ...(keypoints && { keypoints }),
    };
  }

  /** Room for a sample in the kernels' memory; the same as last time where it is large enough. */
  reserveRow(bytes: number): number {
    if (bytes > this.#rowBytes) {
      // What was there is lost until the renderer is: growing by halves bounds that by twice the largest.
      this.#rowBytes = this.#rowBytes === 0 ? bytes : Math.max(bytes, Math.ceil(this.#rowBytes * 1.5));
      this.#rowPointer = this.#engine.memory.allocate(this.#rowBytes);
    }
    return this.#rowPointer;
  }

  /** Copies a sample out of the kernels' memory, into `target` where it is given. */
  copyOut(pointer: number, bytes: number, target: Uint8Array = new Uint8Array(bytes)): Uint8Array {
    target.set(this.#engine.memory.bytes.subarray(pointer, pointer + bytes));
    return target;
  }

  /** Bytes of the kernels' memory that are taken between two samples: they do not grow. */
  get memoryInUse(): number {
    return this.#engine.memory.mark();
  }

  close(): void {
    this.#engine.close();
  }

  #begin(
    record: SourceRecord,
    epoch: number,
    id: number,
    place: Place,
    nodes: readonly Node[],
    repeat: number,
  ): void | Promise<void> {
    const header = this.#engine.header(record);
    const finish = (known: Header): void | Promise<void> => {
      if (this.#targets?.mask === undefined) return this.#finish(record, known, epoch, id, place, nodes, repeat);
      const classes = readMask(this.source, id, known, this.#options.signal);
      return classes instanceof Promise
        ? classes.then((read) => this.#finish(record, known, epoch, id, place, nodes, repeat, read))
        : this.#finish(record, known, epoch, id, place, nodes, repeat, classes);
    };
    return header instanceof Promise ? header.then(finish) : finish(header);
  }

  /** Room for a sample's mask, which lies beside its row. */
  #reserveMask(bytes: number): number {
    if (bytes > this.#maskBytes) {
      this.#maskBytes = Math.max(bytes, Math.ceil(this.#maskBytes * 1.5));
      this.#maskPointer = this.#engine.memory.allocate(this.#maskBytes);
    }
    return this.#maskPointer;
  }

  #finish(
    record: SourceRecord,
    header: Header,
    epoch: number,
    id: number,
    place: Place,
    nodes: readonly Node[],
    repeat: number,
    classes?: Uint8Array,
  ): void | Promise<void> {
    const planners = nodes === this.nodes ? this.#plan : plannersOf(nodes);
    const key = this.#sampleKey(epoch, id);
    const again = repeat === 0 ? key : descend(key, 'repeat', repeat);
    if (planners.before === undefined) {
      const plan = planners.plan(again, this.#factsOf(record, header, id));
      return this.#draw(record, header, id, place, { plan, ...alone }, classes);
    }
    // Partners are read while its bytes are still needed, and the cache reads all into the same memory.
    const own = this.#options.store === undefined ? record : { ...record, bytes: record.bytes.slice() };
    const mixture = this.#mixture(this.#factsOf(record, header, id), id, again, planners);
    return mixture instanceof Promise
      ? mixture.then((known) => this.#draw(own, header, id, place, known, classes))
      : this.#draw(own, header, id, place, mixture, classes);
  }

  #draw(
    record: SourceRecord,
    header: Header,
    id: number,
    place: Place,
    { plan, partners, shares }: Mixture,
    classes: Uint8Array | undefined,
  ): void | Promise<void> {
    assertChannels(plan);
    const drawn = opsOf(plan);
    const shape = shapeOf(plan.facts, drawn[drawn.length - 1] as ScaleOp);
    const { timings } = this.#options;
    const ops = this.#ordered(drawn);
    // Room for the row stays in memory, so it is asked for before anything of the sample is there.
    if (this.#targets === undefined && shares === undefined)
      return this.#engine.render(record, header, ops, place(shape), timings);
    const { width, height, targets } = plan.facts;
    const given = (of = id) => this.source.readTargets?.(of);
    const lists =
      targets && this.#targets && deliveredTargets(targets, given, this.#targets, () => drawn, width, height);
    const extras = lists || shares ? { ...lists, ...(shares && { mixes: shares }) } : undefined;
    const mask = classes && { pointer: this.#reserveMask(width * height), bytes: width * height };
    const out = place({ ...shape, extras, mask });
    const masked = classes && { classes, out: mask!.pointer };
    return this.#engine.render(record, header, ops, out, timings, masked, partners);
  }

  #factsOf({ name }: SourceRecord, header: Header, id: number): ImageFacts {
    return factsOf(this.source, this.#targets, id, header, this.#engine.channelsOf(header, name));
  }

  #ordered(ops: readonly ImageOp[]): readonly ImageOp[] {
    return this.#options.fused === false ? canonical(ops) : fuse(ops);
  }

  /** A sample's plan, with the samples that it takes in. */
  #mixture(facts: ImageFacts, id: number, key: Key, { plan, before }: Planners): Mixture | Promise<Mixture> {
    const first = plan(key, facts);
    if (before === undefined) return { plan: first, ...alone };
    return gatherPartners(first, {
      id,
      key,
      facts,
      length: this.source.length,
      nameOf: (partner) => this.source.nameOf(partner),
      draw: (known) => plan(key, known),
      before,
      order: (ops) => this.#ordered(ops),
      load: (partner, at, into) => this.#loadPartner(partner, at, into),
    });
  }

  #loadPartner(id: number, at: number, into: ImageOp): LoadedPartner | Promise<LoadedPartner> {
    this.#partnerFiles[at] ??= new FileBytes();
    const settle = (picture: ReadRecord, header: Header): LoadedPartner | Promise<LoadedPartner> => {
      const facts = this.#factsOf(picture, header, id);
      const loaded = (classes?: Uint8Array): LoadedPartner => ({ picture, header, facts, classes });
      const isAsked = this.#targets?.mask !== undefined;
      if (!isAsked && into.kind !== 'copyPaste') return loaded();
      const classes = (isAsked ? readMask : findMask)(this.source, id, header, this.#options.signal);
      return classes instanceof Promise ? classes.then(loaded) : loaded(classes);
    };
    const look = (given: ReadRecord): LoadedPartner | Promise<LoadedPartner> => {
      const picture = this.#options.store === undefined ? given : { ...given, bytes: given.bytes.slice() };
      const header = this.#engine.header(picture);
      return header instanceof Promise ? header.then((known) => settle(picture, known)) : settle(picture, header);
    };
    const reduce = (record: ReadRecord): LoadedPartner | Promise<LoadedPartner> => {
      const reduced = this.#reduce(id, record);
      return reduced instanceof Promise ? reduced.then(look) : look(reduced);
    };
    const read = this.#readInto(id, this.#partnerFiles[at]);
    return read instanceof Promise ? read.then(reduce) : reduce(read);
  }

  #fail(cause: unknown, epoch: number, id: number): never {
    throw sampleError(this.source, cause, epoch, id);
  }
}
