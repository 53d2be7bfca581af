import { AugmentError, show, suggestion } from '../../transforms/index.ts';
import { type Names, nameAt } from './names.ts';
import type { Labels } from './source.ts';

/** More classes than any set has: what is above it are captions. */
const mostClasses = 2 ** 20;

/**
 * Labels that were written as text: whole numbers as they are (int32), other numbers as float32, and names as the
 * index into `classNames`, or into the sorted list of the names there are. `nameOf` says which sample is at fault.
 */
export function labelsOfTexts(
  texts: Names,
  classNames: readonly string[] | undefined,
  nameOf: (id: number) => string,
): { readonly labels: Labels; readonly classNames: readonly string[] } {
  const count = texts.ends.length;
  let [whole, numbers] = [true, true];
  for (let id = 0; id < count && numbers; id++) {
    const text = nameAt(texts, id);
    whole &&= /^[+-]?\d+$/.test(text);
    numbers &&= text !== '' && Number.isFinite(Number(text));
  }
  if (whole) {
    const values = new Int32Array(new SharedArrayBuffer(count * 4));
    for (let id = 0; id < count; id++) values[id] = checkedInt32(Number(nameAt(texts, id)), nameOf, id);
    return { labels: { dtype: 'int32', width: 0, values }, classNames: classNames ?? [] };
  }
  if (numbers && classNames === undefined) {
    const values = new Float32Array(new SharedArrayBuffer(count * 4));
    for (let id = 0; id < count; id++) values[id] = Number(nameAt(texts, id));
    return { labels: { dtype: 'float32', width: 0, values }, classNames: [] };
  }
  const names = classNames ?? namesIn(texts, nameOf);
  const numberOf = new Map(names.map((name, label) => [name, label]));
  const values = new Int32Array(new SharedArrayBuffer(count * 4));
  for (let id = 0; id < count; id++) {
    const text = nameAt(texts, id);
    const label = numberOf.get(text);
    if (label === undefined) {
      throw new AugmentError(
        'bad-label',
        `${nameOf(id)}: expected one of the ${names.length} classNames, got ${show(text)}; ${suggestion(text, names.slice(0, 100))}`,
        { file: nameOf(id), sampleId: id },
      );
    }
    values[id] = label;
  }
  return { labels: { dtype: 'int32', width: 0, values }, classNames: names };
}

/** A label as int32. Throws AugmentError `bad-label` where it is out of its range. */
export function checkedInt32(value: number, nameOf: (id: number) => string, id: number): number {
  if (value === (value | 0)) return value;
  throw new AugmentError('bad-label', `${nameOf(id)}: expected a label that fits in int32, got ${value}`, {
    file: nameOf(id),
    sampleId: id,
  });
}

/** Checks a spec's `classNames`. */
export function checkedClassNames(json: unknown, where: string): readonly string[] {
  const names = json as readonly unknown[];
  if (!Array.isArray(names) || names.length === 0 || !names.every((name) => typeof name === 'string')) {
    throw new AugmentError('bad-config', `${where}: expected a list of names, got ${show(json)}`);
  }
  if (new Set(names).size < names.length) {
    const twice = names.find((name, i) => names.indexOf(name) !== i);
    throw new AugmentError('bad-config', `${where}: expected each name once, got ${show(twice)} twice`);
  }
  return names;
}

/** No labels: zeros. */
export function noLabels(count: number): Labels {
  return { dtype: 'int32', width: 0, values: new Int32Array(new SharedArrayBuffer(count * 4)) };
}

function namesIn(texts: Names, nameOf: (id: number) => string): readonly string[] {
  const names = new Set<string>();
  for (let id = 0; id < texts.ends.length; id++) {
    names.add(nameAt(texts, id));
    if (names.size > mostClasses) {
      throw new AugmentError(
        'bad-label',
        `${nameOf(id)}: expected at most ${mostClasses} classes, got more different texts; are these captions?`,
        { file: nameOf(id), sampleId: id },
      );
    }
  }
  return [...names].sort();
}
