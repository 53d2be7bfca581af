declare module '@echogarden/pffft-wasm/simd' {
  const createModule: () => Promise<unknown>;
  export default createModule;
}
