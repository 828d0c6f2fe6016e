import { RefusedError } from '@skein/shared/refusals';
import { JournalEndedError, JournalRowDamagedError } from '../journal/port.ts';

/** What somebody outside is told of an error of ours. */
export const asRefusal = (error: unknown): RefusedError => {
  if (error instanceof RefusedError) return error;
  if (error instanceof JournalRowDamagedError) return new RefusedError('document-damaged');
  if (error instanceof JournalEndedError) return new RefusedError('storage-failed');
  return new RefusedError('internal');
};
