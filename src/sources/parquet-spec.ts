import { AugmentError, type Json, show, suggestion } from '../../transforms/index.ts';
import { checkedClassNames } from './label-texts.ts';
import { checkedPaths, pathsSchema } from './shard-paths.ts';

export interface ParquetOptions {
  /** The column of pictures: bytes, or a struct whose `bytes` they are. Left out: `image`. */
  readonly image?: string;
  /** The column of labels: numbers or names. Left out: `label`, where there is one; `false`: none. */
  readonly label?: string | false;
  /** The column of mask pictures. */
  readonly mask?: string;
  /** What class indices mean. Left out: as the files say; where labels are names, sorted. */
  readonly classNames?: readonly string[];
  /** How many bytes of unpacked pages each thread keeps. Left out: 256 MiB. */
  readonly decodedBytes?: number;
}

export interface ParquetSpec extends ParquetOptions {
  /** Paths of Parquet files: `train-{000..009}.parquet`, `train-*.parquet`. */
  readonly files: string | readonly string[];
}

const fields = ['files', 'image', 'label', 'mask', 'classNames', 'decodedBytes'];

const column = { type: 'string', minLength: 1 } as const;

export const parquetSchema: { readonly [keyword: string]: Json } = {
  description: 'Parquet files with embedded pictures, as dataset hubs publish them.',
  anyOf: [
    { type: 'string', minLength: 1 },
    {
      type: 'object',
      properties: {
        files: { ...pathsSchema, description: 'Paths, with {000..009} and, in the last part, * and ?.' },
        image: { ...column, default: 'image', description: 'The column of pictures: bytes, or a struct with bytes.' },
        label: { anyOf: [column, { const: false }], description: 'The column of labels; false: none.' },
        mask: { ...column, description: 'The column of mask pictures.' },
        classNames: { type: 'array', items: { type: 'string' }, minItems: 1 },
        decodedBytes: {
          type: 'integer',
          minimum: 0,
          default: 2 ** 28,
          description: 'Bytes of unpacked pages that each thread keeps.',
        },
      },
      required: ['files'],
      additionalProperties: false,
    },
  ],
};

/** Checks a loose spec. Throws AugmentError that names the field at fault. */
export function checkedParquet(json: unknown, where: string): ParquetSpec {
  const spec = typeof json === 'string' || Array.isArray(json) ? { files: json } : json;
  if (typeof spec !== 'object' || spec === null) {
    throw new AugmentError('bad-config', `${where}: expected { files }, got ${show(spec)}`);
  }
  for (const name of Object.keys(spec)) {
    if (fields.includes(name)) continue;
    throw new AugmentError('bad-config', `${where}: unknown field "${name}"; ${suggestion(name, fields)}`);
  }
  const { files, image, label, mask, classNames, decodedBytes } = spec as { readonly [field: string]: unknown };
  checkedPaths(files, `${where}.files`);
  for (const [name, value] of Object.entries({ image, label: label === false ? undefined : label, mask })) {
    if (value === undefined || (typeof value === 'string' && value !== '')) continue;
    throw new AugmentError('bad-config', `${where}.${name}: expected the name of a column, got ${show(value)}`);
  }
  if (classNames !== undefined) checkedClassNames(classNames, `${where}.classNames`);
  if (decodedBytes !== undefined && !(Number.isSafeInteger(decodedBytes) && (decodedBytes as number) >= 0)) {
    throw new AugmentError(
      'bad-config',
      `${where}.decodedBytes: expected a number of bytes, got ${show(decodedBytes)}`,
    );
  }
  return spec as ParquetSpec;
}
