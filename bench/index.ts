// Every kernel's figures, one after the other: node dist/bench/index.js [kernel ...]
const pictures = ['warp', 'color', 'blur', 'epilogue'];
const sound = ['shape', 'filters', 'rate', 'room', 'edit', 'features'].map((name) => `sound-${name}`);
const kernels = [...pictures, ...sound];
const chosen = process.argv.slice(2);
for (const kernel of chosen.length === 0 ? kernels : chosen) {
  process.stdout.write(`\n${kernel}\n`);
  await import(`./kernels/${kernel}.js`);
}
