import type { Segment } from '../../audio/kernels/labels.ts';
import type { Json, Modality } from '../../transforms/index.ts';
import type { RawSize } from '../../vision/io/raw.ts';
import type { Bucketing } from '../order/buckets.ts';
import type { SourceTargets } from '../targets/source-targets.ts';
import type { FileBytes } from './file-bytes.ts';

/** Raw pixels, not a file: `bytes` are [height, width, channels], 1 to 16 channels of uint8, uint16 or float32, little-endian. */
export type RawPixels = RawSize;

/** One sample before it is decoded. */
export interface SourceRecord {
  /** The encoded file's bytes. */
  readonly bytes: Uint8Array;
  /** The file, or a name, that errors and reports show. */
  readonly name: string;
  readonly raw?: RawPixels;
  /** Where the whole file is, where `bytes` are only its beginning. */
  readonly path?: string;
}

/**
 * The labels of all samples, one row after the other in memory that threads share. `width` 0: one number a sample
 * (class index, or a value to regress); else so many numbers a sample (several columns, or one 0 or 1 for each class).
 */
export interface Labels {
  readonly dtype: 'int32' | 'float32';
  readonly width: number;
  readonly values: Int32Array | Float32Array;
}

/** An opened source: sample ids are 0 .. length-1, and the same id is always the same sample. */
export interface Source {
  readonly length: number;
  /** What class indices mean; empty where the source has none. */
  readonly classNames: readonly string[];
  readonly labels: Labels;
  /** Changes where the samples do: a hash of their names or bytes. */
  readonly identity: string;
  nameOf(id: number): string;
  /** The sample's name without what differs from machine to machine, such as the folder's path; left out: `nameOf`. */
  keyOf?(id: number): string;
  /**
   * The sample's bytes, at once where they lie on a disk or in memory. With `into`, they hold only until the next such
   * call. Throws (or rejects with) AugmentError where they cannot be read. `signal` ends a download with its reason.
   */
  read(id: number, into?: FileBytes, signal?: AbortSignal): SourceRecord | Promise<SourceRecord>;
  /** Changes where the sample's file does: a hash of its size and time, 32 bits. */
  stampOf?(id: number): number;
  /** Samples come from parts of it by weight; the parts lie one after the other. */
  readonly mix?: Mix;
  /** The sample's mask picture, where it has one. */
  readMask?(id: number, signal?: AbortSignal): SourceRecord | Promise<SourceRecord> | undefined;
  /** Its boxes and keypoints, where the source has them. Throws AugmentError where they cannot be read. */
  readTargets?(id: number): SourceTargets | undefined;
  /** The sample's labels in time, where the source has them. Throws AugmentError where they cannot be read. */
  readSegments?(id: number): readonly Segment[];
  /** How long its samples are, where batches are gathered by that. */
  readonly bucketing?: Bucketing;
  /** Throws AugmentError `source-gone` where not one sample but all of the source has vanished, as an unmounted disk does. */
  assertPresent?(): void;
}

/** Parts of a source, and each one's share of the samples relative to the others'. */
export interface Mix {
  readonly lengths: readonly number[];
  readonly weights: readonly number[];
  /** Samples of an epoch, over all parts, where that was said. */
  readonly length?: number;
}

/** What a scan found: plain data that is sent to other threads; its large parts lie in shared memory. */
export interface SourceIndex {
  readonly kind: string;
  readonly data: object;
}

/** What a kind of source that holds other sources needs to know of them. */
export interface SourceContext {
  /** The folder that relative paths start from. */
  readonly base: string;
  parse(json: unknown, where: string): SourceJson;
  scan(spec: SourceJson): Promise<SourceIndex>;
  view(index: SourceIndex): Source;
}

/** A source's spec: one field, whose name is the kind. */
export type SourceJson = { readonly [kind: string]: unknown };

/** A kind of source, declared once: what configs may say, and how it is opened. */
export interface SourceKind<Spec, Data> {
  /** JSON Schema of the spec. Another source within it is `#/$defs/source`. */
  readonly schema: { readonly [keyword: string]: Json };
  /** What else of the schema goes by a name, `#/$defs/<name>`. */
  readonly defs?: { readonly [name: string]: Json };
  /** What its samples are; left out: pictures. `of`: what those of another source are. */
  modality?(spec: Spec, of: (inner: SourceJson) => Modality): Modality;
  /** Checks a loose spec. Throws AugmentError that names the field at fault. */
  parse(json: unknown, where: string, context: Pick<SourceContext, 'parse'>): Spec;
  /** Lists the samples, once, in the main thread. Throws AugmentError where there is nothing to read. */
  scan(spec: Spec, context: SourceContext): Data | Promise<Data>;
  /** The source, in any thread, of what a scan found. */
  view(data: Data, context: Pick<SourceContext, 'view'>): Source;
}
