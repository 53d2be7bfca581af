import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { breaches, type Files, type Floor, readFloors } from './house-rules.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folders = ['transforms', 'vision', 'audio', 'src', 'bench', 'test'].filter((folder) => existsSync(root + folder));

/** Every TypeScript file of the house. */
function readHouse(): Files {
  const paths = folders.flatMap((folder) =>
    readdirSync(root + folder, { recursive: true, encoding: 'utf8' }).map(
      (path) => `${folder}/${path.replaceAll('\\', '/')}`,
    ),
  );
  return new Map(paths.filter((path) => path.endsWith('.ts')).map((path) => [path, readFileSync(root + path, 'utf8')]));
}

const floors = readFloors(readFileSync(`${root}docs/architecture.md`, 'utf8'));

describe('architecture', () => {
  const files = readHouse();

  it('is as docs/architecture.md says', () => {
    assert.ok(files.size > 60, `found only ${files.size} files`);
    assert.deepEqual(breaches(files, floors), []);
  });

  it('has no two kernels of one name in a floor, of which one would hide the other', () => {
    for (const floor of ['vision', 'audio']) {
      const names = [...files].flatMap(([path, text]) =>
        path.startsWith(`${floor}/kernels/assembly/`)
          ? [...text.matchAll(/^export function (\w+)/gm)].map(([, name]) => name!)
          : [],
      );
      assert.deepEqual(
        names.filter((name, i) => names.indexOf(name) !== i),
        [],
        floor,
      );
    }
  });

  it('has a floor for each folder of the table, and no row for a folder that is not there', () => {
    for (const { folder } of floors)
      assert.ok(
        [...files.keys()].some((file) => file.startsWith(folder)),
        `${folder} has no files`,
      );
  });

  it('has floors that stand on each other: nothing below imports what is above it', () => {
    const above = new Map(floors.map(({ folder, mayImport }) => [folder, new Set(mayImport)]));
    for (let i = 0; i < floors.length; i++) {
      for (const below of above.values())
        for (const folder of [...below]) for (const next of above.get(folder) ?? []) below.add(next);
    }
    for (const [folder, below] of above) assert.ok(!below.has(folder), `${folder} stands on itself`);
  });

  it('lets nothing but the rim import the rim', () => {
    const rim = (folder: string) => /^(src\/(cli|preview|testing|sinks)|bench|test)\//.test(folder);
    for (const { folder, mayImport } of floors) {
      if (!rim(folder)) assert.deepEqual(mayImport.filter(rim), [], folder);
    }
  });
});

describe('the architecture test', () => {
  const house: readonly Floor[] = readFloors(
    [
      'Some words, and a table that is another one:',
      '| concept | home |',
      '|---|---|',
      '| key | `transforms/key.ts` |',
      '',
      '| folder | may import | packages |',
      '|---|---|---|',
      '| `transforms/` | - | - |',
      '| `vision/` | `transforms/` | - |',
      '| `vision/io/` | `transforms/`, `vision/` | `sharp`, `@julusian/jpeg-turbo`, `node:fs` |',
      '| `src/` | `transforms/`, `vision/`, `vision/io/` | `node:*` |',
      '| `src/cli/` | `transforms/`, `vision/`, `src/` | `node:*` |',
      '',
      'More words.',
    ].join('\n'),
  );
  const planted = (files: Record<string, string>) => breaches(new Map(Object.entries(files)), house);

  it('reads the table', () => {
    assert.equal(house.length, 5);
    assert.deepEqual(house[2], {
      folder: 'vision/io/',
      mayImport: ['transforms/', 'vision/'],
      packages: ['sharp', '@julusian/jpeg-turbo', 'node:fs'],
    });
    assert.throws(() => readFloors('no table'), /expected a table/);
    assert.throws(
      () => readFloors('| folder | may import | packages |\n|---|---|---|\n| transforms | | |'),
      /expected \| `folder\/` \|/,
    );
  });

  it('finds nothing where there is nothing', () => {
    const clean = {
      'transforms/key.ts': `import { a } from './philox.ts';\n// never Math.random: import('sharp')\nexport const b = "require('fs')";`,
      'vision/image.ts': `import { b } from '../transforms/key.ts';`,
      'vision/io/decode.ts': `import sharp from 'sharp';\nimport { x } from '@julusian/jpeg-turbo/format';\nimport { readFileSync } from 'node:fs';\nimport '../image.ts';`,
      'src/cli/main.ts': `import '../stream.ts';\nimport 'node:os';\nconst now = Date.now();`,
    };
    assert.deepEqual(planted(clean), []);
  });

  const imports: readonly (readonly [file: string, text: string, name: string])[] = [
    ['vision/io/bad.ts', `import { catalog } from '../../src/catalog.ts';`, '../../src/catalog.ts'],
    ['vision/io/bad.ts', `import type { Catalog } from '../../src/catalog.ts';`, '../../src/catalog.ts'],
    ['vision/io/bad.ts', `export * from '../../src/catalog.ts';`, '../../src/catalog.ts'],
    ['vision/io/bad.ts', `type A = import('../../src/catalog.ts').A;`, '../../src/catalog.ts'],
    ['vision/io/bad.ts', `const a = await import('../../src/catalog.ts');`, '../../src/catalog.ts'],
    ['vision/image.ts', `import sharp from 'sharp';`, 'sharp'],
    ['vision/image.ts', `const sharp = require('sharp');`, 'sharp'],
    ['vision/image.ts', `const sharp = createRequire(import.meta.url)('sharp');`, 'sharp'],
    ['vision/image.ts', `const path = require.resolve('sharp');`, 'sharp'],
    ['vision/image.ts', `import './io/decode.ts';`, './io/decode.ts'],
    ['vision/io/bad.ts', `import os from 'node:os';`, 'node:os'],
    ['vision/io/bad.ts', `import fs from 'fs';`, 'fs'],
    ['vision/io/bad.ts', `import turbo from '@julusian/other';`, '@julusian/other'],
    ['transforms/bad.ts', `import { readFileSync } from 'node:fs';`, 'node:fs'],
    ['transforms/bad.ts', `import '../vision/index.ts';`, '../vision/index.ts'],
    ['src/stream.ts', `import './cli/main.ts';`, './cli/main.ts'],
    ['vision/image.ts', `import '../audio/index.ts';`, '../audio/index.ts'],
    ['src/stream.ts', `import '../package.json';`, '../package.json'],
  ];
  for (const [file, text, name] of imports) {
    it(`catches ${file} with ${text}`, () => {
      assert.deepEqual(planted({ [file]: text }), [`\`${file}\` may not import \`${name}\``]);
    });
  }

  it('catches a folder without a floor', () => {
    assert.deepEqual(planted({ 'touch/press.ts': '' }), [
      '`touch/press.ts` lies in no folder of the table in docs/architecture.md',
    ]);
  });

  it('catches a transform that is missing from the index, and prints the line', () => {
    const text = `/** Mixes. */\nexport const mixUp = defineImageTransform({\n  name: 'mixUp',\n});\n`;
    const line = `export { mixUp } from './mix-up.ts';`;
    assert.deepEqual(planted({ 'vision/mix-up.ts': text, 'vision/index.ts': '' }), [
      `\`vision/index.ts\` lacks the line: ${line}`,
    ]);
    assert.deepEqual(planted({ 'vision/mix-up.ts': text, 'vision/index.ts': `${line}\n` }), []);
  });

  it('catches a file in vision/ that is no transform, or goes by another name', () => {
    const index = [`export { optics } from './optics.ts';`, `export { turn } from './turn.ts';`].join('\n');
    const found = planted({
      'vision/optics.ts': 'export const optics = 1;',
      'vision/turn.ts': `export const turn = defineImageTransform({\n  name: 'rotate',\n});`,
      'vision/index.ts': index,
    });
    assert.equal(found.length, 2);
    assert.match(found[0]!, /^`vision\/optics\.ts` is no transform: expected export const optics = /);
    assert.match(found[1]!, /^`vision\/turn\.ts` is no transform/);
  });

  it('catches long files and names that say nothing', () => {
    const long = 'x;\n'.repeat(401);
    assert.deepEqual(planted({ 'src/long.ts': long }), ['`src/long.ts` has 401 lines; split it before 400']);
    assert.deepEqual(planted({ 'src/long.ts': 'x;\n'.repeat(400) }), []);
    for (const name of ['utils', 'string-utils', 'helpers', 'test-helper', 'worker-manager', 'Manager', 'misc']) {
      assert.match(planted({ [`src/${name}.ts`]: '' }).join(), /says nothing; name it after what it is$/, name);
      assert.match(planted({ [`src/${name}/pool.ts`]: '' }).join(), /says nothing/, name);
    }
    assert.deepEqual(planted({ 'src/management.ts': '', 'src/commons-law.ts': '' }), []);
  });

  it('catches randomness and time that no key names, but not in the command line', () => {
    for (const text of [
      'Math.random()',
      'const r = Math.random;',
      'Date.now()',
      'new Date()',
      'randomBytes(8)',
      'crypto.randomUUID()',
    ]) {
      for (const file of ['transforms/a.ts', 'vision/io/a.ts', 'src/a.ts'])
        assert.match(planted({ [file]: text }).join(), /uses .*comes from a key/, text);
      assert.deepEqual(planted({ 'src/cli/a.ts': text }), []);
    }
    assert.equal(planted({ 'src/a.ts': 'randomUUID()' }).length, 1);
    assert.deepEqual(planted({ 'src/a.ts': 'new Date(0); performance.now(); // Math.random' }), []);
  });
});
