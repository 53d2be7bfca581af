import { AugmentError, type Json, type KeyPart, type Node, nearest, show, siblingNames } from '../transforms/index.ts';
import { isGroup } from '../transforms/index.ts';
import { scale } from '../vision/index.ts';
import type { Batch } from './batch.ts';
import { checkedTake, type OrderStep } from './order.ts';
import type { SourceSpec } from './sources/source.ts';
import { Stream, type StreamOptions } from './stream.ts';

/** How pictures are read. */
export interface DecodeSpec {
  /** A picture with more pixels is refused before memory is asked for (100 million). */
  readonly maxPixels?: number;
  /** A file that ends early: an error, or grey where it is missing. */
  readonly onTruncated?: 'error' | 'accept';
  /** What shows through transparent pixels, [red, green, blue] in grey levels ([0, 0, 0]). */
  readonly background?: readonly [number, number, number];
}

/** All that a dataset is; every field survives JSON. */
export interface DatasetSpec {
  readonly seed: KeyPart;
  readonly source: SourceSpec;
  readonly decode: DecodeSpec;
  readonly order: readonly OrderStep[];
  readonly augment: readonly Node[];
  readonly batch: number;
  readonly lastBatch: 'keep' | 'drop';
  /** `Infinity`: forever. */
  readonly epochs: number;
  /** The folder that relative paths start from; not part of the JSON. */
  readonly base: string | undefined;
}

/**
 * A dataset is a value: source, order, transforms and batch. Nothing is read until it is iterated; each method
 * returns a new one. Iterating it yields its minibatches; every epoch is shuffled and augmented anew.
 */
export class Dataset implements AsyncIterable<Batch> {
  readonly spec: DatasetSpec;

  constructor(spec: DatasetSpec) {
    this.spec = Object.freeze(spec);
  }

  /** Shuffles fully, anew in every epoch. */
  shuffle(): Dataset {
    return this.#with({ order: [...this.spec.order, 'shuffle'] });
  }

  /** Keeps the first `count` samples: of the source, or of each epoch's order if called after `shuffle`. */
  take(count: number): Dataset {
    return this.#with({ order: [...this.spec.order, { take: checkedTake(count, 'take') }] });
  }

  /** Adds transforms, in this order. `scale`, if given, must be the last of all and apply to every sample. */
  augment(...transforms: readonly Node[]): Dataset {
    return this.#with({ augment: checkedNodes([...this.spec.augment, ...transforms]) });
  }

  /** Gathers `size` samples to a minibatch. The last one of an epoch may be smaller, or be dropped (`last: 'drop'`). */
  batch(size: number, { last = 'keep' }: { readonly last?: 'keep' | 'drop' } = {}): Dataset {
    return this.#with({ batch: checkedTake(size, 'batch.size'), lastBatch: checkedLast(last, 'batch.last') });
  }

  /** Goes through `epochs` epochs (forever, if not said), each in an order and with draws of its own. */
  repeat(epochs: number = Number.POSITIVE_INFINITY): Dataset {
    return this.#with({ epochs: epochs === Number.POSITIVE_INFINITY ? epochs : checkedTake(epochs, 'repeat') });
  }

  /** Pictures are read with these options. */
  decode(options: DecodeSpec): Dataset {
    return this.#with({ decode: checkedDecode({ ...this.spec.decode, ...options }, 'decode') });
  }

  /** Starts it: an async iterator of minibatches with `report()`. */
  stream(options: StreamOptions = {}): Stream {
    return new Stream(this.spec, options);
  }

  [Symbol.asyncIterator](): AsyncIterator<Batch> {
    return this.stream()[Symbol.asyncIterator]();
  }

  /** The same dataset as a config file holds it. */
  toJSON(): { readonly [field: string]: Json } {
    const { seed, source, decode, order, augment, batch, lastBatch, epochs } = this.spec;
    return JSON.parse(
      JSON.stringify({
        seed,
        source,
        ...(Object.keys(decode).length === 0 ? {} : { decode }),
        ...(order.length === 0 ? {} : { order }),
        ...(augment.length === 0 ? {} : { augment }),
        batch,
        ...(lastBatch === 'keep' ? {} : { lastBatch }),
        ...(epochs === 1 ? {} : { epochs: epochs === Number.POSITIVE_INFINITY ? 'forever' : epochs }),
      }),
    );
  }

  #with(change: Partial<DatasetSpec>): Dataset {
    return new Dataset({ ...this.spec, ...change });
  }
}

/** A dataset over `source`. The seed, a safe integer or a string, fixes every random choice of the run. */
export function dataset(source: SourceSpec, { seed = 0, base }: { readonly seed?: KeyPart; readonly base?: string } = {}): Dataset {
  if (typeof seed !== 'string' && !Number.isSafeInteger(seed)) {
    throw new AugmentError('bad-parameter', `dataset.seed: expected a whole number or a string, got ${show(seed)}`);
  }
  return new Dataset({ seed, source, decode: {}, order: [], augment: [], batch: 1, lastBatch: 'keep', epochs: 1, base });
}

/** The nodes, with the default `scale` at the end if there is none. */
export function withScale(nodes: readonly Node[]): readonly Node[] {
  const last = nodes.at(-1);
  return last !== undefined && isScale(last) ? nodes : [...nodes, scale()];
}

function isScale(node: Node): boolean {
  return !isGroup(node) && node.definition.name === 'scale';
}

/** Refuses what is not a transform, two of one name, and a `scale` that is not the last step of every sample. */
export function checkedNodes(nodes: readonly Node[], where = 'augment'): readonly Node[] {
  const visit = (siblings: readonly Node[], path: string, top: boolean): void => {
    const named = siblings.flatMap((node) => (node?.name === undefined ? [] : [node.name]));
    const twice = named.find((name, i) => named.indexOf(name) !== i);
    if (twice !== undefined) {
      throw new AugmentError('bad-parameter', `${path}: expected names of their own, got "${twice}" twice; two transforms of one name would draw alike`);
    }
    siblings.forEach((node, i) => {
      const here = `${path}[${i}]`;
      if (typeof node !== 'object' || node === null || !('p' in node)) {
        const factory = typeof node === 'function' ? `; call it: ${(node as { name: string }).name}()` : '';
        throw new AugmentError('bad-parameter', `${here}: expected a transform, got ${show(node)}${factory}`);
      }
      if (isGroup(node)) return visit(node.children, `${here}.${node.group}`, false);
      if (node.definition.modality !== 'image') {
        throw new AugmentError('bad-parameter', `${here}: expected a picture transform, got ${node.definition.name}, which is for ${node.definition.modality}`);
      }
      if (isScale(node) && (!top || i !== siblings.length - 1 || node.p !== 1)) {
        throw new AugmentError('bad-parameter', `${here}: expected scale as the last step, outside of any group and with p 1; it sets the type and layout of the whole batch`, {
          transform: 'scale',
        });
      }
    });
    siblingNames(siblings);
  };
  visit(nodes, where, true);
  return Object.freeze([...nodes]);
}

export function checkedLast(last: unknown, where: string): 'keep' | 'drop' {
  if (last === 'keep' || last === 'drop') return last;
  throw new AugmentError('bad-parameter', `${where}: expected "keep" or "drop", got ${show(last)}`);
}

const decodeFields = ['maxPixels', 'onTruncated', 'background'];

export function checkedDecode(options: unknown, where: string): DecodeSpec {
  const fail = (message: string) => {
    throw new AugmentError('bad-parameter', `${where}${message}`);
  };
  if (typeof options !== 'object' || options === null) fail(`: expected an object, got ${show(options)}`);
  const { maxPixels, onTruncated, background } = options as DecodeSpec;
  for (const name of Object.keys(options as object)) {
    if (!decodeFields.includes(name)) {
      fail(`: unknown field "${name}"; did you mean "${nearest(name, decodeFields) ?? decodeFields.join('", "')}"?`);
    }
  }
  if (maxPixels !== undefined && !(Number.isSafeInteger(maxPixels) && maxPixels >= 1)) fail(`.maxPixels: expected a whole number >= 1, got ${show(maxPixels)}`);
  if (onTruncated !== undefined && onTruncated !== 'error' && onTruncated !== 'accept') fail(`.onTruncated: expected "error" or "accept", got ${show(onTruncated)}`);
  const isColor = Array.isArray(background) && background.length === 3 && background.every((level) => level >= 0 && level <= 255);
  if (background !== undefined && !isColor) fail(`.background: expected [red, green, blue] from 0 to 255, got ${show(background)}`);
  return options as DecodeSpec;
}
