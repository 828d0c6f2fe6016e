import type { Finding } from '../../app/model.ts';
import { sentenceOf } from '../words/failure.ts';
import { counted } from '../words/people.ts';

/** What stands above the results and is read aloud: how many there are, and what they are of. */
export const statusOf = ({ query, found, more, here, relay, error }: Finding, names: number): string => {
  const total = more ? `More than ${counted(found.length, 'message')}` : counted(found.length, 'message');
  const counts = [
    ...(names > 0 ? [counted(names, 'name')] : []),
    ...(query === undefined ? [] : [found.length === 0 && names > 0 ? 'no message' : total]),
  ].join(', ');
  if (query === undefined) return counts;
  if (here === 'failed' && relay !== 'told') return `${counts}. This device cannot search what it holds.`;
  switch (relay) {
    case 'told':
      return counts;
    case 'asked':
      return `${counts} here, asking the relay…`;
    case 'away':
      return `${counts} on this device: you are offline`;
    case 'failed':
      return `${counts} on this device. ${sentenceOf(error)}`;
  }
};

/** What is said where nothing was found; nothing yet, while somebody may still find something. */
export const nothingFound = ({ query, found, here, relay }: Finding, left: number): string | undefined => {
  if (query === undefined || found.length > 0 || here === 'asked' || relay === 'asked') return undefined;
  if (relay === 'told') return 'No message that you may read has all of this.';
  const rest = 'The relay is asked for the rest as soon as it can be reached.';
  return left > 0
    ? `Not among what is searchable on this device so far. ${rest}`
    : `No message on this device has all of this. ${rest}`;
};
