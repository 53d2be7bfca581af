import type { Dataset } from '../dataset.ts';
import type { Pixels } from '../renderer.ts';
// STAND-IN
export async function preview(_d: Dataset, _o: { examples?: number; variants?: number; epoch?: number; out?: string }): Promise<{ png: Buffer; width: number; height: number; examples: unknown[]; plan: string[] }> { throw new Error('stand-in'); }
export async function writeBeforeAfter(_a: Pixels, _b: Pixels, _l: string[], _out: string): Promise<void> { throw new Error('stand-in'); }
