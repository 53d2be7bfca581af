import { AugmentError } from '../../transforms/errors.ts';

export function tooLarge(
  name: string,
  frames: number | undefined,
  channels: number | undefined,
  maxFrames: number,
): AugmentError {
  const came = frames === undefined ? 'more' : `${frames} frames of ${channels ?? 'unknown'} channels`;
  return new AugmentError(
    'too-large',
    `${name}: expected at most ${maxFrames} values (frames x channels), got ${came}; if it is meant, raise decode.maxFrames`,
    { file: name },
  );
}

export function corrupt(name: string, expected: string, came: string, cause?: unknown): AugmentError {
  return new AugmentError('corrupt', `${name}: expected ${expected}, got ${came}; remove it or fetch it again`, {
    file: name,
    cause,
  });
}

export function truncated(name: string, expected: string, came: string, cause?: unknown): AugmentError {
  return new AugmentError(
    'truncated',
    `${name}: expected ${expected}, got ${came}; fetch it again, or set decode.onTruncated to "accept"`,
    { file: name, cause },
  );
}
