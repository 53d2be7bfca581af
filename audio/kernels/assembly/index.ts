export function heapBase(): usize {
  return __heap_base;
}
export * from './edit';
export * from './level';
export * from './noise';
export * from './resample';
export * from './scale';
export * from './shift';
export * from './time';
export * from './vocoder';
