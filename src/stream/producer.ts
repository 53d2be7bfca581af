import { AugmentError, Draws, descend, type Key } from '../../transforms/index.ts';
import type { Source } from '../sources/source.ts';
import { type Crew, type Made, rowBytesOf } from '../workers/task.ts';
import type { Round, Sequence, SequenceRow } from './sequence.ts';

/** What becomes of a sample that cannot be made: the stream ends; its row is left out; another sample takes its place. */
export type OnError = 'throw' | 'skip' | 'replace';

/** A batch that is ready to be delivered. */
export interface Produced {
  readonly round: Round;
  /** Nothing where the round has no rows. */
  readonly made: Made | undefined;
  /** The rows in the slab, in order. */
  readonly rows: readonly SequenceRow[];
  /** How many of them stand in for others. */
  readonly replaced: readonly SequenceRow[];
  readonly bad: readonly { readonly row: SequenceRow; readonly error: AugmentError }[];
}

/** How many other samples are tried in the place of a bad one. */
const mostReplacements = 100;

/** Makes the batch of a round, and does what the policy says where samples are bad. A pure function of round and files. */
export async function produce(
  crew: Crew,
  sequence: Sequence | undefined,
  source: Source,
  round: Round,
  onError: OnError,
  key: Key,
): Promise<Produced> {
  const rows: SequenceRow[] = [...round.rows];
  if (rows.length === 0) return { round, made: undefined, rows, replaced: [], bad: [] };
  let made = await crew.make(rows, round.records);
  const bad: { readonly row: SequenceRow; readonly error: AugmentError }[] = [];
  const replaced: SequenceRow[] = [];
  try {
    for (let attempt = 0; made.failures.size > 0; attempt++) {
      const failed = [...made.failures].sort(([a], [b]) => a - b);
      if (failed.some(([, error]) => error.code === 'unreadable')) source.assertPresent?.();
      if (onError === 'throw') throw failed[0]![1];
      if (attempt === 0) for (const [row, error] of failed) bad.push({ row: round.rows[row]!, error });
      if (onError === 'skip') {
        closeUp(
          crew,
          made,
          failed.map(([row]) => row),
        );
        for (const [row] of failed.reverse()) rows.splice(row, 1);
        break;
      }
      if (attempt === mostReplacements) throw noReplacement(failed[0]![1]);
      const substitutes = new Map<number, SequenceRow>();
      for (const [row] of failed) substitutes.set(row, substituteFor(round.rows[row]!, sequence!, key, attempt));
      for (const [row, substitute] of substitutes) rows[row] = substitute;
      made = await crew.mend(made, substitutes);
      for (const [row, substitute] of substitutes) if (!made.failures.has(row)) replaced.push(substitute);
    }
  } catch (cause) {
    crew.slabs.putBack(made.slab);
    throw cause;
  }
  return { round, made, rows, replaced, bad };
}

/** Another sample of the same epoch, by key; its draws are keyed by the place that it takes, so that it never repeats itself. */
function substituteFor(bad: SequenceRow, sequence: Sequence, key: Key, attempt: number): SequenceRow {
  const draws = new Draws(descend(key, 'replace', bad.cycle, bad.position, Math.max(0, bad.repeat), attempt));
  const position = draws.integer([0, sequence.lengthOf(bad.cycle) - 1]);
  const { id, epoch } = sequence.rowAt(bad.cycle, position, 0);
  return { ...bad, id, epoch, repeat: -1 - bad.position };
}

/** Moves rows up over those that are missing. */
function closeUp(crew: Crew, made: Made, missing: readonly number[]): void {
  const memory = crew.slabs.bytesOf(made.slab.number);
  const rowBytes = rowBytesOf(crew, made);
  const masks = crew.form.maskBytesOf(made.code);
  let to = missing[0]!;
  for (let row = to; row < made.count; row++) {
    if (missing.includes(row)) continue;
    memory.copyWithin(to * rowBytes, row * rowBytes, (row + 1) * rowBytes);
    made.lengths[to] = made.lengths[row]!;
    if (masks > 0)
      memory.copyWithin(made.masksAt + to * masks, made.masksAt + row * masks, made.masksAt + (row + 1) * masks);
    const extras = made.extras.get(row);
    if (extras === undefined) made.extras.delete(to);
    else made.extras.set(to, extras);
    to++;
  }
}

function noReplacement(error: AugmentError): AugmentError {
  const { file, epoch, sampleId } = error;
  return new AugmentError(
    'no-replacement',
    `expected a sample that can be made in the place of a bad one, got ${mostReplacements} bad ones in turn, the last: ${error.message}`,
    { file, epoch, sampleId, cause: error },
  );
}
