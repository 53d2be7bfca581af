import { isDeepStrictEqual } from 'node:util';
import type { AudioOp } from '../../audio/ops/index.ts';
import type { SoundFacts } from '../../audio/sound.ts';
import {
  type AnyDefinition,
  AugmentError,
  childKey,
  deepFreeze,
  deterministic,
  type Json,
  makeTransform,
  parseNode,
  type Transform,
} from '../../transforms/index.ts';
import type { ImageFacts } from '../../vision/image.ts';
import type { ImageOp } from '../../vision/ops/index.ts';
import { notFrozen, notJson } from './json.ts';
import { type Case, draw, type Law, law, same, sample } from './law.ts';
import { forbiddenValues } from './values.ts';

const sameKeySameDraw = law('sameKeySameDraw', 'the same key, values and sample draw the same', (one) => {
  const first = draw(one);
  draw(one, 'another');
  return same(draw(one), first) && same(sample([one.transform], one), sample([one.transform], one))
    ? undefined
    : 'it drew otherwise the second time';
});

const drawnSurvivesJson = law(
  'drawnSurvivesJson',
  'what was drawn is JSON, and lowers to the same ops after a round trip',
  (one) => {
    const drawn = draw(one);
    const fault = notJson(drawn, 'drawn');
    if (fault !== undefined) return fault;
    const lower = (from: Json) => one.definition.lower(from, one.transform.values as never, one.facts);
    return same(lower(JSON.parse(JSON.stringify(drawn))), lower(drawn))
      ? undefined
      : 'the ops differ after a round trip';
  },
);

const drawnStaysWithin = law(
  'drawnStaysWithin',
  'a number that is drawn under the name of an interval lies within it',
  (one) => {
    const drawn = draw(one);
    if (typeof drawn !== 'object' || drawn === null) return undefined;
    for (const [name, value] of Object.entries(drawn)) {
      if (one.definition.parameters[name]?.schema.ordered !== true) continue;
      const [low, high] = one.transform.values[name] as readonly [number, number];
      const numbers = (Array.isArray(value) ? value : [value]) as number[];
      if (numbers.some((number) => !(number >= low && number <= high)))
        return `${name} is ${value}, outside of [${low}, ${high}]`;
    }
    return undefined;
  },
);

const opsAreFrozenJson = law('opsAreFrozenJson', 'ops are JSON through and through, and frozen', (one) => {
  const ops = sample([one.transform], one).steps.map((step) => step.ops);
  return notJson(ops, 'ops') ?? ops.map((list) => notFrozen(list, 'ops')).find((fault) => fault !== undefined);
});

const p0IsIdentity = law('p0IsIdentity', 'with p 0 it is not there at all', (one) => {
  const { steps, facts } = sample([makeTransform(one.definition, { ...one.given, p: 0 })], one);
  return steps.length === 0 && same(facts, one.facts) ? undefined : 'it left a step';
});

const jsonRoundTrip = law('jsonRoundTrip', 'its JSON makes the same transform again', (one) => {
  const given = { ...one.given, p: 0.5, name: 'mine' };
  const catalog = new Map([[one.definition.name, one.definition]]);
  for (const transform of [one.transform, makeTransform(one.definition, given)]) {
    const json = transform.toJSON();
    const fault = notJson(json, 'JSON');
    if (fault !== undefined) return fault;
    const again = parseNode(JSON.parse(JSON.stringify(json)), catalog, 'law') as Transform;
    if (!same(again.toJSON(), json)) return `its JSON is ${JSON.stringify(again.toJSON())} after a round trip`;
    if (!same(sample([again], one), sample([transform], one))) return 'it draws otherwise after a round trip';
  }
  return undefined;
});

const everyBadParameterRefusedByName = law(
  'everyBadParameterRefusedByName',
  'a bad parameter is an error that names it',
  (one) => {
    const { definition, given } = one;
    const attempts: (readonly [parameter: string, fault: string, values: object])[] = [];
    for (const [parameter, { schema, required }] of Object.entries(definition.parameters)) {
      for (const [fault, value] of forbiddenValues(schema))
        attempts.push([parameter, fault, { ...given, [parameter]: value }]);
      if (required) attempts.push([parameter, 'missing', { ...given, [parameter]: undefined }]);
      attempts.push([`${parameter}x`, 'misspelt', { ...given, [`${parameter}x`]: schema.default ?? null }]);
    }
    for (const p of [-0.5, 1.5, '1', null]) attempts.push(['p', 'not odds', { ...given, p }]);
    for (const [parameter, fault, values] of attempts) {
      const named = refusal(definition, values);
      if (named !== parameter)
        return `${parameter}, ${fault}: expected an AugmentError that names it, got ${named ?? 'none'}`;
    }
    return undefined;
  },
);

/** The parameter that the error names, in its field and in its sentence; undefined where there is no error. */
function refusal(definition: AnyDefinition, values: object): string | undefined {
  try {
    makeTransform(definition, values);
    return undefined;
  } catch (error) {
    if (!(error instanceof AugmentError)) return `${error}`;
    const { parameter, transform, message } = error;
    return transform === definition.name && parameter !== undefined && message.includes(parameter)
      ? parameter
      : `"${message}"`;
  }
}

const factsMatch = law('factsMatch', 'sizes that are declared are those that its ops make', (one) =>
  one.definition.modality === 'image' ? pictureFactsMatch(one) : soundFactsMatch(one),
);

function pictureFactsMatch(one: Case): string | undefined {
  const { steps, facts } = sample([one.transform], one);
  let size = one.facts as ImageFacts;
  for (const op of steps.flatMap((step) => step.ops as readonly ImageOp[])) {
    for (const step of op.kind === 'warp' ? op.steps : []) {
      const [left, top, width, height] = step.window;
      const inside =
        left >= 0 && top >= 0 && width >= 1 && height >= 1 && left + width <= size.width && top + height <= size.height;
      if (!inside) return `a warp looks at [${step.window}] of ${size.width} x ${size.height} pixels`;
      if (![left, top, width, height, step.width, step.height].every(Number.isInteger))
        return 'a warp has a size or window of part pixels';
      if (step.width < 1 || step.height < 1) return `a warp makes ${step.width} x ${step.height} pixels`;
      size = { width: step.width, height: step.height };
    }
    if (op.makes !== undefined) size = { width: op.makes.width ?? size.width, height: op.makes.height ?? size.height };
  }
  if (!same(size, facts)) return `its facts say ${JSON.stringify(facts)}, its ops ${JSON.stringify(size)}`;
  const declared = one.transform.values.size as readonly [number, number] | undefined;
  const { width, height } = facts as ImageFacts;
  return declared === undefined || isDeepStrictEqual([height, width], [...declared])
    ? undefined
    : `size is [${declared}], its ops make [${height}, ${width}]`;
}

function soundFactsMatch(one: Case): string | undefined {
  const { steps, facts } = sample([one.transform], one);
  const { frames, channels, sampleRate, bins } = facts as SoundFacts;
  const whole = Number.isInteger(frames) && Number.isInteger(bins) && Number.isInteger(channels);
  if (!whole || frames < 0 || channels < 1 || !(sampleRate > 0)) return `it makes ${JSON.stringify(facts)}`;
  let length = (one.facts as SoundFacts).frames;
  for (const { kind, makes, time } of steps.flatMap((step) => step.ops as readonly AudioOp[])) {
    const next = makes?.frames ?? length;
    if (time === undefined && next !== length && makes?.bins === undefined)
      return `${kind} makes ${next} frames of ${length}, and does not say where they come from (time)`;
    for (const { from, to, at, rate } of time ?? []) {
      if (!(from >= 0 && from <= to && to <= length && Number.isFinite(at) && rate !== 0))
        return `${kind} takes [${from}, ${to}) of ${length} frames`;
      const end = at + (to - from) * rate;
      const slack = 1 + Math.abs(rate);
      if (Math.min(at, end) < -slack || Math.max(at, end) > next + slack)
        return `${kind} puts [${from}, ${to}) to ${at}..${end} of ${next} frames`;
    }
    length = next;
  }
  return undefined;
}

const inputUntouched = law(
  'inputUntouched',
  'the values that it is given, and the values that it holds, stay as they are',
  (one) => {
    const given = structuredClone(one.given);
    const transform = makeTransform(one.definition, given);
    if (Object.values(given).some((value) => typeof value === 'object' && Object.isFrozen(value)))
      return 'it froze what belongs to the caller';
    const drawn = deepFreeze(draw(one));
    one.definition.lower(drawn, transform.values as never, one.facts);
    if (!isDeepStrictEqual(given, one.given)) return 'it changed the values that it was given';
    return notFrozen(transform.values, 'values');
  },
);

const undrawnIsTheSame = law(
  'undrawnIsTheSame',
  'what remains of it where nothing may be drawn is the same for every key, and of the size that it sets',
  (one) => {
    let left: readonly Transform[];
    try {
      left = deterministic([one.transform], () => [one.facts]) as readonly Transform[];
    } catch (error) {
      if (error instanceof AugmentError) return error.message;
      throw error;
    }
    const { steps, facts } = sample(left, one);
    const others = sample(left, { ...one, key: childKey(one.key, 'another') });
    if (!same(steps, others.steps)) return `${JSON.stringify(left)} draws otherwise under another key`;
    const of = ({ height, width, frames }: Partial<ImageFacts & SoundFacts>) => [height, width, frames];
    const size = one.transform.values.size as readonly [number, number] | undefined;
    const { frames } = one.transform.values as { frames?: number };
    const wanted = of({ ...facts, ...(size && { height: size[0], width: size[1] }), ...(frames && { frames }) });
    return isDeepStrictEqual(of(facts), wanted) ? undefined : `it sets ${wanted}, what remains makes ${of(facts)}`;
  },
);

/** The laws that every transform keeps; run each over a few dozen seeds. */
export const laws: readonly Law[] = Object.freeze([
  sameKeySameDraw,
  drawnSurvivesJson,
  drawnStaysWithin,
  opsAreFrozenJson,
  p0IsIdentity,
  jsonRoundTrip,
  everyBadParameterRefusedByName,
  factsMatch,
  inputUntouched,
  undrawnIsTheSame,
]);
