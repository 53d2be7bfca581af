import { AugmentError, show } from '../../../transforms/index.ts';
import type { Batch, SoundBatch } from '../../batch.ts';
import type { Dataset } from '../../dataset.ts';
import { scanSource, viewSource } from '../../sources/kinds.ts';
import type { StreamOptions } from '../../stream/options.ts';
import type { Stream } from '../../stream/stream.ts';
import type { TensorFlowModule, TensorOf } from './tensorflow.ts';
import { type TensorOptions, type Tensors, toTensors } from './tensors.ts';

type Part = 'image' | 'audio' | 'mask' | 'label';

/** One step's tensors, as `fitDataset` takes them. */
export interface Step<T> {
  readonly xs: T;
  readonly ys: T;
}

export interface TfDatasetOptions extends TensorOptions {
  /** What the model takes (`image` or `audio`) and what it should give (`label`). */
  readonly xs?: Part;
  readonly ys?: Part;
  /** The classes in the order that the model has them; others are refused. */
  readonly classNames?: readonly string[];
  /** Its first input's shape is compared with the batches', before training begins. */
  readonly model?: { readonly inputs: readonly { readonly shape: readonly (number | null)[] }[] };
  /** As said to `fitDataset`: an iterator then goes on over epochs. */
  readonly batchesPerEpoch?: number;
  readonly stream?: Omit<StreamOptions, 'lease' | 'debug' | 'leases'>;
}

/** What `model.fitDataset` and `model.evaluateDataset` take. */
export interface TfDataset<T> {
  /** Batches of an epoch. */
  readonly size: number;
  iterator(): Promise<{ next(): Promise<IteratorResult<Step<T>, null>> }>;
  /** The stream that it reads: where it is, how fast it goes. */
  readonly stream: Stream<never>;
  /** Stops the stream's workers, and disposes what lies ready. `fitDataset` does not, wherever it ends. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * A dataset as TensorFlow.js trains on it. Each iterator is one epoch, drawn anew; the next step's tensors are made while the last one trains,
 * and none is handed out twice. One stream runs through all epochs: close it in the end. Throws AugmentError where no backend is ready, and
 * where classes or shapes are not the model's.
 */
export async function toDataset<F extends TensorFlowModule, B extends Batch | SoundBatch>(
  tf: F,
  dataset: Dataset<B>,
  options: TfDatasetOptions = {},
): Promise<TfDataset<TensorOf<F>>> {
  type T = TensorOf<F>;
  await tf.ready();
  const source = viewSource(await scanSource(dataset.spec.source, dataset.spec.base));
  const { classNames, model, batchesPerEpoch, stream: streamOptions, ...rest } = options;
  assertClasses(classNames, source.classNames);
  const classes = rest.classes ?? (source.classNames.length > 0 ? source.classNames.length : undefined);
  const tensorOptions = { ...rest, ...(classes === undefined ? {} : { classes }) };
  const { xs = dataset.spec.modality === 'audio' ? 'audio' : 'image', ys = 'label' } = options;
  const { batch: batchSize, lastBatch } = dataset.spec;
  const world = streamOptions?.world ?? 1;
  const whole = Math.floor(source.length / (batchSize * world));
  const size = lastBatch === 'drop' || lastBatch === 'wrap' ? whole : Math.ceil(source.length / (batchSize * world));
  const stream = dataset.stream({ epochs: Number.POSITIVE_INFINITY, ...streamOptions });

  /** What comes next, on its way to the device: asked for before the step that is trained on begins. */
  let ready: Promise<Ready<T> | undefined> | undefined;
  let isClosed = false;
  const make = async (): Promise<Ready<T> | undefined> => {
    const { value: batch, done } = await stream.next();
    if (done) return undefined;
    assertShape(model, batch, xs);
    const tensors = toTensors(tf, batch, tensorOptions);
    const step = { xs: chosen(tensors, xs), ys: chosen(tensors, ys) };
    for (const tensor of Object.values(tensors) as T[]) if (tensor !== step.xs && tensor !== step.ys) tensor.dispose();
    return { step, epoch: batch.epoch };
  };
  const ask = () => {
    ready ??= make();
    // Told to whoever asks for it.
    ready.catch(() => {});
    return ready;
  };
  const close = async () => {
    isClosed = true;
    const left = ready;
    ready = undefined;
    await stream.return();
    const kept = await left?.catch(() => undefined);
    kept?.step.xs.dispose();
    kept?.step.ys.dispose();
  };
  return {
    size,
    stream: stream as never,
    close,
    [Symbol.asyncDispose]: close,
    iterator: async () => {
      let epoch: number | undefined;
      let given = 0;
      return {
        next: async () => {
          if (isClosed) throw closed();
          const next = await ask();
          if (next === undefined) return { value: null, done: true };
          epoch ??= next.epoch;
          if (batchesPerEpoch === undefined && (next.epoch !== epoch || given === size))
            return { value: null, done: true };
          given++;
          ready = undefined;
          ask();
          return { value: next.step, done: false };
        },
      };
    },
  };
}

interface Ready<T> {
  readonly step: Step<T>;
  readonly epoch: number;
}

function chosen<T>(tensors: Tensors<T>, part: Part): T {
  const tensor = tensors[part];
  if (tensor !== undefined) return tensor;
  throw new AugmentError(
    'bad-parameter',
    `toDataset: expected one of ${Object.keys(tensors).join(', ')}, which the batches have, got ${show(part)}; masks must be asked for by targets({ mask: true })`,
  );
}

function assertClasses(wanted: readonly string[] | undefined, got: readonly string[]): void {
  if (wanted === undefined || JSON.stringify(wanted) === JSON.stringify(got)) return;
  const lost = wanted.filter((name) => !got.includes(name));
  const other = got.filter((name) => !wanted.includes(name));
  const how =
    lost.length + other.length === 0 ? 'the same in another order' : `without ${show(lost)}, with ${show(other)}`;
  throw new AugmentError(
    'bad-labels',
    `toDataset.classNames: expected the source to have the ${wanted.length} classes ${show(wanted)}, got ${got.length}, ${how}; labels would mean other classes`,
  );
}

function assertShape(model: TfDatasetOptions['model'], batch: Batch | SoundBatch, xs: Part): void {
  const wanted = model?.inputs[0]?.shape;
  const data = 'image' in batch ? { image: batch.image, mask: batch.mask } : { audio: batch.audio, mask: batch.mask };
  const shape = (data as Partial<Record<Part, { readonly shape: readonly number[] }>>)[xs]?.shape;
  if (wanted === undefined || shape === undefined) return;
  const fits =
    wanted.length === shape.length && wanted.every((side, i) => side === null || i === 0 || side === shape[i]);
  if (fits) return;
  throw new AugmentError(
    'bad-shape',
    `toDataset.model: expected batches of [${wanted.map((side) => side ?? 'any').join(', ')}], which the model takes, got [${shape.join(', ')}]; set the size by resize or resizedCrop, the channels by decode, their place by scale({ layout })`,
  );
}

function closed(): AugmentError {
  return new AugmentError(
    'closed',
    'expected a dataset that is open, got one after close(); make another by toDataset',
  );
}
