import { isAbsolute, join, resolve } from 'node:path';
import type { SourceTargets } from '../targets/source-targets.ts';
import { type CocoSample, readCoco } from './coco-json.ts';
import { checkFields, fieldsSchema, text } from './fields.ts';
import { fileStamp, readFile } from './file-bytes.ts';
import { identityOf, type Names, nameAt, packNames, sharedInt32 } from './names.ts';
import { assertFolderPresent } from './presence.ts';
import type { Source, SourceKind } from './source.ts';

export interface CocoDetectionSpec {
  /** The COCO JSON, such as `annotations/instances_val2017.json` or `person_keypoints_val2017.json`. */
  readonly annotations: string;
  /** The folder with the pictures. */
  readonly images: string;
}

interface CocoIndex {
  readonly root: string;
  readonly shownRoot: string;
  readonly files: Names;
  /** JSON, by sample. */
  readonly targets: Names;
  readonly labels: Int32Array;
  readonly classNames: readonly string[];
  readonly identity: string;
}

/**
 * The source of a COCO detection set: a picture a sample, in the order of the file, with its boxes (class names are the
 * categories, in the order of their ids) and keypoints. Boxes have the fields `id` and, where it is one, `crowd`; keypoints
 * `box`, which is their box's place, and `visibility` (1: hidden, 2: visible). `label` of a picture is -1.
 */
export function cocoDetection(spec: CocoDetectionSpec): { readonly cocoDetection: CocoDetectionSpec } {
  return { cocoDetection: { ...spec } };
}

const fields = {
  annotations: text('The COCO JSON with images, annotations and categories.', 'the path of a COCO JSON'),
  images: text('The folder with the pictures.', 'the path of a folder'),
};

export const cocoDetectionKind: SourceKind<CocoDetectionSpec, CocoIndex> = {
  schema: { description: 'A COCO detection set.', ...fieldsSchema(fields) },
  parse(json, where) {
    checkFields(json, fields, where);
    return json as CocoDetectionSpec;
  },
  scan: ({ annotations, images }, { base }) => {
    const { samples, classNames } = readCoco(resolve(base, annotations), annotations);
    const files = packNames(samples.map(({ file }) => file));
    const targets = packNames(samples.map((sample) => JSON.stringify(targetsOf(sample))));
    return {
      root: resolve(base, images),
      shownRoot: images,
      files,
      targets,
      labels: sharedInt32(new Int32Array(samples.length).fill(-1)),
      classNames,
      identity: identityOf(files.bytes, targets.bytes, JSON.stringify(classNames)),
    };
  },
  view,
};

function targetsOf({
  boxes,
  boxLabels,
  boxFields,
  keypoints,
  keypointLabels,
  keypointFields,
}: CocoSample): SourceTargets {
  const points = keypoints.length === 0 ? {} : { keypoints, keypointLabels, keypointFields };
  return { boxFormat: 'coco', boxes, boxLabels, boxFields, ...points };
}

function view({ root, shownRoot, files, targets, labels, classNames, identity }: CocoIndex): Source {
  const pathOf = (id: number, folder: string) => {
    const file = nameAt(files, id);
    return isAbsolute(file) ? file : join(folder, file);
  };
  return {
    length: files.ends.length,
    classNames,
    labels: { dtype: 'int32', width: 0, values: labels },
    identity,
    nameOf: (id) => pathOf(id, shownRoot),
    keyOf: (id) => nameAt(files, id),
    stampOf: (id) => fileStamp(pathOf(id, root)),
    read: (id, into) => {
      const name = pathOf(id, shownRoot);
      return { bytes: readFile(pathOf(id, root), name, id, into), name };
    },
    readTargets: (id) => JSON.parse(nameAt(targets, id)) as SourceTargets,
    assertPresent: () => assertFolderPresent(root, shownRoot),
  };
}
