import { AugmentError } from '../../transforms/index.ts';
import { type DownloadSpec, downloadFields } from './download.ts';
import { character, checkFields, choice, either, type Fields, optional, record, text, texts } from './fields.ts';
import { showBriefly } from './manifest-faults.ts';
import type { LabelColumns } from './manifest-labels.ts';

/** What the columns of a manifest mean. */
export interface ManifestColumns {
  /** What the files are (`image`). */
  readonly media?: 'image' | 'audio';
  /** The column with the files: paths from the manifest's folder (or `root`), absolute paths, http(s) addresses. */
  readonly file: string;
  /** The column with the label, or several. */
  readonly label?: string | readonly string[];
  /**
   * `class` (one column, unless said): a name. `number` (several columns, unless said): values to regress, float32.
   * `multi`: several classes at once, 0 or 1 for each; in one column between separators, or one column a class.
   */
  readonly labelKind?: 'class' | 'number' | 'multi';
  /** `multi` in one column: what stands between class names (`|`). */
  readonly separator?: string;
  /** The column with mask pictures; a sample where it is empty has none. */
  readonly mask?: string;
  /** The folder that relative paths start from, instead of the manifest's own. */
  readonly root?: string;
  /** Instead of the names found, sorted. Labels may then also be indices into them. */
  readonly classNames?: readonly string[];
  readonly download?: DownloadSpec;
}

/** What the columns of a file mean whose cells may be lists. */
export interface ListColumns extends ManifestColumns {
  /** The column with the boxes: a list of four numbers each. */
  readonly boxes?: string;
  /** The column with their classes: a list of numbers, or of names among `classNames`. */
  readonly boxLabels?: string;
  /** The column with the keypoints: a list of [x, y], [x, y, angleDegrees] or [x, y, angleDegrees, size]. */
  readonly keypoints?: string;
  /** The column with what each point is: a list of numbers. */
  readonly keypointLabels?: string;
}

export interface ManifestSpec extends ListColumns {
  readonly path: string;
}

export const manifestFields = {
  path: text('The manifest.', 'the path of a manifest'),
  file: text('The column with the files: paths or http(s) addresses.', 'the name of a column'),
  label: optional(
    either(
      text('', 'the name of a column'),
      texts('', 'a list of columns, none twice'),
      'The label column, or several.',
    ),
  ),
  labelKind: optional(choice('What a label is: a class, numbers, several classes.', ['class', 'number', 'multi'])),
  separator: optional(character('What stands between the class names of a multi label (|).')),
  mask: optional(text('The column with the mask pictures.', 'the name of a column')),
  media: optional(choice('What the files are (image).', ['image', 'audio'])),
  root: optional(text('The folder that relative paths start from.', 'the path of a folder')),
  classNames: optional(texts('What class indices mean.', 'a list of class names, none twice')),
  download: optional(record('Limits of a download.', downloadFields)),
} satisfies Fields;

const listColumn = (what: string) => optional(text(`The column with the ${what}.`, 'the name of a column'));

/** The columns whose cells are lists, for formats that have such. */
export const listFields = {
  boxes: listColumn('boxes'),
  boxLabels: listColumn('classes of the boxes'),
  keypoints: listColumn('keypoints'),
  keypointLabels: listColumn('labels of the keypoints'),
} satisfies Fields;

/** Throws AugmentError where a manifest's fields are wrong, or contradict each other. */
export function checkManifest(json: unknown, fields: Fields, where: string): void {
  checkFields(json, fields, where);
  const spec = json as ManifestSpec;
  if (spec.download !== undefined) checkFields(spec.download, downloadFields, `${where}.download`);
  const { columns, kind, single } = labelColumns(spec);
  const refuse = (message: string) => {
    throw new AugmentError('bad-config', `${where}.${message}`);
  };
  for (const field of ['path', 'root'] as const) {
    if (/^[a-z][a-z\d+.-]+:\/\//i.test(spec[field] ?? '')) {
      refuse(
        `${field}: expected a path, got an address (${showBriefly(spec[field])}); only pictures may be downloaded`,
      );
    }
  }
  for (const [labels, of] of [
    ['boxLabels', 'boxes'],
    ['keypointLabels', 'keypoints'],
  ] as const) {
    if (spec[labels] !== undefined && spec[of] === undefined) refuse(`${labels}: expected ${of} beside it, got none`);
  }
  if (columns.length === 0 && spec.boxLabels === undefined) {
    const idle = (['labelKind', 'separator', 'classNames'] as const).find((field) => spec[field] !== undefined);
    if (idle !== undefined) refuse(`${idle}: expected label beside it, got no label column`);
  }
  if (kind === 'class' && columns.length > 1) {
    refuse(`labelKind: expected number or multi with ${columns.length} label columns, got class; name one column`);
  }
  if (spec.separator !== undefined && !(kind === 'multi' && single)) {
    refuse('separator: expected labelKind multi with one label column beside it; leave separator out');
  }
  if (spec.classNames === undefined) return;
  if (columns.length > 0 && kind === 'number') refuse('classNames: expected labels that are classes, got numbers');
  if (kind === 'multi' && !single && spec.classNames.length !== columns.length) {
    refuse(`classNames: expected ${columns.length}, one for each label column, got ${spec.classNames.length}`);
  }
}

/** The label columns of a manifest's spec. */
export function labelColumns({ label = [], labelKind, separator = '|', classNames }: ManifestSpec): LabelColumns {
  const single = typeof label === 'string';
  const columns = single ? [label] : label;
  return { columns, single, kind: labelKind ?? (single ? 'class' : 'number'), separator, classNames };
}
