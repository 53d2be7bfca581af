import type { KeyPart } from '../../transforms/index.ts';

/** Which sample is explained. */
export interface ExplainedPlace {
  readonly seed: KeyPart;
  readonly epoch: number;
  readonly index: number;
  readonly sampleId: number;
}

/** An explanation, for programs and for people. */
export interface Explained {
  readonly json: object;
  readonly text: readonly string[];
}

/** A drawn value in short. */
export function shown(value: unknown): string {
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : value.toPrecision(5);
  if (Array.isArray(value)) return `[${value.map(shown).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value)
      .map(([name, part]) => `${name} ${shown(part)}`)
      .join(', ');
  }
  return String(value);
}
