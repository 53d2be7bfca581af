import { AugmentError } from '../../transforms/index.ts';
import { type PicturesSpec, pictures, picturesKind } from './pictures.ts';
import type { SourceKind } from './source.ts';

/** A sound file in memory. In JSON the bytes are base64. */
export interface SoundRecord {
  readonly bytes: Uint8Array | string;
  readonly label?: number;
  readonly name?: string;
}

export interface SoundsSpec {
  readonly records: readonly SoundRecord[];
  readonly classNames?: readonly string[];
}

/** The source of sound files that are already in memory. JSON both ways (base64): for small sets. */
export function sounds(
  records: readonly SoundRecord[],
  classNames?: readonly string[],
): { readonly sounds: SoundsSpec } {
  return { sounds: pictures(records, classNames).pictures as SoundsSpec };
}

type SoundsIndex = typeof picturesKind extends SourceKind<PicturesSpec, infer Index> ? Index : never;

export const soundsKind: SourceKind<SoundsSpec, SoundsIndex> = {
  ...picturesKind,
  schema: { ...picturesKind.schema, description: 'Sound files in the config itself, base64.' },
  modality: () => 'audio',
  parse: (json, where, context) => {
    const spec = picturesKind.parse(json, where, context);
    const raw = spec.records.findIndex((record) => record.raw !== undefined);
    if (raw < 0) return spec as SoundsSpec;
    throw new AugmentError('bad-config', `${where}.records[${raw}].raw: expected a sound file's bytes, got raw pixels`);
  },
};
