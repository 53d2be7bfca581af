import type { Json } from '../../transforms/index.ts';
import type { FileBytes } from './file-bytes.ts';

/** Raw pixels, not a file: `bytes` are [height, width, channels] of uint8. */
export interface RawPixels {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3 | 4;
}

/** One sample before it is decoded. */
export interface SourceRecord {
  /** The encoded file's bytes. */
  readonly bytes: Uint8Array;
  /** The file, or a name, that errors and reports show. */
  readonly name: string;
  readonly raw?: RawPixels;
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
  /**
   * The sample's bytes, at once where they lie on a disk or in memory. With `into`, they hold only until the next such
   * call. Throws (or rejects with) AugmentError where they cannot be read. `signal` ends a download with its reason.
   */
  read(id: number, into?: FileBytes, signal?: AbortSignal): SourceRecord | Promise<SourceRecord>;
  /** The sample's mask picture, where it has one. */
  readMask?(id: number, signal?: AbortSignal): SourceRecord | Promise<SourceRecord> | undefined;
  /** Throws AugmentError `source-gone` where not one sample but all of the source has vanished, as an unmounted disk does. */
  assertPresent?(): void;
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
  /** JSON Schema of the spec. */
  readonly schema: { readonly [keyword: string]: Json };
  /** Checks a loose spec. Throws AugmentError that names the field at fault. */
  parse(json: unknown, where: string, context: Pick<SourceContext, 'parse'>): Spec;
  /** Lists the samples, once, in the main thread. Throws AugmentError where there is nothing to read. */
  scan(spec: Spec, context: SourceContext): Data | Promise<Data>;
  /** The source, in any thread, of what a scan found. */
  view(data: Data, context: Pick<SourceContext, 'view'>): Source;
}
