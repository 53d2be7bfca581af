const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of the disk is used up',
  EROFS: 'the disk is read-only',
  EACCES: 'no permission',
  EPERM: 'no permission',
  ENOENT: 'nothing of that name',
  ENOTDIR: 'a file where a folder must be',
  EEXIST: 'a file where a folder must be',
  EIO: 'a fault of the disk',
  EMFILE: 'too many open files',
};

/** What a failed call of the file system means, with its code. */
export function reasonOf(cause: unknown): string {
  const { code, message } = cause as NodeJS.ErrnoException;
  return code === undefined ? message : `${reasons[code] ?? 'a fault'} (${code})`;
}
