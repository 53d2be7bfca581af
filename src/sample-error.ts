import { AugmentError } from '../transforms/index.ts';
import type { Source } from './sources/source.ts';

/** What went wrong with a sample, as an AugmentError that tells file, epoch and sample. */
export function sampleError(source: Source, cause: unknown, epoch: number, id: number): AugmentError {
  const where = `(epoch ${epoch}, sample ${id})`;
  if (!(cause instanceof AugmentError)) {
    const file = source.nameOf(id);
    const message = `${file}: ${(cause as Error).message} ${where}`;
    return new AugmentError('failed', message, { file, epoch, sampleId: id, cause });
  }
  if (cause.sampleId !== undefined) return cause;
  const { code, transform, parameter } = cause;
  const file = cause.file ?? source.nameOf(id);
  const message = `${cause.file === undefined ? `${file}: ` : ''}${cause.message} ${where}`;
  return new AugmentError(code, message, { file, transform, parameter, epoch, sampleId: id, cause });
}
