import { AugmentError, type Json, show } from '../../transforms/index.ts';
import type { ImageOp } from '../../vision/index.ts';
import { areaOf, boundsOf } from '../../vision/outline.ts';
import { isMirrored } from '../../vision/target-moves.ts';
import type { Box, Keypoint, Targets } from '../../vision/targets.ts';
import type { Source } from '../sources/source.ts';
import { checkedEdges, type Edges, formatted } from './formats.ts';
import { labelIndex, type SourceTargets } from './source-targets.ts';
import type { BoxesSpec, KeypointsSpec, TargetsSpec } from './spec.ts';

/** A box as a batch has it. */
export interface BoxTarget {
  /** Four numbers, in the dataset's format. */
  readonly box: readonly [number, number, number, number];
  readonly label: number;
  /** Its place in the sample's list. */
  readonly index: number;
  /** The sample that it came with, where that is another one, which was mixed in. */
  readonly sampleId?: number;
  /** How much of its area is to be seen, of what there would be had nothing been cut off. */
  readonly visibleFraction: number;
  /** x0, y0, x1, y1, ...: the outline of what is to be seen, in pixels or fractions as the format is (`rotated: 'polygon'`). */
  readonly polygon?: readonly number[];
  /** What else the source knows of it. */
  readonly fields?: { readonly [field: string]: Json };
}

/** A keypoint as a batch has it: pixels, of which (0, 0) is the middle of the first. */
export interface KeypointTarget {
  readonly x: number;
  readonly y: number;
  /** Counter-clockwise from the x axis, 0 up to 360. */
  readonly angleDegrees: number;
  readonly size: number;
  readonly label: number;
  /** Its place in the sample's list. */
  readonly index: number;
  /** The sample that it came with, where that is another one, which was mixed in. */
  readonly sampleId?: number;
  /** What else the source knows of it. */
  readonly fields?: { readonly [field: string]: Json };
}

/** What goes with a sample beside its row. */
export interface TargetLists {
  readonly boxes?: readonly BoxTarget[];
  readonly keypoints?: readonly KeypointTarget[];
}

/** A sample's targets as geometry takes them. Throws AugmentError that names the box or the point that is none. */
export function targetsFor(
  given: SourceTargets | undefined,
  spec: TargetsSpec,
  classNames: readonly string[],
  width: number,
  height: number,
): Targets {
  const { removeOutside = true } = typeof spec.keypoints === 'object' ? spec.keypoints : {};
  return {
    boxes: spec.boxes === undefined ? [] : boxesFor(given, spec.boxes, classNames, width, height),
    keypoints: spec.keypoints === undefined ? [] : keypointsFor(given, removeOutside, width, height),
    ...(removeOutside ? {} : { keepsOutside: true }),
  };
}

function boxesFor(
  { boxes = [], boxLabels, boxFormat }: SourceTargets = {},
  { format, clip = false }: BoxesSpec,
  classNames: readonly string[],
  width: number,
  height: number,
): readonly Box[] {
  const all: Box[] = [];
  for (const [index, box] of boxes.entries()) {
    const edges = checkedEdges(box, index, boxFormat ?? format, width, height, clip);
    if (edges === undefined) continue;
    const [x0, y0, x1, y1] = edges;
    const label = labelIndex(boxLabels?.[index] ?? 0, classNames, `label of box ${index}`);
    all.push({ outline: [x0, y0, x1, y0, x1, y1, x0, y1], wholeArea: (x1 - x0) * (y1 - y0), label, index });
  }
  return all;
}

function keypointsFor(
  { keypoints = [], keypointLabels }: SourceTargets = {},
  removeOutside: boolean,
  width: number,
  height: number,
): readonly Keypoint[] {
  const all: Keypoint[] = [];
  for (const [index, point] of keypoints.entries()) {
    const [x, y, angleDegrees = 0, size = 0] = point as readonly [number, number, number?, number?];
    const isPoint = point.length >= 2 && point.length <= 4 && point.every(Number.isFinite) && size >= 0;
    if (!isPoint) {
      const expected = 'finite numbers [x, y, angleDegrees, size >= 0]';
      throw new AugmentError('bad-targets', `keypoint ${index}: expected ${expected}, got ${show(point)}; correct it`);
    }
    const label = keypointLabels?.[index] ?? index;
    if (removeOutside && (x < -0.5 || y < -0.5 || x > width - 0.5 || y > height - 0.5)) continue;
    all.push({ x: x + 0.5, y: y + 0.5, angleDegrees: wrapped(angleDegrees), size, label, index });
  }
  return all;
}

/** What is left of a sample's targets, as the dataset asks for them. */
export function deliveredTargets(
  { boxes, keypoints }: Targets,
  given: (sampleId?: number) => SourceTargets | undefined,
  spec: TargetsSpec,
  ops: () => readonly ImageOp[],
  width: number,
  height: number,
): TargetLists {
  return {
    ...(spec.boxes && { boxes: deliveredBoxes(boxes, (id) => given(id)?.boxFields, spec.boxes, width, height) }),
    ...(spec.keypoints && {
      keypoints: deliveredKeypoints(keypoints, (id) => given(id)?.keypointFields, spec.keypoints, ops),
    }),
  };
}

function deliveredBoxes(
  boxes: readonly Box[],
  fieldsOf: (sampleId?: number) => SourceTargets['boxFields'],
  { format, minAreaPixels = 0, minVisibleFraction = 0, minSidePixels = 0, rotated = 'box' }: BoxesSpec,
  width: number,
  height: number,
): readonly BoxTarget[] {
  const scaled = format === 'yolo' || format === 'albumentations';
  const kept: BoxTarget[] = [];
  for (const { outline, wholeArea, label, index, sampleId } of boxes) {
    const area = areaOf(outline);
    const visibleFraction = wholeArea > 0 ? Math.min(1, area / wholeArea) : 1;
    const edges: Edges = boundsOf(outline);
    const side = Math.min(edges[2] - edges[0], edges[3] - edges[1]);
    // What rounding takes away is no reason to leave a box out.
    const least = (bound: number) => bound * (1 - 1e-9);
    if (area < least(minAreaPixels) || visibleFraction < least(minVisibleFraction) || side < least(minSidePixels))
      continue;
    const polygon = scaled ? outline.map((value, i) => value / (i % 2 === 0 ? width : height)) : outline;
    kept.push({
      box: formatted(edges, format, width, height),
      label,
      index,
      visibleFraction,
      ...(sampleId === undefined ? {} : { sampleId }),
      ...(rotated === 'polygon' ? { polygon } : {}),
      ...fieldsAt(fieldsOf(sampleId), index),
    });
  }
  return kept;
}

function deliveredKeypoints(
  keypoints: readonly Keypoint[],
  fieldsOf: (sampleId?: number) => SourceTargets['keypointFields'],
  asked: true | KeypointsSpec,
  ops: () => readonly ImageOp[],
): readonly KeypointTarget[] {
  const { swap = [] } = asked === true ? {} : asked;
  const partners = new Map(swap.flatMap(([a, b]) => [[a, b] as const, [b, a] as const]));
  const swaps = isMirrored(ops());
  return keypoints.map(({ x, y, angleDegrees, size, label, index, sampleId, isMirrored: isOdd = false }) => ({
    x: x - 0.5,
    y: y - 0.5,
    angleDegrees,
    size,
    label: swaps !== isOdd ? (partners.get(label) ?? label) : label,
    index,
    ...(sampleId === undefined ? {} : { sampleId }),
    ...fieldsAt(fieldsOf(sampleId), index),
  }));
}

function fieldsAt(
  fields: SourceTargets['boxFields'],
  index: number,
): { readonly fields?: NonNullable<BoxTarget['fields']> } {
  const found = fields?.[index];
  return found === undefined ? {} : { fields: found };
}

const wrapped = (degrees: number) => ((degrees % 360) + 360) % 360;

/** Throws AugmentError where a source has nothing of what a dataset asks for. */
export function assertTargets(spec: TargetsSpec | undefined, source: Source): void {
  if (spec?.mask !== undefined && source.readMask === undefined) {
    throw new AugmentError(
      'no-targets',
      'targets.mask: expected a source with masks, got one without; name the mask column of its manifest, or leave mask out',
    );
  }
  const lists = (['boxes', 'keypoints'] as const).find((field) => spec?.[field] !== undefined);
  if (lists !== undefined && source.readTargets === undefined) {
    throw new AugmentError(
      'no-targets',
      `targets.${lists}: expected a source with ${lists}, got one without; cocoDetection, jsonLines and pictures give them`,
    );
  }
}
