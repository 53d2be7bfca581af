import type { KernelMemory, Planes } from './memory.ts';
// STAND-IN
export function gaussianBlur(memory: KernelMemory, p: Planes, sigma: number): void {
  const r = Math.max(1, Math.ceil(3 * sigma)); const w = Array.from({ length: 2 * r + 1 }, (_, i) => Math.exp(-((i - r) ** 2) / (2 * sigma * sigma)));
  const s = w.reduce((a, b) => a + b); const f = memory.floats.subarray(p.pointer >> 2);
  const fold = (i: number, n: number) => { const q = 2 * (n - 1) || 1; i = ((i % q) + q) % q; return i > n - 1 ? q - i : i; };
  const { width, height } = p;
  for (let c = 0; c < 3; c++) for (const [n, m, dn, dm] of [[width, height, 1, width], [height, width, width, 1]] as const) {
    const line = new Float64Array(n);
    for (let j = 0; j < m; j++) { const o = c * width * height + j * dm;
      for (let i = 0; i < n; i++) { let t = 0; for (let k = -r; k <= r; k++) t += f[o + (n === 1 ? 0 : fold(i + k, n)) * dn]! * w[k + r]!; line[i] = t / s; }
      for (let i = 0; i < n; i++) f[o + i * dn] = line[i]!; }
  }
}
