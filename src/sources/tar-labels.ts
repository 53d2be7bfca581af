import { AugmentError, show } from '../../transforms/index.ts';
import type { Fail } from './tar-headers.ts';

/** Where a sample's label is: a member by its extension, and the path of a field in it where it is JSON. */
export interface LabelMember {
  readonly extension: string;
  readonly field: readonly string[];
}

export const mostLabelBytes = 2 ** 24;
/** A class's name, or a number; what is longer is a caption. */
const mostLabelLength = 1024;

/** Reads `cls`, `txt` or `json:field` (`json:a.b` for a field in a field). */
export function parseLabelMember(json: unknown, where: string): LabelMember {
  const [, extension, field] = (typeof json === 'string' && /^([^:/]+)(?::(.+))?$/.exec(json)) || [];
  if (extension === undefined) {
    throw new AugmentError('bad-config', `${where}: expected cls, txt or json:field, got ${show(json)}`);
  }
  if (field === undefined && /(^|\.)json$/i.test(extension)) {
    throw new AugmentError(
      'bad-config',
      `${where}: expected a field of the JSON, such as json:label, got ${show(json)}`,
    );
  }
  return { extension: extension.toLowerCase(), field: field?.split('.') ?? [] };
}

/** The label in a member's bytes, as text. */
export function labelTextOf(bytes: Buffer, { field }: LabelMember, name: string, fail: Fail): string {
  const value = field.length === 0 ? bytes.toString().trim() : fieldOf(bytes, field, name, fail);
  const text = typeof value === 'boolean' ? String(Number(value)) : String(value);
  if (typeof value === 'object' || text === '' || text.length > mostLabelLength) {
    fail(`${show(value)} in ${JSON.stringify(name)}, where a label is a number or the name of a class`);
  }
  return text;
}

function fieldOf(bytes: Buffer, field: readonly string[], name: string, fail: Fail): unknown {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString());
  } catch (cause) {
    fail(`no JSON in ${JSON.stringify(name)}: ${(cause as Error).message}`);
  }
  for (const part of field) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) {
      const known =
        typeof value === 'object' && value !== null ? Object.keys(value).slice(0, 20).join(', ') : show(value);
      fail(`no field ${JSON.stringify(field.join('.'))} in ${JSON.stringify(name)}, which has ${known || 'none'}`);
    }
    value = (value as Record<string, unknown>)[part];
  }
  return value;
}
