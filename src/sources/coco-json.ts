import { readFileSync, statSync } from 'node:fs';
import { AugmentError, type Json } from '../../transforms/index.ts';
import { reason } from './file-bytes.ts';
import { showBriefly } from './manifest-faults.ts';

type Fields = { readonly [field: string]: Json };

/** A picture of a COCO set with what is known of it; boxes are left, top, width, height. */
export interface CocoSample {
  readonly file: string;
  readonly boxes: (readonly number[])[];
  readonly boxLabels: number[];
  readonly boxFields: Fields[];
  readonly keypoints: (readonly number[])[];
  readonly keypointLabels: number[];
  readonly keypointFields: Fields[];
}

/** What V8 can hold as one string. */
const mostBytes = 2 ** 29 - 24;

type Fail = (at: string, expected: string, got: unknown, hint?: string) => never;
type Loose = { readonly [field: string]: unknown };

/** Reads a COCO JSON. Throws AugmentError that names the entry at fault. */
export function readCoco(
  path: string,
  shown: string,
): { readonly samples: readonly CocoSample[]; readonly classNames: readonly string[] } {
  const fail: Fail = (at, expected, got, hint = 'is it a COCO detection JSON?') => {
    throw new AugmentError(
      'bad-annotations',
      `${shown}: ${at}: expected ${expected}, got ${showBriefly(got)}; ${hint}`,
      {
        file: shown,
      },
    );
  };
  const json = parsed(path, shown);
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    fail('the file', 'an object with images, annotations and categories', json);
  const listOf = (field: string): readonly Loose[] => {
    const list = (json as Loose)[field];
    if (!Array.isArray(list)) return fail(field, 'a list', list);
    for (const [i, entry] of list.entries()) {
      if (typeof entry !== 'object' || entry === null) fail(`${field}[${i}]`, 'an object', entry);
    }
    return list as readonly Loose[];
  };
  const { labelOf, classNames } = categoriesOf(listOf('categories'), fail);
  const samples = new Map<number, CocoSample>();
  for (const [i, { id, file_name: file }] of listOf('images').entries()) {
    const at = `images[${i}]`;
    if (!isId(id)) fail(`${at}.id`, 'a whole number', id);
    if (typeof file !== 'string' || file === '' || file.includes('\0'))
      fail(`${at}.file_name`, 'the name of a file', file);
    if (samples.has(id as number)) fail(`${at}.id`, 'an id of its own', id, 'another picture has it');
    const lists = { boxes: [], boxLabels: [], boxFields: [], keypoints: [], keypointLabels: [], keypointFields: [] };
    samples.set(id as number, { file: file as string, ...lists });
  }
  if (samples.size === 0) fail('images', 'at least one picture', []);
  for (const [i, annotation] of listOf('annotations').entries()) {
    const at = `annotations[${i}]`;
    const sample = samples.get(annotation.image_id as number);
    if (sample === undefined) {
      fail(`${at}.image_id`, 'the id of a picture', annotation.image_id, 'drop the annotation, or list its picture');
    } else addBox(sample, annotation, labelOf, at, fail);
  }
  return { samples: [...samples.values()], classNames };
}

const isId = (value: unknown) => Number.isSafeInteger(value);
const isNumbers = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'number' && Number.isFinite(one));

function categoriesOf(categories: readonly Loose[], fail: Fail) {
  const names = new Map<number, string>();
  for (const [i, { id, name }] of categories.entries()) {
    const at = `categories[${i}]`;
    if (!isId(id)) fail(`${at}.id`, 'a whole number', id);
    if (typeof name !== 'string' || name === '') fail(`${at}.name`, 'the name of a class', name);
    if (names.has(id as number)) fail(`${at}.id`, 'an id of its own', id, 'another category has it');
    names.set(id as number, name as string);
  }
  const ids = [...names.keys()].sort((a, b) => a - b);
  const labelOf = new Map(ids.map((id, label) => [id, label]));
  return { labelOf, classNames: ids.map((id) => names.get(id)!) };
}

function addBox(
  sample: CocoSample,
  { id, bbox, category_id: category, iscrowd, keypoints }: Loose,
  labelOf: ReadonlyMap<number, number>,
  at: string,
  fail: Fail,
): void {
  const label = labelOf.get(category as number) ?? fail(`${at}.category_id`, 'the id of a category', category);
  if (!isNumbers(bbox) || bbox.length !== 4) fail(`${at}.bbox`, 'four numbers [left, top, width, height]', bbox);
  if (bbox[2]! < 0 || bbox[3]! < 0) fail(`${at}.bbox`, 'a width and a height >= 0', bbox);
  const isCrowd = iscrowd === 1 || iscrowd === true;
  const box = sample.boxes.push(bbox) - 1;
  sample.boxLabels.push(label);
  sample.boxFields.push({ ...(isId(id) ? { id: id as number } : {}), ...(isCrowd ? { crowd: true } : {}) });
  if (keypoints === undefined) return;
  if (!isNumbers(keypoints) || keypoints.length % 3 !== 0)
    fail(`${at}.keypoints`, 'three numbers (x, y, visibility) a point', keypoints);
  for (let i = 0; i < keypoints.length; i += 3) {
    const [x, y, visibility] = [keypoints[i]!, keypoints[i + 1]!, keypoints[i + 2]!];
    // 0: nobody said where it is.
    if (visibility === 0) continue;
    sample.keypoints.push([x, y]);
    sample.keypointLabels.push(i / 3);
    sample.keypointFields.push({ box, visibility });
  }
}

function parsed(path: string, shown: string): unknown {
  try {
    const { size } = statSync(path);
    if (size > mostBytes) throw new Error(`${Math.round(size / 2 ** 20)} MiB, which is more than 512`);
    return JSON.parse(readFileSync(path, 'utf8').replace(/^\ufeff/, ''));
  } catch (cause) {
    const got = cause instanceof SyntaxError ? `a syntax error: ${cause.message.slice(0, 120)}` : reason(cause);
    throw new AugmentError('bad-annotations', `${shown}: expected a COCO JSON, got ${got}`, { file: shown, cause });
  }
}
