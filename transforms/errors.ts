/** What an error knows beside its sentence: where it happened, and what caused it. */
export interface ErrorDetails {
  readonly file?: string | undefined;
  readonly transform?: string | undefined;
  readonly parameter?: string | undefined;
  readonly epoch?: number | undefined;
  readonly sampleId?: number | undefined;
  readonly cause?: unknown;
}

/**
 * The one error that the library throws on purpose: says what was expected, what came, where, and what to do.
 * `code` is stable and meant for programs.
 */
export class AugmentError extends Error {
  readonly code: string;
  readonly file: string | undefined;
  readonly transform: string | undefined;
  readonly parameter: string | undefined;
  readonly epoch: number | undefined;
  readonly sampleId: number | undefined;

  constructor(code: string, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'AugmentError';
    this.code = code;
    this.file = details.file;
    this.transform = details.transform;
    this.parameter = details.parameter;
    this.epoch = details.epoch;
    this.sampleId = details.sampleId;
  }
}

/** A value as an error message shows it: JSON, shortened. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'function') return `a function${value.name ? ` (${value.name})` : ''}`;
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  const text = showAsJson(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

function showAsJson(value: unknown): string {
  const plain = (_key: string, part: unknown) =>
    typeof part === 'bigint' || (typeof part === 'number' && !Number.isFinite(part)) ? String(part) : part;
  try {
    return JSON.stringify(value, plain) ?? String(value);
  } catch {
    return 'a value that has no JSON form';
  }
}

/** The known name that is nearest to what was written, if any is near enough to be meant. */
export function nearest(written: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.ceil(written.length * 0.4)) + 1;
  for (const name of known) {
    const distance = editDistance(written.toLowerCase(), name.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [name, distance];
  }
  return best;
}

/** `did you mean "x"?` or the list of what there is. */
export function suggestion(written: string, known: readonly string[]): string {
  const near = nearest(written, known);
  return near === undefined ? `known: ${known.join(', ')}` : `did you mean "${near}"?`;
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(substitution, previous[j]! + 1, row[j - 1]! + 1));
    }
    previous = row;
  }
  return previous[b.length]!;
}
