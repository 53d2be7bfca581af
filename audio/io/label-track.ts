import { AugmentError, show } from '../../transforms/errors.ts';
import type { Segment } from '../kernels/labels.ts';

/**
 * The segments of a label track as Audacity exports it: on each line a start and an end in seconds and a label, with tabs between
 * them. The same time twice is a point in time; a label may be empty. Lines that begin with a backslash (frequency ranges) are passed
 * over, and so are empty ones; a comma is taken for a decimal point. `name`: the file's, for errors. Throws AugmentError
 * `bad-label-track` that says the line.
 */
export function parseLabelTrack(text: string, name: string): readonly Segment[] {
  const segments: Segment[] = [];
  let number = 0;
  for (const line of text.replace(/^\ufeff/, '').split(/\r\n|\n|\r/)) {
    number++;
    if (line.trim() === '' || line.startsWith('\\')) continue;
    const [start, end, ...label] = line.split('\t');
    if (end === undefined) throw fault(name, number, 'start, end and label with tabs between them', line);
    const startSeconds = secondsOf(start!, name, number, 'start');
    const endSeconds = secondsOf(end, name, number, 'end');
    if (endSeconds < startSeconds)
      throw fault(name, number, `an end that is not before the start, ${startSeconds}`, end);
    segments.push({ startSeconds, endSeconds, label: label.join('\t').trim() });
  }
  return segments;
}

function secondsOf(field: string, name: string, line: number, what: string): number {
  const text = field.trim();
  const seconds = /^[-+]?(\d+([.,]\d*)?|[.,]\d+)([eE][-+]?\d+)?$/.test(text)
    ? Number(text.replace(',', '.'))
    : Number.NaN;
  if (!Number.isFinite(seconds)) throw fault(name, line, `the ${what} in seconds`, field);
  return seconds;
}

function fault(name: string, line: number, expected: string, came: string): AugmentError {
  return new AugmentError(
    'bad-label-track',
    `${name}, line ${line}: expected ${expected}, got ${show(came)}; export it from Audacity as a label track (File > Export Other > Export Labels)`,
    { file: name },
  );
}
