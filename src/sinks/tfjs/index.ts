export { type Step, type TfDataset, type TfDatasetOptions, toDataset } from './dataset.ts';
export type { TensorFlowModule, TensorLike, TensorOf } from './tensorflow.ts';
export { type TensorOptions, type Tensors, toTensors } from './tensors.ts';
