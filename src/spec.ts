import { AugmentError, isGroup, type KeyPart, type Node, show, suggestion } from '../transforms/index.ts';
import { scale } from '../vision/index.ts';
import { type OrderStep, type Tail, tails } from './order/steps.ts';
import type { SourceSpec } from './sources/kinds.ts';

/** How pictures are read. */
export interface DecodeSpec {
  /** A picture with more pixels is refused before memory is asked for (100 million). */
  readonly maxPixels?: number;
  /** A file that ends early: an error, or grey where it is missing. */
  readonly onTruncated?: 'error' | 'accept';
  /** What shows through transparent pixels, [red, green, blue] in grey levels ([0, 0, 0]). */
  readonly background?: readonly [number, number, number];
}

/** Where decoded pictures are kept, so that later epochs need not decode: a folder that outlives the process, or memory. */
export interface CacheSpec {
  readonly dir?: string;
  readonly memory?: true;
  /** Bytes that it may take (16 GiB in a folder, a quarter of the free memory in memory). */
  readonly maxBytes?: number;
  /** Pictures are reduced to this longer side, in pixels, before anything else. Part of the plan: kept or not, the bytes are the same. */
  readonly maxSide?: number;
}

/** All that a dataset is; every field survives JSON. */
export interface DatasetSpec {
  readonly seed: KeyPart;
  readonly source: SourceSpec;
  readonly decode: DecodeSpec;
  readonly cache: CacheSpec | undefined;
  readonly order: readonly OrderStep[];
  readonly augment: readonly Node[];
  readonly batch: number;
  readonly lastBatch: Tail;
  /** `Infinity`: forever. */
  readonly epochs: number;
  /** The folder that relative paths start from; not part of the JSON. */
  readonly base: string | undefined;
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
      throw new AugmentError(
        'bad-parameter',
        `${path}: expected names of their own, got "${twice}" twice; two transforms of one name would draw alike`,
      );
    }
    for (const [i, node] of siblings.entries()) {
      const here = `${path}[${i}]`;
      if (typeof node !== 'object' || node === null || !('p' in node)) {
        const factory = typeof node === 'function' ? `; call it: ${(node as { name: string }).name}()` : '';
        throw new AugmentError('bad-parameter', `${here}: expected a transform, got ${show(node)}${factory}`);
      }
      if (isGroup(node)) {
        visit(node.children, `${here}.${node.group}`, false);
        continue;
      }
      if (node.definition.modality !== 'image') {
        throw new AugmentError(
          'bad-parameter',
          `${here}: expected a picture transform, got ${node.definition.name}, which is for ${node.definition.modality}`,
        );
      }
      if (isScale(node) && (!top || i !== siblings.length - 1 || node.p !== 1)) {
        throw new AugmentError(
          'bad-parameter',
          `${here}: expected scale as the last step, outside of any group and with p 1; it sets the type and layout of the whole batch`,
          {
            transform: 'scale',
          },
        );
      }
    }
  };
  visit(nodes, where, true);
  return Object.freeze([...nodes]);
}

export function checkedLast(last: unknown, where: string): Tail {
  if (tails.includes(last as Tail)) return last as Tail;
  throw new AugmentError('bad-parameter', `${where}: expected ${tails.map(show).join(', ')}, got ${show(last)}`);
}

const cacheFields = ['dir', 'memory', 'maxBytes', 'maxSide'];

export function checkedCache(options: unknown, where: string): CacheSpec {
  const fail = (message: string) => {
    throw new AugmentError('bad-parameter', `${where}${message}`);
  };
  if (typeof options !== 'object' || options === null)
    fail(`: expected { dir } or { memory: true }, got ${show(options)}`);
  for (const name of Object.keys(options as object)) {
    if (!cacheFields.includes(name)) fail(`: unknown field "${name}"; ${suggestion(name, cacheFields)}`);
  }
  const { dir, memory, maxBytes, maxSide } = options as CacheSpec;
  if ((dir === undefined) === (memory === undefined)) fail(`: expected dir or memory, got ${show(options)}`);
  if (dir !== undefined && (typeof dir !== 'string' || dir === ''))
    fail(`.dir: expected the path of a folder, got ${show(dir)}`);
  if (memory !== undefined && memory !== true) fail(`.memory: expected true, got ${show(memory)}`);
  for (const [name, value] of [
    ['maxBytes', maxBytes],
    ['maxSide', maxSide],
  ] as const) {
    if (value !== undefined && !(Number.isSafeInteger(value) && value >= 1))
      fail(`.${name}: expected a whole number >= 1, got ${show(value)}`);
  }
  return options as CacheSpec;
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
      fail(`: unknown field "${name}"; ${suggestion(name, decodeFields)}`);
    }
  }
  if (maxPixels !== undefined && !(Number.isSafeInteger(maxPixels) && maxPixels >= 1))
    fail(`.maxPixels: expected a whole number >= 1, got ${show(maxPixels)}`);
  if (onTruncated !== undefined && onTruncated !== 'error' && onTruncated !== 'accept')
    fail(`.onTruncated: expected "error" or "accept", got ${show(onTruncated)}`);
  const isColor =
    Array.isArray(background) && background.length === 3 && background.every((level) => level >= 0 && level <= 255);
  if (background !== undefined && !isColor)
    fail(`.background: expected [red, green, blue] from 0 to 255, got ${show(background)}`);
  return options as DecodeSpec;
}
