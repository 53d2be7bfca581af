// Builds the kernels (AssemblyScript to wasm) and the library (TypeScript to JavaScript).
// usage: node scripts/build.mjs [--out dist]
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { out: { type: 'string', default: 'dist' } } });
const out = values.out;

function run(command, ...args) {
  const { status, error } = spawnSync(process.execPath, [command, ...args], { stdio: 'inherit' });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

rmSync(out, { recursive: true, force: true });
for (const floor of ['vision', 'audio']) {
  const entry = `${floor}/kernels/assembly/index.ts`;
  const wasm = `${floor}/kernels/${floor}.wasm`;
  mkdirSync(`${out}/${wasm.slice(0, wasm.lastIndexOf('/'))}`, { recursive: true });
  run(
    'node_modules/assemblyscript/bin/asc.js',
    entry,
    '--outFile',
    `${out}/${wasm}`,
    ...['-O3', '--noAssert', '--runtime', 'stub', '--importMemory', '--enable', 'simd', '--use', 'abort='],
  );
}
run('node_modules/typescript/bin/tsc', '-p', '.', '--outDir', out);
