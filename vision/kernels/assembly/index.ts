export function heapBase(): usize {
  return __heap_base;
}
export * from './warp';
export * from './color';
export * from './blur';
export * from './sharpness';
export * from './boxes';
export * from './convolve';
export * from './glass';
export * from './median';
export * from './median-wide';
export * from './stretch';
export * from './unsharp';
export * from './epilogue';
export { coverRow } from './cover';
export { lightnessDeviation } from './sensor';
export * from './convert';
export * from './mask';
export * from './mix';
export * from './whitening';
export * from './levels';
export * from './aberration';
export * from './lab';
export * from './light';
export * from './bytes';
export { byteSums } from './byte-levels';
export { turnRgbx } from './turn';
export * from './strips';
