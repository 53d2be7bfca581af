import { keyOf, renumbered } from './inner-source.ts';
import { identityOf } from './names.ts';
import type { Labels, Source, SourceContext, SourceIndex } from './source.ts';

/** Some samples of another source, in an order of their own. */
export interface Selection {
  readonly source: SourceIndex;
  /** The other source's ids. */
  readonly ids: Uint32Array;
  readonly labels: Labels;
  readonly identity: string;
}

/** The samples that `isKept`, in the order of the source. */
export function idsWhere(length: number, isKept: (id: number) => boolean): Uint32Array {
  const kept = new Uint32Array(length);
  let count = 0;
  for (let id = 0; id < length; id++) if (isKept(id)) kept[count++] = id;
  return kept.subarray(0, count);
}

export function select(index: SourceIndex, source: Source, ids: Uint32Array): Selection {
  const shared = new Uint32Array(new SharedArrayBuffer(ids.length * 4));
  shared.set(ids);
  return {
    source: index,
    ids: shared,
    labels: labelsAt(source.labels, shared),
    identity: identityOf(source.identity, new Uint8Array(shared.buffer)),
  };
}

function labelsAt({ dtype, width, values }: Labels, ids: Uint32Array): Labels {
  const columns = Math.max(1, width);
  const buffer = new SharedArrayBuffer(ids.length * columns * 4);
  const picked = dtype === 'int32' ? new Int32Array(buffer) : new Float32Array(buffer);
  for (let row = 0, to = 0; row < ids.length; row++) {
    for (let i = 0, from = ids[row]! * columns; i < columns; i++) picked[to++] = values[from + i]!;
  }
  return { dtype, width, values: picked };
}

/** The source of a selection, in any thread. Class names and names stay those of the samples' own source. */
export function viewSelection(selection: Selection, { view }: Pick<SourceContext, 'view'>): Source {
  const { ids, labels, identity } = selection;
  const inner = view(selection.source);
  return {
    length: ids.length,
    classNames: inner.classNames,
    labels,
    identity,
    nameOf: (id) => inner.nameOf(ids[id]!),
    keyOf: (id) => keyOf(inner, ids[id]!),
    read: (id, into, signal) => renumbered(id, () => inner.read(ids[id]!, into, signal)),
    ...(inner.stampOf && { stampOf: (id: number) => inner.stampOf!(ids[id]!) }),
    ...(inner.readMask && {
      readMask: (id: number, signal?: AbortSignal) => renumbered(id, () => inner.readMask!(ids[id]!, signal)),
    }),
    ...(inner.readTargets && {
      readTargets: (id: number) => renumbered(id, () => inner.readTargets!(ids[id]!)),
    }),
    ...(inner.assertPresent && { assertPresent: () => inner.assertPresent!() }),
  };
}
