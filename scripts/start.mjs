// The newcomer's first look: draws preview.png from the sample pictures and says what to try next.
import { spawnSync } from 'node:child_process';

const { status } = spawnSync(
  process.execPath,
  ['dist/src/cli/main.js', 'preview', '--seed', '7', '--out', 'preview.png'],
  { stdio: 'inherit' },
);
if (status !== 0) process.exit(status ?? 1);
process.stdout.write(`
Open preview.png. The same seed draws the same sheet, on any machine. Try next:
  npx augment preview samples/pictures --seed 8 --epoch 3      other draws of the same plan
  npx augment preview path/to/your/pictures                    your own (a subfolder for each class)
  npx augment preview samples/train.yaml                       a plan of your own: edit that file
  npx augment explain samples/train.yaml --epoch 0 --index 0   what exactly was drawn for one sample
  npx augment list                                             all transforms
  npx augment bench                                            how fast one thread is
`);
