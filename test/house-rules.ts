// What the architecture test checks, as pure functions over files, so that planted breaches can be tried as well.
import { posix } from 'node:path';
import ts from 'typescript';

/** A row of the table in docs/architecture.md. */
export interface Floor {
  /** `vision/kernels/`. */
  readonly folder: string;
  readonly mayImport: readonly string[];
  /** Package names; `node:*` stands for all of Node's own modules, `*` for all there are. */
  readonly packages: readonly string[];
}

/** Paths from the repository's root, with `/`, to their text. */
export type Files = ReadonlyMap<string, string>;

const longestFile = 400;
const vagueNames = /^(utils?|helpers?|manager|misc|common|stuff)$|(-|^)(utils?|helpers?|manager)(-|$)/i;
/** The floors whose files are one transform each, what declares one, and their files that are none. */
const shared = [
  'auto-augment-tables',
  'corruptions',
  'geometry',
  'holes',
  'image',
  'index',
  'matrices',
  'merging',
  'mixing',
  'outline',
  'policy',
  'target-moves',
  'targets',
];
const catalogues = [
  { floor: 'vision', define: 'defineImageTransform', others: shared },
  { floor: 'audio', define: 'defineAudioTransform', others: ['index', 'sound', 'columns'] },
];

/** The floors, out of the one table whose first column is `folder`. */
export function readFloors(markdown: string): readonly Floor[] {
  const lines = markdown.split('\n');
  const head = lines.findIndex((line) => /^\|\s*folder\s*\|/.test(line));
  if (head < 0) throw new Error('docs/architecture.md: expected a table whose first column is "folder", got none');
  const floors: Floor[] = [];
  for (const line of lines.slice(head + 2)) {
    if (!line.startsWith('|')) break;
    const [folder, mayImport, packages] = line
      .split('|')
      .slice(1)
      .map((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, word]) => word!));
    if (folder?.length !== 1 || mayImport === undefined || packages === undefined) {
      throw new Error(`docs/architecture.md: expected | \`folder/\` | folders | packages |, got ${line}`);
    }
    floors.push({ folder: folder[0]!, mayImport, packages });
  }
  return floors;
}

/** Every breach of the house rules, a sentence each. */
export function breaches(files: Files, floors: readonly Floor[]): string[] {
  const found: string[] = [];
  for (const [file, text] of files) {
    found.push(...nameAndLength(file, text));
    if (file.includes('/assembly/')) continue;
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
    found.push(...imports(file, source, floors), ...ambientState(file, source));
  }
  return [...found, ...missingFromIndex(files)];
}

function nameAndLength(file: string, text: string): string[] {
  const found: string[] = [];
  const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
  if (lines > longestFile) found.push(`\`${file}\` has ${lines} lines; split it before ${longestFile}`);
  for (const part of file.replace(/\.ts$/, '').split('/')) {
    if (vagueNames.test(part)) found.push(`\`${file}\`: "${part}" says nothing; name it after what it is`);
  }
  return found;
}

/** The floor of a file: the row with the longest folder that it lies in. */
function floorOf(file: string, floors: readonly Floor[]): Floor | undefined {
  return floors.filter(({ folder }) => file.startsWith(folder)).sort((a, b) => b.folder.length - a.folder.length)[0];
}

function imports(file: string, source: ts.SourceFile, floors: readonly Floor[]): string[] {
  const floor = floorOf(file, floors);
  if (floor === undefined) return [`\`${file}\` lies in no folder of the table in docs/architecture.md`];
  return importedNames(source)
    .filter((name) => !mayImport(file, floor, name, floors))
    .map((name) => `\`${file}\` may not import \`${name}\``);
}

function mayImport(file: string, floor: Floor, name: string, floors: readonly Floor[]): boolean {
  if (name.startsWith('.')) {
    if (floor.mayImport.includes('*')) return true;
    const target = floorOf(posix.join(posix.dirname(file), name), floors);
    return target !== undefined && (target.folder === floor.folder || floor.mayImport.includes(target.folder));
  }
  if (floor.packages.includes('*')) return true;
  const scope = name.startsWith('@') ? `${name.split('/')[0]}/*` : undefined;
  if (scope !== undefined && floor.packages.includes(scope)) return true;
  if (name.startsWith('node:')) return floor.packages.includes(name) || floor.packages.includes('node:*');
  const parts = name.split('/');
  return floor.packages.includes(name.startsWith('@') ? parts.slice(0, 2).join('/') : parts[0]!);
}

/** Every module that a file names: imports, exports, types, `import()`, `require` in any spelling. */
function importedNames(source: ts.SourceFile): string[] {
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    const name = moduleOf(node);
    if (name !== undefined && ts.isStringLiteralLike(name)) names.push(name.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return names;
}

function moduleOf(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isExternalModuleReference(node)) return node.expression;
  if (ts.isImportTypeNode(node)) return ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined;
  if (!ts.isCallExpression(node)) return undefined;
  const loads =
    node.expression.kind === ts.SyntaxKind.ImportKeyword ||
    /^(require|createRequire\(|import\.meta\.resolve$)/.test(node.expression.getText());
  return loads ? node.arguments[0] : undefined;
}

const banned = ['Math.random', 'Date.now', 'new Date'];
/** The rim may name a temporary file by these; where samples are made they have no place. */
const bannedBelowTheRim = ['getRandomValues', 'randomBytes', 'randomInt', 'randomUUID'];

/** Randomness and time that no key names, where results are made. */
function ambientState(file: string, source: ts.SourceFile): string[] {
  if (!/^(transforms|vision|audio|src)\//.test(file) || file.startsWith('src/cli/')) return [];
  const words = /^src\/(preview|testing)\//.test(file) ? banned : [...banned, ...bannedBelowTheRim];
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const called = ts.isNewExpression(node) && !node.arguments?.length ? `new ${node.expression.getText()}` : undefined;
    const text = ts.isPropertyAccessExpression(node) || ts.isIdentifier(node) ? node.getText() : called;
    if (text !== undefined && words.includes(text)) {
      found.push(`\`${file}\` uses ${text}; all that is random comes from a key, and nothing hangs on the clock`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Each file directly in `vision/` or `audio/` is one transform, and has its line in the index. */
function missingFromIndex(files: Files): string[] {
  const found: string[] = [];
  for (const { floor, define, others } of catalogues) {
    const index = (files.get(`${floor}/index.ts`) ?? '').split('\n');
    for (const [file, text] of files) {
      const [, folder, name] = /^([^/]+)\/([^/]+)\.ts$/.exec(file) ?? [];
      if (folder !== floor || name === undefined || others.includes(name)) continue;
      const camel = name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
      if (!new RegExp(`^export const ${camel} = ${define}\\(\\{\\s+name: '${camel}',`, 'm').test(text)) {
        found.push(
          `\`${file}\` is no transform: expected export const ${camel} = ${define}({ name: '${camel}', ...; other code goes to ${floor}/kernels/ or ${floor}/io/`,
        );
      }
      const line = `export { ${camel} } from './${name}.ts';`;
      if (!index.includes(line)) found.push(`\`${floor}/index.ts\` lacks the line: ${line}`);
    }
  }
  return found;
}
