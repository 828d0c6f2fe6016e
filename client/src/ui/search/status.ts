import type { Finding } from '../../app/model.ts';
import { sentenceOf } from '../words/failure.ts';
import { counted } from '../words/people.ts';

/** What stands above the results and is read aloud: how many there are, and what they are of. */
export const statusOf = (finding: Finding, names: number): string => {
  const words = wordsOf(finding, names);
  return words.charAt(0).toUpperCase() + words.slice(1);
};

const wordsOf = ({ query, found, more, here, relay, error }: Finding, names: number): string => {
  const messages = found.length === 0 ? 'no messages' : counted(found.length, 'message');
  const counts = [
    ...(names > 0 ? [counted(names, 'name')] : []),
    ...(query === undefined ? [] : [more ? `more than ${messages}` : messages]),
  ].join(', ');
  if (query === undefined) return counts;
  if (here === 'failed' && relay !== 'told' && relay !== 'building')
    return `${counts}. This device cannot search what it holds.`;
  switch (relay) {
    case 'told':
      return counts;
    case 'asked':
      return `${counts} here, asking the relay…`;
    case 'building':
      return `${counts} so far: the relay is still going through what was said`;
    case 'away':
      return `${counts} on this device: the relay is out of reach`;
    case 'failed':
      return `${counts} on this device. ${sentenceOf(error)}`;
  }
};

/** What is said where nothing was found; nothing yet, while somebody may still find something. */
export const nothingFound = ({ query, found, here, relay }: Finding, left: number): string | undefined => {
  if (query === undefined || found.length > 0 || here === 'asked' || relay === 'asked') return undefined;
  if (relay === 'told') return 'No message that you may read has all of this.';
  if (relay === 'building')
    return 'Not among what can be searched so far. The relay is still going through what was said: try again in a while.';
  const rest = 'The relay is asked for the rest as soon as it can be reached.';
  return left > 0
    ? `Not among what is searchable on this device so far. ${rest}`
    : `No message on this device has all of this. ${rest}`;
};
