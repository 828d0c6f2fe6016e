/**
 * Why this browser does not keep anything for Skein: it has no room, is told to keep nothing, holds what a newer version
 * of Skein wrote, or cannot read its own files.
 */
export type StorageFailure = 'full' | 'refused' | 'newer' | 'broken';

const BY_NAME: Readonly<Record<string, StorageFailure>> = {
  QuotaExceededError: 'full',
  SecurityError: 'refused',
  NotAllowedError: 'refused',
  VersionError: 'newer',
};

/** By what is behind it, however far. */
export const storageFailureOf = (error: unknown): StorageFailure => {
  if (typeof error !== 'object' || error === null) return 'broken';
  const { name, message, cause } = error as { name?: unknown; message?: unknown; cause?: unknown };
  const found = BY_NAME[String(name)];
  if (found !== undefined) return found;
  // Chromium has no name of its own for what its person forbade.
  if (/\bdenied\b/i.test(String(message))) return 'refused';
  return cause === undefined ? 'broken' : storageFailureOf(cause);
};
