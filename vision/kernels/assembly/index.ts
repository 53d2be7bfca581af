export function heapBase(): usize {
  return __heap_base;
}
export * from './warp';
export * from './color';
export * from './blur';
export * from './epilogue';
export * from './convert';
export * from './whitening';
export * from './bytes';
export { byteSums } from './levels';
export { turnRgbx } from './turn';
export * from './strips';
