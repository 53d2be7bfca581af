import type { Whitening } from '../kernels/whitening.ts';
// STAND-IN
export function loadWhitening(_p: string): Whitening { throw new Error('stand-in'); }
export function saveWhitening(_p: string, _w: Whitening): void { throw new Error('stand-in'); }
