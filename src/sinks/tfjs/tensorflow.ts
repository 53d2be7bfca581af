import { AugmentError } from '../../../transforms/index.ts';

/** What is used of a tensor of TensorFlow.js. */
export interface TensorLike {
  readonly shape: readonly number[];
  readonly dataId: object;
  dispose(): void;
}

/** TensorFlow.js, whichever of its packages it comes in: it is passed in, never imported. */
export interface TensorFlowModule {
  tensor(values: never, shape: never, dtype: never): TensorLike;
  getBackend(): string | undefined;
  ready(): Promise<void>;
}

/** The tensors of a TensorFlow.js. */
export type TensorOf<F extends TensorFlowModule> = ReturnType<F['tensor']>;

/** What is used of it. */
export interface TensorFlow<T extends TensorLike = TensorLike> {
  tensor(values: Float32Array | Int32Array | Uint8Array, shape: number[], dtype: 'float32' | 'int32'): T;
  oneHot(indices: T, depth: number): T;
  cast(x: T, dtype: 'float32' | 'int32'): T;
  add(a: T, b: T | number): T;
  sub(a: T, b: T | number): T;
  mul(a: T, b: T | number): T;
  floorDiv(a: T, b: T): T;
  scalar(value: number, dtype: 'float32' | 'int32'): T;
  stack(tensors: T[], axis: number): T;
  reshape(x: T, shape: number[]): T;
  tidy(act: () => T): T;
  getBackend(): string | undefined;
  backend(): object;
}

/** Throws AugmentError where no backend computes yet. */
export function assertReady(tf: Pick<TensorFlowModule, 'getBackend'>): void {
  if (tf.getBackend()) return;
  throw new AugmentError(
    'backend-not-ready',
    'expected TensorFlow.js with a backend that is ready, got none; import a backend, such as @tensorflow/tfjs-backend-cpu, and await tf.ready() first',
  );
}
