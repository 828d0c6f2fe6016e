import { RefusedError, refusalRow } from '@skein/shared/refusals';
import { storageFailureOf } from '../../app/storageFailure.ts';

/** What went wrong, in a sentence that says what it means for the person. */
export const sentenceOf = (error: unknown): string => {
  if (error instanceof RefusedError) return refusalRow(error.reason).sentence;
  if (error instanceof TypeError) return 'The relay cannot be reached. Try again when you are online.';
  return 'This did not work, and Skein does not know why. Try again.';
};

/** Why an invite link leads nowhere. */
export const inviteSentenceOf = (error: unknown): string =>
  error instanceof RefusedError && error.reason === 'not-found'
    ? 'This invite link does not work any more. Ask for a new one.'
    : sentenceOf(error);

/** Why a password that had to be given once more did not do. */
export const passwordSentenceOf = (error: unknown): string => {
  if (!(error instanceof RefusedError)) return sentenceOf(error);
  if (error.reason === 'credentials-wrong') return 'This is not your password.';
  if (error.reason === 'too-fast') return 'These were too many wrong passwords. Try again in some minutes.';
  return sentenceOf(error);
};

/** Why a device cannot be let in. */
export const linkSentenceOf = (error: unknown): string =>
  error instanceof RefusedError && error.reason === 'too-fast'
    ? 'These were too many wrong codes. Try again in some minutes.'
    : sentenceOf(error);

/** Why a message could not even be kept on this device. */
export const storageSentenceOf = (error: unknown): string => {
  if (error instanceof RefusedError) return refusalRow(error.reason).sentence;
  if (storageFailureOf(error) === 'full')
    return 'Not sent: this device has no room left. Your text stays here. Free up space under Storage.';
  return 'Not sent: this device could not keep it. Your text stays here. Send it once more; should that fail too, copy it and open the page anew.';
};
