export function heapBase(): usize {
  return __heap_base;
}
export * from './dynamics';
export * from './filter';
export * from './level';
export * from './noise';
export * from './scale';
export * from './time';
