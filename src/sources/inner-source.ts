import { AugmentError, type Modality } from '../../transforms/index.ts';
import type { Source, SourceContext, SourceIndex, SourceJson } from './source.ts';

/** A source within another, listed and opened. Throws AugmentError where it has weights, which would get lost. */
export async function openInner(
  spec: SourceJson,
  { scan, view }: SourceContext,
  outer: string,
): Promise<{ readonly index: SourceIndex; readonly source: Source }> {
  const index = await scan(spec);
  const source = view(index);
  if (source.mix !== undefined) {
    const instead = outer === 'mix' || outer === 'concat' ? '' : `, such as mix([{ source: ${outer}(...), weight }])`;
    throw new AugmentError(
      'bad-config',
      `${outer}: expected a source without weights, got a mix; make mix the outermost source${instead}, or use concat`,
    );
  }
  return { index, source };
}

/** What the samples of all these sources are. Throws AugmentError where some are pictures and some are sound. */
export function commonModality(
  specs: readonly SourceJson[],
  of: (inner: SourceJson) => Modality,
  outer: string,
): Modality {
  const found = specs.map(of);
  const other = found.find((modality) => modality !== found[0]);
  if (other === undefined) return found[0]!;
  throw new AugmentError(
    'bad-config',
    `${outer}: expected sources of one kind, got pictures and sound; make a dataset of each, and read both`,
  );
}

/** The name that a sample has on every machine; what is hashed to choose by name. */
export function keyOf(source: Source, id: number): string {
  return source.keyOf?.(id) ?? source.nameOf(id);
}

/** Carries on what an inner source reads; where it fails, the error tells the outer sample's id. */
export function renumbered<T>(id: number, read: () => T): T {
  try {
    const record = read();
    return record instanceof Promise ? (record.catch((cause: unknown) => fail(cause, id)) as T) : record;
  } catch (cause) {
    fail(cause, id);
  }
}

function fail(error: unknown, sampleId: number): never {
  if (!(error instanceof AugmentError) || error.sampleId === undefined || error.sampleId === sampleId) throw error;
  const { code, message, file, transform, parameter, epoch, cause } = error;
  throw new AugmentError(code, message, { file, transform, parameter, epoch, sampleId, cause });
}
