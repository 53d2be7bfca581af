// What scipy's filters make of small vectors; filters.py made the file.
import { readFileSync } from 'node:fs';
import type { Filter } from '../../audio/ops/index.ts';
import { goldenFile } from './golden.ts';

export interface FilterAnswers {
  readonly vectors: Readonly<Record<string, readonly number[]>>;
  readonly cases: readonly {
    readonly filters: readonly Filter[];
    readonly sampleRate: number;
    readonly zeroPhase: boolean;
    readonly vector: string;
    readonly expected: readonly number[];
  }[];
  /** Parts of the sample rate at which the gains were taken. */
  readonly frequencies: readonly number[];
  readonly responses: readonly {
    readonly filter: Filter;
    readonly sampleRate: number;
    readonly gains: readonly number[];
  }[];
}

export function filterAnswers(): FilterAnswers {
  return JSON.parse(readFileSync(goldenFile('filters.json'), 'utf8')) as FilterAnswers;
}
