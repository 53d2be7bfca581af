import { resolve } from 'node:path';
import {
  AugmentError,
  descend,
  drawSample,
  isGroup,
  type Key,
  type Node,
  type Planner,
  planner,
  rootKey,
  type SamplePlan,
  sampleKeys,
} from '../transforms/index.ts';
import { type ImageFacts, imageRules } from '../vision/image.ts';
import type { ImageOp, ScaleOp, WhitenOp } from '../vision/index.ts';
import { resize, scale } from '../vision/index.ts';
import { type Header, PictureEngine } from '../vision/io/engine.ts';
import { loadWhitening } from '../vision/io/whitening-file.ts';
import { canonical, fuse } from '../vision/kernels/fusion.ts';
import { fromStore, type ReadRecord, reducedSize, storeEntry } from './reduction.ts';
import { sampleError } from './sample-error.ts';
import type { Place, RendererOptions, SampleRenderer } from './sample-renderer.ts';
import { FileBytes } from './sources/file-bytes.ts';
import { scanSource, viewSource } from './sources/kinds.ts';
import type { Source, SourceRecord } from './sources/source.ts';
import { type CacheSpec, type DatasetSpec, type RenderSpec, withScale } from './spec.ts';
import { highOf, lowOf, packPair, pictureRows, type RowShape } from './workers/row-form.ts';

/** What was decided of one sample, and how it is carried out. */
export interface Explanation {
  readonly name: string;
  readonly header: Header;
  readonly plan: SamplePlan<ImageFacts, ImageOp>;
  /** The ops in the order in which they are carried out. */
  readonly ops: readonly ImageOp[];
  readonly fused: readonly ImageOp[];
}

/** 8-bit RGB pixels, [height, width, 3]. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Makes samples of one dataset: (epoch, sample id) to pixels, each a pure function of (seed, epoch, sample id, plan). */
export class Renderer implements SampleRenderer {
  readonly source: Source;
  readonly nodes: readonly Node[];
  readonly #engine: PictureEngine;
  readonly #sampleKey: (epoch: number, id: number) => Key;
  readonly #plan: Planner<ImageFacts, ImageOp>;
  readonly #options: RendererOptions;
  readonly #cache: CacheSpec | undefined;
  /** Samples are rendered one after the other, so that one file's memory serves them all. */
  readonly #file = new FileBytes();
  #rowPointer = 0;
  #rowBytes = 0;

  /** Lists the dataset's source, and opens it. Throws AugmentError where there is nothing to read. */
  static async open(spec: DatasetSpec, options: RendererOptions = {}): Promise<Renderer> {
    return new Renderer(spec, viewSource(await scanSource(spec.source, spec.base)), options);
  }

  constructor(spec: RenderSpec, source: Source, options: RendererOptions = {}) {
    this.source = source;
    this.nodes = withScale(spec.augment, 'image');
    this.#sampleKey = sampleKeys(rootKey(spec.seed));
    this.#plan = planner(this.nodes, imageRules);
    this.#options = options;
    this.#cache = spec.cache;
    const whitenings = new Map(
      whiteningFiles(this.nodes).map(
        (file) => [file, loadWhitening(resolve(spec.base ?? process.cwd(), file))] as const,
      ),
    );
    this.#engine = new PictureEngine(spec.decode, whitenings);
  }

  /** Draws and fuses one sample, without touching its pixels. */
  async explain(epoch: number, id: number): Promise<Explanation> {
    const record = await this.#reduce(id, await this.read(id, epoch));
    const header = await this.#engine.header(record);
    const facts = { width: header.width, height: header.height };
    const plan = drawSample<ImageFacts, ImageOp>(this.nodes, this.#sampleKey(epoch, id), facts, imageRules);
    const drawn = opsOf(plan);
    return { name: record.name, header, plan, ops: canonical(drawn), fused: fuse(drawn) };
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
      const { timings, store } = this.#options;
      const clock = timings === undefined ? 0 : performance.now();
      const kept = store === undefined ? undefined : fromStore(store, this.source, id);
      const record = kept ?? this.source.read(id, this.#file, this.#options.signal);
      if (record instanceof Promise) return record.catch((cause: unknown) => this.#fail(cause, epoch, id));
      if (timings !== undefined) timings.read += performance.now() - clock;
      return record;
    } catch (cause) {
      this.#fail(cause, epoch, id);
    }
  }

  /** Where there is a cache: the picture decoded and reduced, as the cache keeps it. */
  #reduce(id: number, record: ReadRecord): ReadRecord | Promise<ReadRecord> {
    const cache = this.#cache;
    if (cache === undefined || record.isReduced) return record;
    const header = this.#engine.header(record);
    const reduce = (known: Header): ReadRecord | Promise<ReadRecord> => {
      const { width, height } = known;
      const [h, w] = reducedSize(width, height, cache);
      const nodes = [...(h === height && w === width ? [] : [resize({ size: [h, w] })]), scale({ dtype: 'uint8' })];
      const plan = drawSample<ImageFacts, ImageOp>(nodes, this.#sampleKey(0, id), { width, height }, imageRules);
      const ops = opsOf(plan);
      const pointer = this.reserveRow(w * h * 3);
      const finish = (): ReadRecord => {
        const raw = { width: w, height: h, channels: 3 } as const;
        const reduced = { bytes: this.copyOut(pointer, w * h * 3), name: record.name, raw };
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

  /** One sample as 8-bit RGB, whatever its plan scales to. `nodes`: other transforms than the dataset's. */
  async pixels(epoch: number, id: number, nodes: readonly Node[] = this.nodes): Promise<Pixels> {
    const visible = [...withScale(nodes, 'image').slice(0, -1), scale({ dtype: 'uint8' })];
    let [pointer, width, height] = [0, 0, 0];
    const place: Place = ({ code, length }) => {
      [width, height] = [highOf(code), lowOf(code)];
      pointer = this.reserveRow(length);
      return pointer;
    };
    await this.render(epoch, id, place, visible);
    return { width, height, data: this.copyOut(pointer, width * height * 3) };
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
    return header instanceof Promise
      ? header.then((known) => this.#finish(record, known, epoch, id, place, nodes, repeat))
      : this.#finish(record, header, epoch, id, place, nodes, repeat);
  }

  #finish(
    record: SourceRecord,
    header: Header,
    epoch: number,
    id: number,
    place: Place,
    nodes: readonly Node[],
    repeat: number,
  ): void | Promise<void> {
    const planOf = nodes === this.nodes ? this.#plan : planner<ImageFacts, ImageOp>(nodes, imageRules);
    const key = this.#sampleKey(epoch, id);
    const again = repeat === 0 ? key : descend(key, 'repeat', repeat);
    const plan = planOf(again, { width: header.width, height: header.height });
    const drawn = opsOf(plan);
    const ops = this.#options.fused === false ? canonical(drawn) : fuse(drawn);
    const out = place(shapeOf(plan.facts, drawn[drawn.length - 1] as ScaleOp));
    return this.#engine.render(record, header, ops, out, this.#options.timings);
  }

  #fail(cause: unknown, epoch: number, id: number): never {
    throw sampleError(this.source, cause, epoch, id);
  }
}

/** A picture as a row: one plane of all of its values. */
function shapeOf({ width, height }: ImageFacts, { dtype }: ScaleOp): RowShape {
  if (width > 0xffff || height > 0xffff) {
    throw new AugmentError(
      'too-large',
      `expected samples of at most 65535 x 65535 pixels, got ${height} x ${width} (height x width)`,
    );
  }
  return {
    code: packPair(width, height),
    planes: 1,
    length: width * height * 3,
    valueBytes: pictureRows(dtype).valueBytes,
    isRagged: false,
    padValue: 0,
    sampleRate: 0,
  };
}

function opsOf(plan: SamplePlan<ImageFacts, ImageOp>): readonly ImageOp[] {
  const all: ImageOp[] = [];
  for (const { ops } of plan.steps) for (const op of ops) all.push(op);
  return all;
}

/** The whitening files that a plan may use. */
function whiteningFiles(nodes: readonly Node[]): readonly string[] {
  return nodes.flatMap((node) => {
    if (isGroup(node)) return whiteningFiles(node.children);
    const file = (node.values as Partial<WhitenOp>).file;
    return node.definition.name === 'whiten' && file !== undefined ? [file] : [];
  });
}
