export function heapBase(): usize {
  return __heap_base;
}
export * from './antialias';
export { addTriangular, arctangentCurve, asymmetricCurve, clipBetween, cubicCurve, foldbackCurve, hardClipCurve, quantizeCurve, rectifierCurve, tanhCurve } from './curves';
export * from './crush';
export * from './edit';
export * from './dynamics';
export * from './filter';
export * from './level';
export * from './noise';
export * from './resample';
export * from './scale';
export * from './select';
export * from './shift';
export * from './time';
export * from './vocoder';
export * from './features';
export * from './codec';
export * from './blend';
