// A picture, and what others' filters make of it; blurs.py made the file.
import { readFileSync } from 'node:fs';
import { goldenFile } from './golden.ts';

export type Answers = Readonly<Record<string, readonly number[]>>;

/** Pixels [height, width, 3], or the green ones alone; answers by the numbers that they were asked with. */
export interface BlurAnswers {
  readonly width: number;
  readonly height: number;
  readonly picture: readonly number[];
  readonly sharpnessPil: Answers;
  readonly sharpnessTorch: Answers;
  readonly box: Answers;
  readonly boxCv: Answers;
  readonly median: Answers;
  readonly disc: Answers;
  readonly sharpen: Answers;
  readonly emboss: Answers;
  readonly unsharp: Answers;
  readonly downscale: Answers;
  readonly jpeg: Answers;
}

export function blurAnswers(): BlurAnswers {
  return JSON.parse(readFileSync(goldenFile('blurs.json'), 'utf8')) as BlurAnswers;
}
