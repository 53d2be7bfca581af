export function heapBase(): usize {
  return __heap_base;
}
export * from './warp';
export * from './convert';
export * from './whitening';
