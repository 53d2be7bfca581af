import { AugmentError, type Json, show, suggestion } from '../../transforms/index.ts';
import { checkedClassNames } from './label-texts.ts';
import { checkedPaths, pathsSchema } from './shard-paths.ts';
import { parseLabelMember } from './tar-labels.ts';

export interface WebDatasetOptions {
  /** The extension of a sample's picture, or several of which the first that it has is taken. */
  readonly image?: string | readonly string[];
  /** `cls`, `txt` or `json:field`: a whole number, or the name of a class. Left out: `cls`, where samples have it. */
  readonly label?: string;
  /** The extension of a sample's mask picture, such as `mask.png`, or several. */
  readonly mask?: string | readonly string[];
  /** What class indices mean; where labels are names, the order of the classes (left out: sorted). */
  readonly classNames?: readonly string[];
  /** A folder for the index files, or `off`. Left out: `<shard>.augment-index` beside each shard. */
  readonly index?: string;
  /** What is done with an archive that ends early: an error, or its whole members are taken. */
  readonly onTruncated?: 'error' | 'accept';
}

export interface WebDatasetSpec extends WebDatasetOptions {
  /** Paths of tar files: `train-{000..009}.tar`, `train-*.tar`. */
  readonly shards: string | readonly string[];
}

export const pictureExtensions = ['jpg', 'jpeg', 'png', 'webp', 'avif', 'heif', 'tif', 'tiff', 'gif'];
const fields = ['shards', 'image', 'label', 'mask', 'classNames', 'index', 'onTruncated'];

const extensionSchema = { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' }, minItems: 1 }] };

export const webDatasetSchema: { readonly [keyword: string]: Json } = {
  description: 'WebDataset shards: uncompressed tar files, read from any place by an index that is made once.',
  anyOf: [
    { type: 'string', minLength: 1 },
    {
      type: 'object',
      properties: {
        shards: { ...pathsSchema, description: 'Paths, with {000..009} and, in the last part, * and ?.' },
        image: { ...extensionSchema, default: pictureExtensions, description: 'The extension of the picture.' },
        label: { type: 'string', description: 'cls, txt or json:field.' },
        mask: { ...extensionSchema, description: 'The extension of the mask picture.' },
        classNames: { type: 'array', items: { type: 'string' }, minItems: 1 },
        index: { type: 'string', minLength: 1, description: 'A folder for the index files, or off.' },
        onTruncated: { enum: ['error', 'accept'], default: 'error', description: 'A shard that ends early.' },
      },
      required: ['shards'],
      additionalProperties: false,
    },
  ],
};

/** Checks a loose spec. Throws AugmentError that names the field at fault. */
export function checkedWebDataset(json: unknown, where: string): WebDatasetSpec {
  const spec = typeof json === 'string' || Array.isArray(json) ? { shards: json } : json;
  if (typeof spec !== 'object' || spec === null) {
    throw new AugmentError('bad-config', `${where}: expected { shards }, got ${show(spec)}`);
  }
  for (const name of Object.keys(spec)) {
    if (fields.includes(name)) continue;
    throw new AugmentError('bad-config', `${where}: unknown field "${name}"; ${suggestion(name, fields)}`);
  }
  const { shards, image, label, mask, classNames, index, onTruncated } = spec as { readonly [field: string]: unknown };
  checkedPaths(shards, `${where}.shards`);
  for (const [name, value] of Object.entries({ image, mask })) {
    const listed: unknown[] = Array.isArray(value) ? value : [value];
    if (
      value === undefined ||
      (listed.length > 0 && listed.every((one) => typeof one === 'string' && /^[^./][^/]*$/.test(one)))
    )
      continue;
    throw new AugmentError(
      'bad-config',
      `${where}.${name}: expected an extension such as jpg or mask.png (without a dot before it), got ${show(value)}`,
    );
  }
  if (label !== undefined) parseLabelMember(label, `${where}.label`);
  if (classNames !== undefined) checkedClassNames(classNames, `${where}.classNames`);
  if (index !== undefined && (typeof index !== 'string' || index === '')) {
    throw new AugmentError('bad-config', `${where}.index: expected a folder, or off, got ${show(index)}`);
  }
  if (onTruncated !== undefined && onTruncated !== 'error' && onTruncated !== 'accept') {
    throw new AugmentError('bad-config', `${where}.onTruncated: expected error or accept, got ${show(onTruncated)}`);
  }
  return spec as WebDatasetSpec;
}
