import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { type CsvError, parse } from 'csv-parse';
import { AugmentError } from '../../transforms/index.ts';
import { character, fieldsSchema, optional } from './fields.ts';
import { reason } from './file-bytes.ts';
import { type ManifestIndex, type ReadRows, scanManifest, viewManifest } from './manifest.ts';
import { checkManifest, type ManifestColumns, type ManifestSpec, manifestFields } from './manifest-columns.ts';
import { failColumn, failRow } from './manifest-faults.ts';
import type { SourceKind } from './source.ts';

export interface CsvColumns extends ManifestColumns {
  /** What stands between cells: a comma, or a tab if the file's name ends in `.tsv`, unless said. */
  readonly delimiter?: string;
}

export interface CsvSpec extends CsvColumns, ManifestSpec {}

/**
 * The source of a CSV file whose first row names the columns, and every other row a sample: UTF-8 with or without BOM,
 * quotes as in RFC 4180, any line ends. Samples are in the file's order. Class names are sorted (numbers by size).
 */
export function csv(path: string, columns: CsvColumns): { readonly csv: CsvSpec } {
  return { csv: { path, ...columns } };
}

const fields = { ...manifestFields, delimiter: optional(character('What stands between cells.')) };

export const csvKind: SourceKind<CsvSpec, ManifestIndex> = {
  schema: { description: 'A CSV file that lists the samples.', ...fieldsSchema(fields) },
  modality: ({ media = 'image' }) => media,
  parse(json, where) {
    checkManifest(json, fields, where);
    const { delimiter } = json as CsvSpec;
    if (delimiter === '"' || delimiter === '\n' || delimiter === '\r') {
      throw new AugmentError('bad-config', `${where}.delimiter: expected no quote and no line end, got one`);
    }
    return json as CsvSpec;
  },
  scan: (spec, context) => {
    const delimiter = spec.delimiter ?? (/\.tsv$/i.test(spec.path) ? '\t' : ',');
    return scanManifest(spec, context, (...rest) => readCsv(delimiter, ...rest));
  },
  view: viewManifest,
};

/** A row with more bytes is a quote that was never closed. */
const mostRowBytes = 1 << 20;

async function readCsv(delimiter: string, ...[{ path, shown }, columns, , use]: Parameters<ReadRows>): Promise<void> {
  let width = 0;
  let places: readonly number[] | undefined;
  let lastLine = 0;
  let overcounted = 0;
  // Rows are taken as they are parsed and not passed on: nothing piles up.
  const parser = parse({
    bom: true,
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: mostRowBytes,
    on_record: (cells: string[], { lines }) => {
      const breaks = lineBreaks(cells);
      // The parser takes \r\n within quotes for two line ends.
      overcounted += breaks.ends - breaks.lines;
      lastLine = lines - overcounted;
      const line = lastLine - breaks.lines;
      if (places === undefined) {
        width = cells.length;
        places = columns.map((column) => placeOf(column, cells, shown, line));
      } else if (cells.length !== width) {
        const hint = 'put quotes around cells that hold the delimiter';
        failRow(shown, line, undefined, `${width} cells, as in the first row`, cells.length, hint);
      } else {
        use(
          places.map((place) => cells[place]),
          line,
        );
      }
      return null;
    },
  });
  parser.resume();
  try {
    await pipeline(createReadStream(path, { highWaterMark: 1 << 18 }), parser);
  } catch (cause) {
    if (cause instanceof AugmentError) throw cause;
    const { code } = cause as CsvError;
    const got = faults[code] ?? reason(cause);
    throw new AugmentError('bad-manifest', `${shown}:${lastLine + 1}: expected CSV, got ${got}`, {
      file: shown,
      cause,
    });
  }
}

const faults: { readonly [code: string]: string } = {
  CSV_QUOTE_NOT_CLOSED: 'a cell whose quote is never closed',
  CSV_INVALID_CLOSING_QUOTE: 'text after a closing quote; write a quote within quotes twice ("")',
  INVALID_OPENING_QUOTE:
    'a quote in the middle of a cell; put quotes around the whole cell, and write that one twice ("")',
  CSV_MAX_RECORD_SIZE: 'a row of more than 1 MiB; is a quote never closed?',
};

function placeOf(column: string, header: readonly string[], shown: string, line: number): number {
  const place = header.indexOf(column);
  if (place < 0) {
    const other = header.length === 1 ? [';', '\t', '|', ','].find((one) => header[0]!.includes(one)) : undefined;
    const hint = other === undefined ? '' : `; is its delimiter ${JSON.stringify(other)}?`;
    failColumn(shown, line, column, header, hint);
  }
  if (header.includes(column, place + 1)) {
    failRow(shown, line, column, 'a column of that name once', 'two of them', 'rename one');
  }
  return place;
}

/** Line breaks within cells, and the characters that make them. */
function lineBreaks(cells: readonly string[]): { readonly lines: number; readonly ends: number } {
  let lines = 0;
  let ends = 0;
  for (const cell of cells) {
    if (!cell.includes('\n') && !cell.includes('\r')) continue;
    lines += cell.match(/\r\n|\n|\r/g)!.length;
    ends += cell.match(/[\r\n]/g)!.length;
  }
  return { lines, ends };
}
