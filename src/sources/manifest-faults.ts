import { AugmentError, show, suggestion } from '../../transforms/index.ts';

/** Throws AugmentError `missing-column` with the columns that there are. */
export function failColumn(shown: string, line: number, column: string, known: readonly string[], hint = ''): never {
  const columns = known.slice(0, 30).map((name) => showBriefly(name));
  const more = known.length > 30 ? ` and ${known.length - 30} more` : '';
  const near = suggestBriefly(column, known);
  throw new AugmentError(
    'missing-column',
    `${shown}:${line}: expected a column "${column}", got ${columns.join(', ') || 'none'}${more}${near.startsWith('did') ? `; ${near}` : ''}${hint}`,
    { file: shown },
  );
}

/** Throws AugmentError `bad-manifest` that names the file, the line and the column. */
export function failRow(
  shown: string,
  line: number,
  column: string | undefined,
  expected: string,
  got: unknown,
  hint: string,
): never {
  const where = column === undefined ? '' : `column "${column}": `;
  throw new AugmentError(
    'bad-manifest',
    `${shown}:${line}: ${where}expected ${expected}, got ${showBriefly(got)}; ${hint}`,
    {
      file: shown,
    },
  );
}

/** The nearest of the known names, or some of them: a hostile file may have very many, and very long ones. */
export function suggestBriefly(written: string, known: readonly string[]): string {
  const brief = known.slice(0, 100).map((name) => name.slice(0, 60));
  const text = suggestion(written.slice(0, 60), brief);
  return text.length > 400 ? `${text.slice(0, 400)}...` : text;
}

export const showBriefly = (value: unknown) => (typeof value === 'string' ? show(value.slice(0, 100)) : show(value));
