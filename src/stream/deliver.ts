import { AugmentError } from '../../transforms/index.ts';
import type { Batch, SoundBatch } from '../batch.ts';
import { labelsOf, mixedLabels } from '../sources/labels.ts';
import type { Source } from '../sources/source.ts';
import { type DatasetSpec, mixes } from '../spec.ts';
import type { Output } from '../workers/open.ts';
import { frameValues, highOf, lowOf, restride } from '../workers/row-form.ts';
import { type Crew, type Made, planeRoomOf } from '../workers/task.ts';
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
  output: Output,
  { round, rows }: Produced,
  made: Made,
  { batch: batchSize, augment }: Pick<DatasetSpec, 'batch' | 'augment'>,
  lending: Lending,
): Batch | SoundBatch {
  const longest = output.modality === 'audio' ? closeRanks(crew, made, rows.length) : 0;
  const { memory, release } = lending.lease
    ? crew.slabs.lease(made.slab)
    : { memory: crew.slabs.lend(made.slab), release: keep };
  const ids = rows.map(({ id }) => id);
  const padding = rows.filter(({ repeat }) => repeat > 0).length;
  const isMixed = mixes(augment);
  const common = {
    label: isMixed
      ? mixedLabels(source, ids, made.extras)
      : round.records === undefined
        ? labelsOf(source.labels, ids)
        : arrivedLabels(round, rows),
    ids,
    valid: rows.length - padding,
    epoch: round.rows[0]!.cycle,
    epochs: rows.map(({ epoch }) => epoch),
    index: Math.floor(round.rows[0]!.position / batchSize),
    release,
  };
  const batch =
    output.modality === 'image'
      ? {
          image: pixels(memory, output, made, rows.length),
          ...targets(memory, output, made, rows.length),
          ...common,
        }
      : // The mask is worked out where it is asked for.
        Object.assign(sounds(memory, crew, output.layout, made, rows.length, longest, source), common);
  return lending.lease && lending.debug ? guarded(batch) : batch;
}

function pixels(
  memory: SharedArrayBuffer,
  { layout, dtype }: Output & { readonly modality: 'image' },
  { code, trait: channels }: Made,
  rows: number,
): Batch['image'] {
  const [width, height] = [highOf(code), lowOf(code)];
  const values = rows * width * height * channels;
  const shape = [rows, ...(layout === 'NHWC' ? [height, width, channels] : [channels, height, width])];
  if (dtype === 'float32') return { data: new Float32Array(memory, 0, values), shape, dtype };
  if (dtype === 'uint16') return { data: new Uint16Array(memory, 0, values), shape, dtype };
  return { data: new Uint8Array(memory, 0, values), shape, dtype };
}

/** Masks, boxes and keypoints, as far as the dataset asks for them. */
function targets(
  memory: SharedArrayBuffer,
  { targets: spec }: Output & { readonly modality: 'image' },
  { code, extras, masksAt }: Made,
  rows: number,
): Pick<Batch, 'mask' | 'boxes' | 'keypoints'> {
  if (spec === undefined) return {};
  const [width, height] = [highOf(code), lowOf(code)];
  const list = <T>(of: (row: number) => readonly T[] | undefined) =>
    Array.from({ length: rows }, (_, i) => of(i) ?? []);
  return {
    ...(spec.mask && {
      mask: {
        data: new Uint8Array(memory, masksAt, rows * width * height),
        shape: [rows, height, width],
        dtype: 'uint8' as const,
      },
    }),
    ...(spec.boxes && { boxes: list((row) => extras.get(row)?.boxes) }),
    ...(spec.keypoints && { keypoints: list((row) => extras.get(row)?.keypoints) }),
  };
}

/** Moves planes together where they were given more room than the longest one needs. Returns values of a plane. */
function closeRanks({ form, slabs }: Crew, made: Made, rows: number): number {
  const longest = form.paddedLength(made.code) || Math.max(0, ...made.lengths.subarray(0, rows));
  const room = planeRoomOf(made);
  if (room !== longest) {
    const bytes = slabs.bytesOf(made.slab.number);
    const all = Array.from({ length: rows }, (_, row) => row);
    restride(bytes, bytes, all, form.planesOf(made.code), room * form.valueBytes, longest * form.valueBytes);
  }
  return longest;
}

function sounds(
  memory: SharedArrayBuffer,
  { form }: Crew,
  layout: SoundBatch['layout'],
  { code, lengths, trait: sampleRate, extras }: Made,
  rows: number,
  longest: number,
  source: Source,
): Pick<SoundBatch, 'audio' | 'lengths' | 'mask' | 'layout' | 'sampleRate' | 'segments'> {
  const [channels, bins] = [highOf(code), lowOf(code)];
  const each = frameValues(form, code);
  const frames = longest / each;
  const inner = layout === 'channelsFirst' ? [channels, bins, frames] : [frames, bins, channels];
  const shape = [rows, ...inner.filter((_, i) => i !== 1 || bins > 0)];
  const values = rows * form.planesOf(code) * longest;
  const own = lengths.subarray(0, rows).map((length) => length / each);
  let mask: SoundBatch['mask'] | undefined;
  return {
    audio: { data: new Float32Array(memory, 0, values), shape, dtype: 'float32' },
    lengths: own,
    get mask() {
      mask ??= maskOf(own, frames);
      return mask;
    },
    layout,
    sampleRate,
    ...(source.readSegments === undefined
      ? {}
      : { segments: Array.from(own, (_, row) => extras.get(row)?.segments ?? []) }),
  };
}

function maskOf(lengths: Int32Array, frames: number): SoundBatch['mask'] {
  const data = new Uint8Array(lengths.length * frames);
  for (const [row, length] of lengths.entries()) data.fill(1, row * frames, row * frames + length);
  return { data, shape: [lengths.length, frames], dtype: 'uint8' };
}

/** Labels of records that cannot be asked for again. */
function arrivedLabels({ rows, records }: Produced['round'], kept: Produced['rows']): Batch['label'] {
  const labelOf = new Map(rows.map((row, i) => [row, records![i]!.label]));
  return { data: Int32Array.from(kept, (row) => labelOf.get(row)!), shape: [kept.length], dtype: 'int32' };
}

const keep = () => {};

/** A batch whose values cannot be asked for after its release. */
function guarded(batch: Batch | SoundBatch): Batch | SoundBatch {
  let isReleased = false;
  const guards = (['image', 'audio', 'mask'] as const).flatMap((field) => {
    // The mask of sounds is worked out in memory of its own.
    if (!(field in batch) || (field === 'mask' && 'audio' in batch)) return [];
    const values = (batch as { readonly [name in typeof field]?: unknown })[field];
    const get = () => {
      if (!isReleased) return values;
      throw new AugmentError(
        'used-after-release',
        `expected nobody to use batch ${batch.index} of epoch ${batch.epoch} after release(), got another look at its values; release it later, or copy what you keep`,
        { epoch: batch.epoch },
      );
    };
    return [[field, { enumerable: true, get }] as const];
  });
  return Object.defineProperties(
    { ...batch },
    {
      ...Object.fromEntries(guards),
      release: {
        enumerable: true,
        value: () => {
          isReleased = true;
          batch.release();
        },
      },
    },
  );
}
