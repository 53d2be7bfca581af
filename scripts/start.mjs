// The newcomer's first look: draws the sample pictures and sounds, and says what to try next.
import { spawnSync } from 'node:child_process';

for (const [folder, out] of [
  ['samples/pictures', 'preview.png'],
  ['samples/sounds', 'preview-sound.png'],
]) {
  const { status } = spawnSync(
    process.execPath,
    ['dist/src/cli/main.js', 'preview', folder, '--seed', '7', '--out', out],
    { stdio: 'inherit' },
  );
  if (status !== 0) process.exit(status ?? 1);
}
process.stdout.write(`
Open preview.png, preview-sound.png and preview-sound.html. The same seed draws the same, on any machine. Try next:
  npx augment preview samples/pictures --seed 8 --epoch 3      other draws of the same plan
  npx augment preview path/to/yours                            your own pictures or sounds (a subfolder for each class)
  npx augment preview samples/train.yaml                       a plan of your own: edit that file, or train-sound.yaml
  npx augment explain samples/train.yaml --epoch 0 --index 0   what exactly was drawn for one sample
  npx augment list                                             all transforms
  npx augment bench                                            how fast one thread is
`);
