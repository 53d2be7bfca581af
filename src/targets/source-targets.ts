import { AugmentError, type Json, show, suggestion } from '../../transforms/index.ts';
import type { BoxFormat } from './formats.ts';

/** What a source knows of a sample beside its picture. In pixels of the picture as displayed (its EXIF turn applied). */
export interface SourceTargets {
  /** Four numbers each, in the format that the dataset names, or `boxFormat`. */
  readonly boxes?: readonly (readonly number[])[];
  /** Says for itself what the four numbers are. */
  readonly boxFormat?: BoxFormat;
  /** Class of each box: a number, or one of the source's class names. */
  readonly boxLabels?: readonly (number | string)[];
  /** What else is known of each box; it stays with it. */
  readonly boxFields?: readonly { readonly [field: string]: Json }[];
  /** [x, y], [x, y, angleDegrees] or [x, y, angleDegrees, size] each: pixels, of which (0, 0) is the middle of the first. */
  readonly keypoints?: readonly (readonly number[])[];
  /** What each point is, such as 0 for a nose; its place in the list where left out. */
  readonly keypointLabels?: readonly number[];
  /** What else is known of each point; it stays with it. */
  readonly keypointFields?: readonly { readonly [field: string]: Json }[];
}

export const targetFields = [
  'boxes',
  'boxLabels',
  'boxFields',
  'keypoints',
  'keypointLabels',
  'keypointFields',
] as const;

const isList = (value: unknown, item: (one: unknown) => boolean) => Array.isArray(value) && value.every(item);
const isNumbers = (one: unknown, counts: readonly number[]) =>
  Array.isArray(one) && counts.includes(one.length) && one.every((value) => typeof value === 'number');
const isIndex = (one: unknown) => Number.isSafeInteger(one) && (one as number) >= 0;
const isLabel = (one: unknown) => typeof one === 'string' || isIndex(one);

/** Checks the form of a sample's targets that came from outside; their values are checked where the picture's size is known. */
export function checkedSourceTargets(
  found: { readonly [field in (typeof targetFields)[number]]?: unknown },
  fail: (field: string, expected: string, got: unknown) => never,
): SourceTargets | undefined {
  const { boxes, boxLabels, boxFields, keypoints, keypointLabels, keypointFields } = found;
  if (boxes !== undefined && !isList(boxes, (one) => isNumbers(one, [4])))
    fail('boxes', 'a list of boxes of four numbers', boxes);
  if (keypoints !== undefined && !isList(keypoints, (one) => isNumbers(one, [2, 3, 4])))
    fail('keypoints', 'a list of points [x, y], [x, y, angleDegrees] or [x, y, angleDegrees, size]', keypoints);
  const beside = (field: string, list: unknown, of: unknown, item: (one: unknown) => boolean, what: string) => {
    if (list === undefined) return;
    const count = Array.isArray(of) ? of.length : 0;
    if (!isList(list, item) || (list as readonly unknown[]).length !== count)
      fail(field, `a list of ${count} ${what}, one for each`, list);
  };
  beside('boxLabels', boxLabels, boxes, isLabel, 'whole numbers >= 0 or names');
  beside('keypointLabels', keypointLabels, keypoints, isIndex, 'whole numbers >= 0');
  const isObject = (one: unknown) => typeof one === 'object' && one !== null && !Array.isArray(one);
  beside('boxFields', boxFields, boxes, isObject, 'objects');
  beside('keypointFields', keypointFields, keypoints, isObject, 'objects');
  const given = Object.fromEntries(
    targetFields.flatMap((field) => (found[field] === undefined ? [] : [[field, found[field]] as const])),
  );
  return Object.keys(given).length === 0 ? undefined : (given as SourceTargets);
}

/** The same targets among class names of several sources: labels are renumbered by name. */
export function renamedBoxes(
  targets: SourceTargets | undefined,
  from: readonly string[],
  to: readonly string[],
): SourceTargets | undefined {
  if (targets?.boxLabels === undefined || from === to) return targets;
  const boxLabels = targets.boxLabels.map((label) => (typeof label === 'string' ? label : (from[label] ?? label)));
  return {
    ...targets,
    boxLabels: boxLabels.map((label) => (to.includes(label as string) ? to.indexOf(label as string) : label)),
  };
}

/** A label as a number. Throws AugmentError where it is a name that the source does not have. */
export function labelIndex(label: number | string, classNames: readonly string[], what: string): number {
  if (typeof label === 'number') return label;
  const index = classNames.indexOf(label);
  if (index >= 0) return index;
  const hint = classNames.length === 0 ? 'give classNames, or write labels as numbers' : suggestion(label, classNames);
  throw new AugmentError(
    'bad-targets',
    `${what}: expected one of the source's class names, got ${show(label)}; ${hint}`,
  );
}
