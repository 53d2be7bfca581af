import { AugmentError, type Json, type Modality, show } from '../../transforms/index.ts';
import { checkFields, choice, type Field, type Fields, fieldsSchema, number, optional } from '../sources/fields.ts';
import type { CacheSpec } from '../spec.ts';
import { type BoxFormat, boxFormats } from './formats.ts';

/** What of its targets a dataset delivers with its pictures. */
export interface TargetsSpec {
  /** Masks, warped by the nearest pixel. `fill`: the class where a constant border shows nothing (0); 255 is often ignored. */
  readonly mask?: true | MaskSpec;
  readonly boxes?: BoxesSpec;
  readonly keypoints?: true | KeypointsSpec;
}

export interface MaskSpec {
  /** The class where a constant border shows nothing (0). */
  readonly fill?: number;
}

export interface BoxesSpec {
  /** What the four numbers are, in the source (unless it says so itself) and in batches. */
  readonly format: BoxFormat;
  /** A box of which less is to be seen, in square pixels of the batch's picture, is left out (0). */
  readonly minAreaPixels?: number;
  /** A box of which a smaller part of its area is to be seen is left out (0). */
  readonly minVisibleFraction?: number;
  /** A box that is narrower, or lower, is left out, in pixels (0). */
  readonly minSidePixels?: number;
  /** `box`: the upright box around what is to be seen. `polygon`: its corners as well (`box`). */
  readonly rotated?: 'box' | 'polygon';
  /** Boxes of the source that reach beyond the picture are cut off there; else they are an error (false). */
  readonly clip?: boolean;
}

export interface KeypointsSpec {
  /** Points that left the picture are left out (true). */
  readonly removeOutside?: boolean;
  /** Pairs of labels that change places where the picture is mirrored, such as left and right eye. */
  readonly swap?: readonly (readonly [number, number])[];
}

const flag = (description: string): Field => ({
  schema: { type: 'boolean', description },
  expected: 'true or false',
  accepts: (value) => typeof value === 'boolean',
});

const isLabel = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;

const pairs: Field = {
  schema: {
    type: 'array',
    items: { type: 'array', items: { type: 'integer', minimum: 0 }, minItems: 2, maxItems: 2 },
    description: 'Pairs of labels that change places where the picture is mirrored.',
  },
  expected: 'pairs of labels, each label once, such as [[1, 2], [3, 4]]',
  accepts: (value) =>
    Array.isArray(value) &&
    value.every((pair) => Array.isArray(pair) && pair.length === 2 && pair.every(isLabel)) &&
    new Set(value.flat()).size === 2 * value.length,
};

const maskFields = {
  fill: optional(number('The class where a constant border shows nothing (0).', 0, 255)),
} satisfies Fields;

const boxFields = {
  format: choice('What the four numbers of a box are.', boxFormats),
  minAreaPixels: optional(number('Least visible area, in square pixels.', 0, 2 ** 32, false)),
  minVisibleFraction: optional(number('Least visible part of the area.', 0, 1, false)),
  minSidePixels: optional(number('Least width and height, in pixels.', 0, 2 ** 16, false)),
  rotated: optional(choice('What a turned box is delivered as.', ['box', 'polygon'])),
  clip: optional(flag('Cut boxes off at the edge of the picture instead of refusing them.')),
} satisfies Fields;

const keypointFields = {
  removeOutside: optional(flag('Leave out points that left the picture (true).')),
  swap: optional(pairs),
} satisfies Fields;

const sections = { mask: maskFields, boxes: boxFields, keypoints: keypointFields } as const;

/** JSON Schema of a dataset's targets. */
export const targetsSchema: { readonly [keyword: string]: Json } = {
  description: 'What of the targets goes with the pictures.',
  type: 'object',
  properties: {
    mask: { anyOf: [{ const: true }, fieldsSchema(maskFields)] },
    boxes: fieldsSchema(boxFields),
    keypoints: { anyOf: [{ const: true }, fieldsSchema(keypointFields)] },
  },
  minProperties: 1,
  additionalProperties: false,
};

/** Checks what is asked of targets. Throws AugmentError that names the field at fault. */
export function checkedTargets(json: unknown, modality: Modality, where: string): TargetsSpec {
  if (modality !== 'image') {
    throw new AugmentError('bad-parameter', `${where}: expected a source of pictures, got sound, which has none`);
  }
  const whole = { schema: {}, optional: true, expected: '', accepts: () => true };
  checkFields(json, { mask: whole, boxes: whole, keypoints: whole }, where);
  const spec = json as { readonly [section in keyof typeof sections]?: unknown };
  const asked = (Object.keys(sections) as (keyof typeof sections)[]).filter((section) => spec[section] !== undefined);
  if (asked.length === 0) {
    throw new AugmentError('bad-config', `${where}: expected mask, boxes or keypoints, got ${show(json)}`);
  }
  for (const section of asked) {
    if (section !== 'boxes' && spec[section] === true) continue;
    checkFields(spec[section], sections[section], `${where}.${section}`);
  }
  return json as TargetsSpec;
}

/** A cache that makes pictures smaller knows nothing of what is measured in their pixels. */
export function refuseReduced(targets: TargetsSpec | undefined, cache: CacheSpec | undefined): void {
  if (targets === undefined || cache?.maxSide === undefined) return;
  throw new AugmentError(
    'bad-parameter',
    'cache.maxSide: expected none beside targets, which are in pixels of the whole picture; leave maxSide out, or put resize in the transforms',
  );
}

/** What is asked of masks, with defaults. */
export function maskFillOf({ mask }: TargetsSpec): number {
  return typeof mask === 'object' ? (mask.fill ?? 0) : 0;
}
