export { AugmentError, oneOf, someOf, sometimes } from '../transforms/index.ts';
export type { Batch, TensorData } from './batch.ts';
export { type ConfigOptions, fromJSON, loadConfig } from './config.ts';
export { Dataset, type DatasetSpec, type DecodeSpec, dataset } from './dataset.ts';
export { configSchema } from './schema.ts';
export { type ImageFolderSpec, imageFolder } from './sources/image-folder.ts';
export { type PictureRecord, type PicturesSpec, pictures } from './sources/pictures.ts';
export type { Source, SourceSpec } from './sources/source.ts';
export type { EpochReport, Stream, StreamOptions } from './stream.ts';
