import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { parse } from 'yaml';
import { catalogs } from '../src/catalog.ts';
import { fromJSON } from '../src/index.ts';
import { makeTransform } from '../transforms/index.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Snippet {
  readonly file: string;
  readonly line: number;
  readonly language: string;
  readonly text: string;
}

function snippetsOf(file: string): Snippet[] {
  const markdown = readFileSync(join(root, file), 'utf8');
  return [...markdown.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map((match) => ({
    file,
    line: markdown.slice(0, match.index).split('\n').length,
    language: match[1]!,
    text: match[2]!,
  }));
}

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).map((name) => `docs/${name}`),
].filter((name) => name.endsWith('.md'));
const snippets = pages.flatMap(snippetsOf);
const title = ({ file, line }: Snippet) => `${file}:${line}`;

describe('every snippet in README and docs', function () {
  this.timeout(120_000);
  // Beneath the project, so that `augment-stream` is this package.
  const folder = mkdtempSync(join(root, 'dist', 'snippets-'));
  after(() => rmSync(folder, { recursive: true }));

  for (const snippet of snippets.filter(({ language }) => language === 'ts')) {
    it(`${title(snippet)} runs`, () => {
      const { outputText } = ts.transpileModule(snippet.text, {
        compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
      });
      const file = join(folder, `${snippet.file.replaceAll('/', '-')}-${snippet.line}.mjs`);
      writeFileSync(file, outputText);
      const { status, stderr } = spawnSync(process.execPath, [file], { cwd: root, encoding: 'utf8' });
      assert.equal(status, 0, stderr);
    });
  }

  for (const snippet of snippets.filter(({ language }) => language === 'yaml')) {
    it(`${title(snippet)} is a config`, () => {
      const config = parse(snippet.text);
      fromJSON('source' in config ? config : { source: { imageFolder: 'x' }, ...config }, { base: root });
    });
  }

  for (const snippet of snippets.filter(({ language }) => language === 'sh')) {
    it(`${title(snippet)} names commands that there are`, () => {
      const scripts = Object.keys(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts);
      const main = join(root, 'dist/src/cli/main.js');
      for (const command of snippet.text
        .split(/&&|\n/)
        .map((part) => part.trim())
        .filter(Boolean)) {
        const [program, word, ...rest] = command.split(/\s+/) as [string, string, ...string[]];
        const augment = program === 'augment' ? word : program === 'npx' && word === 'augment' ? rest[0] : undefined;
        if (augment !== undefined)
          assert.equal(spawnSync(process.execPath, [main, augment, '--help']).status, 0, command);
        else if (program === 'npm')
          assert.ok(word === 'ci' || scripts.includes(word === 'run' ? rest[0]! : word), command);
      }
    });
  }

  it('names every transform of sound', () => {
    const page = readFileSync(join(root, 'docs/sound.md'), 'utf8');
    for (const name of catalogs.audio.keys()) assert.ok(page.includes(`\`${name}\``), name);
  });

  for (const definition of [...catalogs.image.values(), ...catalogs.audio.values()]) {
    it(`${definition.name} (${definition.modality}) has a page with a picture, made with values that it takes`, () => {
      const name = definition.modality === 'audio' ? `audio-${definition.name}` : definition.name;
      const text = readFileSync(join(root, `docs/transforms/${name}.md`), 'utf8');
      assert.match(text, /^!\[.*\]\(images\/.*\.webp\)$/m);
      makeTransform(definition, definition.example);
    });
  }

  it('is there', () => assert.ok(snippets.filter(({ file }) => file === 'README.md').length >= 4));

  it('links lead somewhere', () => {
    for (const page of pages) {
      for (const [, target] of readFileSync(join(root, page), 'utf8').matchAll(/\]\((?!https?:)([^)#]+)/g)) {
        const path = join(root, page, '..', target!);
        assert.doesNotThrow(() => readdirOrFile(path), `${page} links to ${target}`);
      }
    }
  });
});

function readdirOrFile(path: string): void {
  try {
    readdirSync(path);
  } catch {
    readFileSync(path);
  }
}
