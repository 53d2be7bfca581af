import type { WhitenOp } from '../ops.ts';
import type { KernelMemory, Planes } from './memory.ts';
// STAND-IN
export interface Whitening { readonly eigenvalues: Float64Array }
export function whitenPlanes(_m: KernelMemory, _p: Planes, _o: WhitenOp, _w: Whitening): void { throw new Error('stand-in'); }
export function prepareWhitening(_m: KernelMemory, _o: WhitenOp, _w: Whitening): void {}
