import { AugmentError, type Modality, show, suggestion } from '../transforms/index.ts';

/** How files are read: pictures take the first four and `channels`, sounds `onTruncated`, `channels` and what follows. */
export interface DecodeSpec {
  /** A picture with more pixels is refused before memory is asked for (100 million). */
  readonly maxPixels?: number;
  /** A file that ends early: an error, or grey (in sound, nothing) where it is missing. */
  readonly onTruncated?: 'error' | 'accept';
  /** What shows through transparent pixels, [red, green, blue] in grey levels ([0, 0, 0]). */
  readonly background?: readonly [number, number, number];
  /** Pictures with more than 8 bits (files of 16): reduced to `8` (the default), or `keep`. Raw pixels always keep their type. */
  readonly depth?: 8 | 'keep';
  /**
   * Of pictures: `rgb` (the default), grey is spread and alpha laid over `background`; or `keep`, 1 to 16 as stored. Of sounds:
   * `keep` (the default), or `mono`: the mean of all channels, or `stereo`: a mono sound on both, of more the first two.
   */
  readonly channels?: 'rgb' | 'keep' | 'mono' | 'stereo';
  /** Sounds of another rate, in Hz, are brought to this one. */
  readonly sampleRate?: number;
  /** A sound with more values (frames times channels) is refused before memory is asked for (100 million). */
  readonly maxValues?: number;
  /** Values that are no finite number, as a broken float file has: an error, or silence in their place. */
  readonly onNotFinite?: 'error' | 'silence';
}

const whole = (value: unknown) =>
  Number.isSafeInteger(value) && (value as number) >= 1 ? undefined : 'a whole number >= 1';
const oneOf =
  (...words: readonly unknown[]) =>
  (value: unknown) =>
    words.includes(value) ? undefined : words.map(show).join(' or ');
const rgb = (value: unknown) =>
  Array.isArray(value) && value.length === 3 && value.every((level) => level >= 0 && level <= 255)
    ? undefined
    : '[red, green, blue] from 0 to 255';
const rate = (value: unknown) =>
  Number.isSafeInteger(value) && (value as number) >= 100 && (value as number) <= 1_000_000
    ? undefined
    : 'a whole number of Hz from 100 to 1000000';

/** Each field's check: what was expected, where it is not that. */
const fields: Readonly<Record<Modality, Readonly<Record<string, (value: unknown) => string | undefined>>>> = {
  image: {
    maxPixels: whole,
    onTruncated: oneOf('error', 'accept'),
    background: rgb,
    depth: oneOf(8, 'keep'),
    channels: oneOf('rgb', 'keep'),
  },
  audio: {
    sampleRate: rate,
    channels: oneOf('keep', 'mono', 'stereo'),
    maxValues: whole,
    onTruncated: oneOf('error', 'accept'),
    onNotFinite: oneOf('error', 'silence'),
  },
};

/** Checks how files are to be read. Throws AugmentError that names the field at fault. */
export function checkedDecode(options: unknown, modality: Modality, where: string): DecodeSpec {
  const fail = (message: string) => {
    throw new AugmentError('bad-parameter', `${where}${message}`);
  };
  if (typeof options !== 'object' || options === null) fail(`: expected an object, got ${show(options)}`);
  const known = fields[modality];
  for (const [name, value] of Object.entries(options as object)) {
    const check = known[name];
    if (check === undefined) {
      const other = Object.values(fields).some((all) => name in all);
      fail(
        other
          ? `.${name}: expected what concerns ${modality === 'audio' ? 'sound' : 'pictures'}, which is what the source has: ${Object.keys(known).join(', ')}`
          : `: unknown field "${name}"; ${suggestion(name, Object.keys(known))}`,
      );
    }
    const wanted = value === undefined ? undefined : check!(value);
    if (wanted !== undefined) fail(`.${name}: expected ${wanted}, got ${show(value)}`);
  }
  return options as DecodeSpec;
}
