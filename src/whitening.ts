import type { Whitening } from '../vision/kernels/whitening.ts';
// STAND-IN
export class WhiteningFit { constructor(_o: { scope: 'color' | 'pixels'; width: number; height: number }) {} add(_p: Uint8Array): void {} finish(_o: { components?: number }): Whitening { throw new Error('stand-in'); } }
