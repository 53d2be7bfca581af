export function heapBase(): usize {
  return __heap_base;
}
export * from './level';
export * from './noise';
export * from './scale';
export * from './shift';
export * from './time';
