import { AugmentError } from '../../transforms/index.ts';
import type { Batch, SoundBatch } from '../batch.ts';
import type { Stream } from '../stream/stream.ts';
import { arraysOf, listsOf } from './arrays.ts';
import type { NamedArray } from './npy.ts';
import type { Sink } from './sink.ts';

type Arrow = typeof import('apache-arrow');

async function loadArrow(): Promise<Arrow> {
  try {
    return await import('apache-arrow');
  } catch (cause) {
    throw new AugmentError(
      'missing-package',
      'expected the package apache-arrow for --format arrow, got none; npm install apache-arrow, or take --format frames',
      { cause },
    );
  }
}

/** What ends a stream of record batches. */
const endBytes = 8;

/**
 * Sends a stream in Arrow's IPC streaming format: a record batch for each minibatch, a row for each sample. Arrays are fixed-size
 * lists, whose shape stands in their field's metadata (`shape`), lists are JSON. Throws AugmentError without the package
 * apache-arrow, and for rows that are not as long as those before. Source: the Arrow columnar format 1.5, IPC streaming.
 */
export async function sendArrow<B extends Batch | SoundBatch>(stream: Stream<B>, sink: Sink): Promise<void> {
  try {
    const arrow = await loadArrow();
    let head: Uint8Array | undefined;
    for await (const batch of stream) {
      const records = recordsOf(arrow, batch);
      const schema = arrow.tableToIPC(new arrow.Table(records.schema), 'stream').subarray(0, -endBytes);
      if (head === undefined) await sink.write([schema]);
      else if (Buffer.compare(head, schema) !== 0) throw uneven(batch);
      head = schema;
      const whole = arrow.tableToIPC(new arrow.Table([records]), 'stream');
      batch.release();
      await sink.write([whole.subarray(schema.length, -endBytes)]);
    }
    await sink.write([Uint8Array.of(255, 255, 255, 255, 0, 0, 0, 0)]);
  } finally {
    await stream.return();
  }
}

function recordsOf(arrow: Arrow, batch: Batch | SoundBatch) {
  const rows = batch.ids.length;
  const fields: InstanceType<Arrow['Field']>[] = [];
  const children: InstanceType<Arrow['Data']>[] = [];
  for (const array of arraysOf(batch)) {
    const [, ...shape] = array.shape;
    const length = shape.reduce((a, b) => a * b, 1);
    const type = typeOf(arrow, array);
    const values = arrow.makeData({ type, data: array.data } as never);
    if (shape.length === 0) {
      fields.push(new arrow.Field(array.name, type, false));
      children.push(values);
      continue;
    }
    const list = new arrow.FixedSizeList(length, new arrow.Field('item', type, false));
    fields.push(new arrow.Field(array.name, list, false, new Map([['shape', JSON.stringify(shape)]])));
    children.push(arrow.makeData({ type: list, length: rows, nullCount: 0, child: values } as never));
  }
  for (const [name, lists] of Object.entries(listsOf(batch))) {
    const text = arrow.vectorFromArray(
      lists.map((list) => JSON.stringify(list)),
      new arrow.Utf8(),
    );
    fields.push(new arrow.Field(name, text.type, false));
    children.push(text.data[0]!);
  }
  const schema = new arrow.Schema(fields);
  const type = new arrow.Struct(fields);
  return new arrow.RecordBatch(
    schema,
    arrow.makeData({ type, length: rows, nullCount: 0, children } as never) as never,
  );
}

function typeOf(arrow: Arrow, { data }: NamedArray) {
  if (data instanceof Float32Array) return new arrow.Float32();
  if (data instanceof Uint8Array) return new arrow.Uint8();
  if (data instanceof Uint16Array) return new arrow.Uint16();
  return data instanceof Int32Array ? new arrow.Int32() : new arrow.Int64();
}

function uneven({ epoch, index }: Batch | SoundBatch): AugmentError {
  return new AugmentError(
    'uneven',
    `epoch ${epoch}, batch ${index}: expected rows of the same shape as before, which Arrow needs, got others; for sounds say padFrames, or take --format frames`,
  );
}
