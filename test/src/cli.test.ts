import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { folderOf, jpeg } from './pictures.ts';

const main = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url));

function augment(...words: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...words], { encoding: 'utf8' });
  return { status, stdout, stderr, json: () => JSON.parse(stdout) };
}

/** A run that must fail with one clear line. */
function refusal(status: number, ...words: string[]): string {
  const run = augment(...words);
  assert.equal(run.status, status, `${words.join(' ')}: ${run.stderr}${run.stdout}`);
  assert.match(run.stderr, /^augment: .+\n$/, 'one line');
  assert.doesNotMatch(run.stderr, /\n\s+at /, 'no stack trace');
  return run.stderr;
}

const plan = (augmentations: string, source = 'pictures') =>
  `seed: 3\nsource: { imageFolder: ${source} }\norder: [shuffle]\naugment:\n${augmentations}batch: 2\n`;
const turning = '  - resizedCrop: { size: [24, 32] }\n  - rotate: { angleDegrees: [-20, 20] }\n  - colorJitter: {}\n';

describe('the command line', function () {
  this.timeout(120_000);
  let folder: ReturnType<typeof folderOf>;
  const at = (name: string) => join(folder.path, name);

  before(async () => {
    const files: Record<string, Uint8Array | string> = {
      'train.yaml': plan(turning),
      'flip.yaml': plan('  - resize: { size: [24, 24] }\n  - horizontalFlip: { p: 0.5 }\n'),
      'weak.yaml': plan(
        '  - resize: { size: [24, 24] }\n  - colorJitter: { brightness: [0.99, 1.01], contrast: [1, 1], saturation: [1, 1], hueDegrees: [0, 0] }\n',
      ),
      'typo.yaml': plan('  - rotat: { angleDegrees: [-20, 20] }\n'),
      'misspelt.yaml': plan('  - rotate: { angleDegree: [-20, 20] }\n'),
      'inverted.yaml': plan('  - rotate: { angleDegrees: [20, -20] }\n'),
      'type.yaml': plan('  - rotate: { angleDegrees: wide }\n'),
      'range.yaml': plan('  - pixelDropout: { dropFraction: [0, 1.5] }\n'),
      'field.yaml': `sead: 3\n${plan(turning)}`,
      'syntax.yaml': 'seed: [1\naugment: }',
      'list.json': '[1, 2]',
      'nowhere.yaml': plan(turning, 'gone'),
      'texts/readme.txt': 'no picture',
      'empty/.keep': '',
    };
    for (let i = 0; i < 5; i++)
      files[`pictures/${i % 2 ? 'odd' : 'even'}/${i}.jpg`] = await jpeg(60 + i, 50, `cli ${i}`);
    const whole = await jpeg(120, 90, 'whole');
    files['truncated/1.jpg'] = whole.subarray(0, whole.length >> 1);
    files['zero/1.jpg'] = '';
    files['fake/1.jpg'] = 'this is not a picture at all, whatever its name says';
    const bomb = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    bomb.writeUInt32BE(60_000, 16);
    bomb.writeUInt32BE(60_000, 20);
    files['bomb/1.png'] = bomb;
    folder = folderOf(files);
  });
  after(() => folder.remove());

  it('tells what it can do, and how each command is used', () => {
    const { status, stdout } = augment('--help');
    assert.equal(status, 0);
    const commands = [...stdout.matchAll(/^ {2}augment (\w+)/gm)].map((match) => match[1]!);
    assert.deepEqual(commands, [
      'preview',
      'list',
      'describe',
      'explain',
      'check',
      'stream',
      'export',
      'verify',
      'bench',
      'digest',
      'cache',
      'whiten',
    ]);
    for (const command of commands) {
      const help = augment(command, '--help');
      assert.equal(help.status, 0);
      assert.match(help.stdout, new RegExp(`^augment ${command}[\\s\\S]*--debug`));
    }
    assert.match(augment('--version').stdout, /^\d+\.\d+\.\d+\n$/);
  });

  it('lists and describes the transforms from their declarations', () => {
    const list = augment('list', '--json').json() as {
      name: string;
      modality: string;
      parameters: Record<string, unknown>;
    }[];
    const names = list.map(({ name }) => name);
    for (const name of [
      'gaussianNoise',
      'whiten',
      'pixelDropout',
      'rotate',
      'colorShift',
      'colorJitter',
      'gaussianBlur',
      'resizedCrop',
      'horizontalFlip',
      'resize',
      'centerCrop',
      'scale',
    ]) {
      assert.ok(names.includes(name), name);
    }
    assert.ok(list.every(({ modality, parameters }) => ['image', 'audio'].includes(modality) && 'p' in parameters));
    assert.match(
      augment('describe', 'rotate').stdout,
      /angleDegrees +\[low, high\] in \[-36000, 36000\] +degrees +\[-15,15\]/,
    );
    assert.equal(augment('describe', 'rotate', '--json').json().parameters.angleDegrees.unit, 'degrees');
    assert.match(refusal(1, 'describe', 'rotat'), /unknown transform "rotat"; did you mean "rotate"\?/);
  });

  it('draws a preview, the same for the same seed', () => {
    const [one, two, other] = ['1.png', '2.png', '3.png'].map(at) as [string, string, string];
    const { examples } = augment(
      'preview',
      at('train.yaml'),
      '--examples',
      '3',
      '--variants',
      '2',
      '--out',
      one,
      '--json',
    ).json();
    assert.equal(examples.length, 3);
    assert.equal(augment('preview', at('train.yaml'), '--examples', '3', '--variants', '2', '--out', two).status, 0);
    assert.equal(
      augment('preview', at('train.yaml'), '--examples', '3', '--variants', '2', '--seed', '4', '--out', other).status,
      0,
    );
    assert.deepEqual(readFileSync(one), readFileSync(two));
    assert.notDeepEqual(readFileSync(one), readFileSync(other));
  });

  it('explains one sample, and shows it', () => {
    const out = at('before-after.png');
    const told = augment('explain', at('train.yaml'), '--epoch', '2', '--index', '1', '--json', '--out', out).json();
    assert.deepEqual([told.epoch, told.index, told.resamplings, told.output], [2, 1, 1, [24, 32]]);
    assert.deepEqual(
      told.steps.map((step: { path: string }) => step.path),
      ['resizedCrop', 'rotate', 'colorJitter', 'scale'],
    );
    assert.ok(Math.abs(told.steps[1].drawn.angleDegrees) <= 20);
    assert.ok(statSync(out).size > 1000);
    const again = augment(
      'explain',
      at('train.yaml'),
      '--epoch',
      '2',
      '--sample',
      String(told.sampleId),
      '--json',
    ).json();
    assert.deepEqual(again, told);
    assert.match(refusal(1, 'explain', at('train.yaml'), '--index', '5'), /--index: expected 0 to 4, got 5/);
  });

  it('checks that samples do not repeat, and warns of weak plans', () => {
    const good = augment('check', at('train.yaml'), '--epochs', '4', '--json');
    assert.equal(good.status, 0, good.stdout);
    assert.deepEqual([good.json().rendered, good.json().distinct, good.json().warnings], [20, 20, []]);
    const flip = augment('check', at('flip.yaml'), '--epochs', '8', '--json');
    assert.equal(flip.status, 1);
    assert.ok(flip.json().repeats >= 5 * 6);
    assert.equal(flip.json().looksPerSample.median, 2);
    assert.match(flip.json().warnings.join(), /repeat another one exactly.*few variants/);
    const weak = augment('check', at('weak.yaml'), '--json');
    assert.match(weak.json().warnings.join(), /weak expansion: samples stay within [\d.]+ grey levels/);
    assert.match(augment('check', at('weak.yaml')).stdout, /^warning: /m);
  });

  it('measures one thread against the bare decode', () => {
    const figures = augment('bench', at('pictures'), '--passes', '2', '--json').json();
    for (const name of ['samplesPerSecond', 'cpuMsPerSample', 'floorCpuMsPerSample', 'ratioToFloor'])
      assert.ok(figures[name] > 0, name);
    assert.deepEqual(Object.keys(figures.split), ['readMs', 'decodeMs', 'augmentMs']);
  });

  it('fits whitening, and a config that refers to the file runs', () => {
    const file = at('whitening.bin');
    assert.equal(augment('whiten', at('pictures'), '--scope', 'color', '--size', '16x16', '--out', file).status, 0);
    assert.ok(existsSync(file));
    const config = plan(`  - resize: { size: [16, 16] }\n  - whiten: { method: zca, file: whitening.bin }\n`);
    const other = folderOf({
      'train.yaml': config.replace('imageFolder: pictures', `imageFolder: ${at('pictures')}`),
      'whitening.bin': readFileSync(file),
    });
    const run = augment('check', join(other.path, 'train.yaml'), '--epochs', '2', '--json');
    assert.equal(run.json().rendered, 10, run.stderr);
    other.remove();
  });

  it('answers bad input with one clear line and an exit code', () => {
    assert.match(refusal(1, 'preview', at('gone')), /gone: expected a folder of pictures, got nothing of that name/);
    assert.match(refusal(1, 'preview', at('empty')), /empty: expected a folder with pictures .*, got an empty folder/);
    assert.match(
      refusal(1, 'preview', at('texts')),
      /texts: expected a folder with pictures .*, got 1 other files, such as readme.txt/,
    );
    assert.match(refusal(1, 'preview', at('truncated')), /truncated\/1\.jpg.*(truncated|ends early|premature)/i);
    assert.match(refusal(1, 'preview', at('zero')), /zero\/1\.jpg.*(empty|0 bytes|zero)/i);
    assert.match(refusal(1, 'preview', at('fake')), /fake\/1\.jpg: expected /);
    assert.match(refusal(1, 'preview', at('bomb')), /bomb\/1\.png.*60000 x 60000.*maxPixels/);
    assert.match(
      refusal(1, 'preview', at('typo.yaml')),
      /typo\.yaml: config\.augment\[0\]: unknown transform "rotat"; did you mean "rotate"\?/,
    );
    assert.match(
      refusal(1, 'preview', at('misspelt.yaml')),
      /augment\[0\]\.rotate: unknown parameter "angleDegree"; did you mean "angleDegrees"\?/,
    );
    assert.match(
      refusal(1, 'preview', at('inverted.yaml')),
      /rotate\.angleDegrees: expected \[low, high\].*got \[20,-20\].*write \[-20, 20\]/,
    );
    assert.match(refusal(1, 'preview', at('type.yaml')), /rotate\.angleDegrees: expected \[low, high\].*got "wide"/);
    assert.match(
      refusal(1, 'preview', at('range.yaml')),
      /pixelDropout\.dropFraction: expected \[low, high\].*0 <= low <= high <= 1.*got \[0,1\.5\]/,
    );
    assert.match(
      refusal(1, 'preview', at('field.yaml')),
      /field\.yaml: config: unknown field "sead"; did you mean "seed"\?/,
    );
    assert.match(refusal(1, 'preview', at('syntax.yaml')), /syntax\.yaml: expected YAML or JSON, got a syntax error/);
    assert.match(refusal(1, 'preview', at('list.json')), /list\.json: config: expected an object/);
    assert.match(refusal(1, 'preview', at('nowhere.yaml')), /gone: expected a folder of pictures/);
    assert.match(
      refusal(1, 'preview', at('missing.yaml')),
      /missing\.yaml: expected a config file, got nothing of that name/,
    );
    assert.match(
      refusal(2, 'preview', at('train.yaml'), '--examples', 'many'),
      /--examples: expected a whole number >= 1, got "many"/,
    );
    assert.match(
      refusal(2, 'preview', at('train.yaml'), '--exampels', '3'),
      /unknown option --exampels; did you mean "examples"\?/,
    );
    assert.match(refusal(2, 'prevew'), /unknown command "prevew"; did you mean "preview"\?/);
    assert.match(augment('preview', at('gone'), '--debug').stderr, /\n\s+at /);
  });
});
