import * as audio from '../audio/index.ts';
import {
  AugmentError,
  isGroup,
  type KeyPart,
  type Modality,
  mixesWithin,
  type Node,
  show,
  suggestion,
} from '../transforms/index.ts';
import * as vision from '../vision/index.ts';
import { checkBranches } from './blend-check.ts';
import type { DecodeSpec } from './decode-spec.ts';
import { type OrderStep, type Tail, tails } from './order/steps.ts';
import type { SourceSpec } from './sources/kinds.ts';
import type { TargetsSpec } from './targets/spec.ts';

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
  /** What its samples are; follows from the source, and is no part of the JSON. */
  readonly modality: Modality;
  readonly seed: KeyPart;
  readonly source: SourceSpec;
  readonly decode: DecodeSpec;
  readonly cache: CacheSpec | undefined;
  /** Masks, boxes and keypoints that go with the pictures. */
  readonly targets: TargetsSpec | undefined;
  readonly order: readonly OrderStep[];
  readonly augment: readonly Node[];
  readonly batch: number;
  readonly lastBatch: Tail;
  /** Sounds of a batch are filled up to so many frames; 0: to the longest one. */
  readonly padFrames: number;
  /** `Infinity`: forever. */
  readonly epochs: number;
  /** The folder that relative paths start from; not part of the JSON. */
  readonly base: string | undefined;
}

/** What a renderer needs to know of a dataset, beside its source. */
export type RenderSpec = Pick<
  DatasetSpec,
  'modality' | 'seed' | 'augment' | 'decode' | 'cache' | 'targets' | 'padFrames' | 'base'
>;

/** The nodes, with the default `scale` at the end if there is none. */
export function withScale(nodes: readonly Node[], modality: Modality): readonly Node[] {
  const last = nodes.at(-1);
  if (last !== undefined && isScale(last)) return nodes;
  return [...nodes, modality === 'audio' ? audio.scale() : vision.scale()];
}

/** Whether some sample may take others in: then all labels are shares of classes. */
export function mixes(nodes: readonly Node[]): boolean {
  return nodes.some(mixesWithin);
}

const modalityNames: Readonly<Record<Modality, string>> = { image: 'pictures', audio: 'sound' };

function isScale(node: Node): boolean {
  return !isGroup(node) && node.definition.name === 'scale';
}

/**
 * Refuses what is not a transform of this modality, two of one name, a `scale` that is not the last step of every sample,
 * and features before what takes waveforms.
 */
export function checkedNodes(nodes: readonly Node[], modality: Modality, where = 'augment'): readonly Node[] {
  let isFeatures = false;
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
        if (node.group === 'blendBy') checkBranches(node, modality, here);
        continue;
      }
      const { name, makes, takes = 'waveform' } = node.definition;
      if (node.definition.modality !== modality) {
        const other = modalityNames[node.definition.modality];
        throw new AugmentError(
          'bad-parameter',
          `${here}: expected a transform of ${modalityNames[modality]}, which is what the source has, got ${name}, which is for ${other}`,
          { transform: name },
        );
      }
      if (makes === 'features' && (!top || node.p !== 1)) {
        throw new AugmentError(
          'bad-parameter',
          `${here}: expected ${name} outside of any group and with p 1; it sets the shape of the whole batch`,
          { transform: name },
        );
      }
      if (!isScale(node) && (takes === 'features') !== isFeatures && modality === 'audio') {
        const wanted = isFeatures ? 'what takes features' : 'logMel, mfcc or spectrogram before it';
        throw new AugmentError(
          'bad-parameter',
          `${here}: expected ${wanted}, got ${name}, which takes a ${takes === 'features' ? 'spectrum' : 'waveform'}; put it ${isFeatures ? 'before' : 'after'} the features`,
          { transform: name },
        );
      }
      isFeatures ||= makes === 'features';
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

/** Frames that sounds are filled up to; 0: the longest one's. */
export function checkedPadding(frames: unknown, modality: Modality, where: string): number {
  if (frames === undefined) return 0;
  const isWhole = Number.isSafeInteger(frames) && (frames as number) >= 1 && (frames as number) < 2 ** 29;
  if (modality === 'audio' && isWhole) return frames as number;
  const wanted = modality === 'audio' ? 'a whole number >= 1' : 'it with sound only, since pictures are not filled up';
  throw new AugmentError('bad-parameter', `${where}: expected ${wanted}, got ${show(frames)}`);
}

export function checkedCache(options: unknown, modality: Modality, where: string): CacheSpec {
  const fail = (message: string) => {
    throw new AugmentError('bad-parameter', `${where}${message}`);
  };
  if (modality !== 'image') fail(': expected a source of pictures, got sound, whose files are read as fast as a cache');
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
