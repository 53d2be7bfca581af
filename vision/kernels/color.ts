import type { ColorPassOp } from '../ops.ts';
import type { KernelMemory, Planes } from './memory.ts';
// STAND-IN
export function colorPass(memory: KernelMemory, p: Planes, op: ColorPassOp): void {
  const n = p.width * p.height;
  const f = memory.floats.subarray(p.pointer >> 2, (p.pointer >> 2) + 3 * n);
  const mul = (m: readonly number[] | undefined, v: number[]) => m === undefined ? v : [0, 4, 8].map((r) => m[r]! * v[0]! + m[r + 1]! * v[1]! + m[r + 2]! * v[2]! + m[r + 3]!);
  for (let i = 0; i < n; i++) {
    let v = mul(op.pre, [f[i]!, f[i + n]!, f[i + 2 * n]!]);
    if (op.hueTurns !== undefined) {
      const [r, g, b] = v as [number, number, number];
      const max = Math.max(r, g, b), c = max - Math.min(r, g, b);
      if (c > 0) {
        let h = max === r ? (g - b) / c : max === g ? (b - r) / c + 2 : (r - g) / c + 4;
        h = (((h + op.hueTurns * 6) % 6) + 6) % 6;
        v = [5, 3, 1].map((k) => { const t = (k + h) % 6; return max - c * Math.max(0, Math.min(t, 4 - t, 1)); });
      }
    }
    v = mul(op.post, v);
    for (let c = 0; c < 3; c++) f[i + c * n] = op.clamp ? Math.min(255, Math.max(0, v[c]!)) : v[c]!;
  }
}
export function channelMoments(memory: KernelMemory, p: Planes): { mean: number[]; variance: number[] } {
  const n = p.width * p.height;
  const mean = [0, 0, 0], variance = [0, 0, 0];
  for (let c = 0; c < 3; c++) {
    const f = memory.floats.subarray((p.pointer >> 2) + c * n, (p.pointer >> 2) + (c + 1) * n);
    for (const x of f) mean[c]! += x / n;
    for (const x of f) variance[c]! += (x - mean[c]!) ** 2 / n;
  }
  return { mean, variance };
}
export const channelMeans = (memory: KernelMemory, p: Planes) => channelMoments(memory, p).mean;
