import { createReadStream } from 'node:fs';
import { AugmentError, show } from '../../transforms/index.ts';
import { fieldsSchema } from './fields.ts';
import { reason } from './file-bytes.ts';
import { type ManifestIndex, type ReadRows, scanManifest, viewManifest } from './manifest.ts';
import { checkManifest, type ListColumns, listFields, type ManifestSpec, manifestFields } from './manifest-columns.ts';
import { failColumn, failRow } from './manifest-faults.ts';
import type { SourceKind } from './source.ts';

/**
 * The source of a JSON-lines file: a JSON object a line, a sample each, whose fields are the columns; UTF-8. A label may
 * be a list: of class names (`multi`) or of as many numbers in every row (`number`). Boxes and keypoints are lists of lists;
 * a row without them has none. Samples are in the file's order.
 */
export function jsonLines(path: string, columns: ListColumns): { readonly jsonLines: ManifestSpec } {
  return { jsonLines: { path, ...columns } };
}

const fields = { ...manifestFields, ...listFields };

export const jsonLinesKind: SourceKind<ManifestSpec, ManifestIndex> = {
  schema: { description: 'A file with a JSON object for each sample, a line each.', ...fieldsSchema(fields) },
  modality: ({ media = 'image' }) => media,
  parse(json, where) {
    checkManifest(json, fields, where);
    return json as ManifestSpec;
  },
  scan: (spec, context) => scanManifest(spec, context, readJsonLines),
  view: viewManifest,
};

const mostLineBytes = 1 << 20;

const readJsonLines: ReadRows = async ({ path, shown }, columns, optionalColumns, use) => {
  const missing = new Set(optionalColumns);
  let firstRow: readonly string[] | undefined;
  await eachLine(path, shown, (text, line) => {
    const row = parseLine(text, shown, line);
    firstRow ??= Object.keys(row);
    const cells = columns.map((column) => {
      if (Object.hasOwn(row, column)) {
        missing.delete(column);
        return row[column];
      }
      if (!optionalColumns.includes(column)) failColumn(shown, line, column, Object.keys(row));
      return undefined;
    });
    use(cells, line);
  });
  // A column that rows may leave out, and all of them do, is a slip of the pen.
  for (const column of missing) if (firstRow !== undefined) failColumn(shown, 1, column, firstRow);
};

function parseLine(text: string, shown: string, line: number): { readonly [column: string]: unknown } {
  let row: unknown;
  try {
    row = JSON.parse(text);
  } catch (cause) {
    const message = (cause as Error).message;
    throw new AugmentError(
      'bad-manifest',
      `${shown}:${line}: expected a JSON object, got ${show(text.slice(0, 60))}: ${message.slice(0, 120)}`,
      { file: shown, cause },
    );
  }
  if (typeof row === 'object' && row !== null && !Array.isArray(row)) return row as { [column: string]: unknown };
  return failRow(shown, line, undefined, 'a JSON object', row, 'write { "file": "a.jpg", ... }, one a line');
}

/** Lines that are not blank, with their numbers from 1 on. */
async function eachLine(path: string, shown: string, use: (text: string, line: number) => void): Promise<void> {
  let line = 0;
  const useLine = (bytes: Buffer) => {
    line++;
    const text = bytes.toString().trim();
    const bare = line === 1 && text.startsWith('\ufeff') ? text.slice(1).trim() : text;
    if (bare !== '') use(bare, line);
  };
  let rest: Buffer[] = [];
  let restBytes = 0;
  const keep = (bytes: Buffer) => {
    restBytes += bytes.length;
    if (restBytes > mostLineBytes) {
      const message = `${shown}:${line + 1}: expected lines of at most 1 MiB, got a longer one; is it JSON with one object a line?`;
      throw new AugmentError('bad-manifest', message, { file: shown });
    }
    rest.push(bytes);
  };
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 18 }) as AsyncIterable<Buffer>) {
      let start = 0;
      for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
        const bytes = chunk.subarray(start, end);
        if (restBytes === 0) useLine(bytes);
        else {
          keep(bytes);
          const whole = Buffer.concat(rest);
          rest = [];
          restBytes = 0;
          useLine(whole);
        }
        start = end + 1;
      }
      if (start < chunk.length) keep(chunk.subarray(start));
    }
  } catch (cause) {
    if (cause instanceof AugmentError) throw cause;
    throw new AugmentError('bad-manifest', `${shown}: expected a file that can be read, got ${reason(cause)}`, {
      file: shown,
      cause,
    });
  }
  if (restBytes > 0) useLine(Buffer.concat(rest));
}
