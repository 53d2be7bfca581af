// All that must hold before a change lands: format, lint, types, tests on the built package, the package itself.
import { spawnSync } from 'node:child_process';

const steps = [
  ['format and lint', 'npx', ['biome', 'ci', '--error-on-warnings', '.']],
  ['build and types', process.execPath, ['scripts/build.mjs']],
  ['generated files', process.execPath, ['scripts/generate.mjs', '--check']],
  ['tests', 'npx', ['mocha']],
  ['package: publint', 'npx', ['publint', '--strict']],
  ['package: types', 'npx', ['attw', '--profile', 'esm-only', '--pack', '.', '--exclude-entrypoints', 'schema.json']],
];

for (const [name, command, args] of steps) {
  process.stdout.write(`\n== ${name}\n`);
  const { status } = spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) {
    process.stderr.write(`\ncheck failed at: ${name}\n`);
    process.exit(status ?? 1);
  }
}
process.stdout.write('\ncheck passed\n');
