import { AugmentError } from '../../transforms/index.ts';
import type { ScaleOp } from '../../vision/index.ts';
import type { Batch } from '../batch.ts';
import { labelsOf } from '../sources/labels.ts';
import type { Source } from '../sources/source.ts';
import { heightOf, widthOf } from '../workers/board.ts';
import { type Crew, type Made, rowBytesOf } from '../workers/task.ts';
import type { Produced } from './producer.ts';

/** How a batch's memory is lent: until nothing of it is left, or until `release()`; `debug` catches who reads on. */
export interface Lending {
  readonly lease: boolean;
  readonly debug: boolean;
}

/** The batch that the consumer gets: views of the slab that the workers wrote. */
export function deliver(
  crew: Crew,
  source: Source,
  { layout, dtype }: Pick<ScaleOp, 'layout' | 'dtype'>,
  { round, rows }: Produced,
  made: Made,
  batchSize: number,
  lending: Lending,
): Batch {
  const [width, height] = [widthOf(made.size), heightOf(made.size)];
  const values = rows.length * width * height * 3;
  const { memory, release } = lending.lease
    ? crew.slabs.lease(made.slab)
    : { memory: crew.slabs.lend(made.slab), release: keep };
  const shape = [rows.length, ...(layout === 'NHWC' ? [height, width, 3] : [3, height, width])];
  const image: Batch['image'] =
    dtype === 'float32'
      ? { data: new Float32Array(memory, 0, values), shape, dtype }
      : { data: new Uint8Array(memory, 0, rowBytesOf(crew, made) * rows.length), shape, dtype };
  const ids = rows.map(({ id }) => id);
  const padding = rows.filter(({ repeat }) => repeat > 0).length;
  const batch: Batch = {
    image,
    label: round.records === undefined ? labelsOf(source.labels, ids) : arrivedLabels(round, rows),
    ids,
    valid: rows.length - padding,
    epoch: round.rows[0]!.cycle,
    epochs: rows.map(({ epoch }) => epoch),
    index: Math.floor(round.rows[0]!.position / batchSize),
    release,
  };
  return lending.lease && lending.debug ? guarded(batch) : batch;
}

/** Labels of records that cannot be asked for again. */
function arrivedLabels({ rows, records }: Produced['round'], kept: Produced['rows']): Batch['label'] {
  const labelOf = new Map(rows.map((row, i) => [row, records![i]!.label]));
  return { data: Int32Array.from(kept, (row) => labelOf.get(row)!), shape: [kept.length], dtype: 'int32' };
}

const keep = () => {};

/** A batch whose pixels cannot be asked for after its release. */
function guarded(batch: Batch): Batch {
  let isReleased = false;
  return {
    ...batch,
    get image() {
      if (!isReleased) return batch.image;
      throw new AugmentError(
        'used-after-release',
        `expected nobody to use batch ${batch.index} of epoch ${batch.epoch} after release(), got another look at its pixels; release it later, or copy what you keep`,
        { epoch: batch.epoch },
      );
    },
    release() {
      isReleased = true;
      batch.release();
    },
  };
}
