export function heapBase(): usize {
  return __heap_base;
}
export * from './color';
export * from './blur';
export * from './epilogue';
export { fillWords, addNormals } from './noise';
export * from './warp';
export * from './convert';
export * from './whitening';
