/** The failures of system calls that programs meet, with the words that Linux's strerror has for them. */
export const ERRNO_WORDS = {
  EPERM: 'Operation not permitted',
  ENOENT: 'No such file or directory',
  ENXIO: 'No such device or address',
  EBADF: 'Bad file descriptor',
  EACCES: 'Permission denied',
  EBUSY: 'Device or resource busy',
  EEXIST: 'File exists',
  EXDEV: 'Invalid cross-device link',
  ENOTDIR: 'Not a directory',
  EISDIR: 'Is a directory',
  EINVAL: 'Invalid argument',
  ENOMEM: 'Cannot allocate memory',
  ENOSPC: 'No space left on device',
  EROFS: 'Read-only file system',
  ENAMETOOLONG: 'File name too long',
  ENOTEMPTY: 'Directory not empty',
  ELOOP: 'Too many levels of symbolic links',
} as const;

export type ErrnoCode = keyof typeof ERRNO_WORDS;

/** A system call that failed. `message` is Linux's words alone: a program puts its name and the path before them. */
export class Errno extends Error {
  readonly code: ErrnoCode;
  /** The path as it was asked for. */
  readonly path: string;
  constructor(code: ErrnoCode, path = '') {
    super(ERRNO_WORDS[code]);
    this.code = code;
    this.path = path;
  }
}
