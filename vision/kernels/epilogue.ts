import { Draws } from '../../transforms/draws.ts';
import type { DropOp, EpilogueOp, NoiseOp } from '../ops.ts';
import type { KernelMemory, Planes } from './memory.ts';
// STAND-IN
const clamp = (x: number) => Math.min(255, Math.max(0, x));
export function noiseInPlace(memory: KernelMemory, p: Planes, op: NoiseOp): void {
  const n = p.width * p.height; const f = memory.floats.subarray(p.pointer >> 2); const d = new Draws({ words: op.key });
  for (let i = 0; i < 3 * n; i++) f[i] = clamp(f[i]!) + d.normal(op.mean, op.sigma);
}
export function dropInPlace(memory: KernelMemory, p: Planes, op: DropOp): void {
  const n = p.width * p.height; const f = memory.floats.subarray(p.pointer >> 2); const d = new Draws({ words: op.key });
  for (let i = 0; i < n; i++) if (d.bernoulli(op.fraction)) for (let c = 0; c < 3; c++) f[i + c * n] = op.fill === 'random' ? d.uniform([0, 255]) : op.fill[c]!;
}
export function epilogue(memory: KernelMemory, p: Planes, op: EpilogueOp, out: number): void {
  if (op.noise) noiseInPlace(memory, p, op.noise);
  if (op.drop) dropInPlace(memory, p, op.drop);
  const n = p.width * p.height; const f = memory.floats.subarray(p.pointer >> 2);
  const d = op.scale.dither && new Draws({ words: op.scale.dither });
  for (let c = 0; c < 3; c++) for (let i = 0; i < n; i++) {
    let v = clamp(f[i + c * n]!);
    const at = op.scale.layout === 'NHWC' ? i * 3 + c : c * n + i;
    if (op.scale.dtype === 'uint8') { memory.bytes[out + at] = d ? Math.floor(Math.min(255, v + d.unit())) : Math.round(v); continue; }
    if (d) v = ((v + d.unit()) * 255) / 256;
    memory.floats[(out >> 2) + at] = v * op.scale.multiply[c]! + op.scale.add[c]!;
  }
}
