import type { StampedMessage } from '@skein/shared/api/schemas';

type Stored = readonly [
  id: string,
  at: number,
  sentAt: number,
  text: string,
  edited: 0 | 1,
  replyTo?: string,
];

/** A message as the index keeps it, short: its author and `seq` stand beside it, and one that was retracted is not kept. */
export const toStored = ({ id, at, sentAt, text, edited, replyTo }: StampedMessage): string => {
  const said = [id, at, sentAt, text, edited ? 1 : 0] as const;
  const stored: Stored = replyTo === undefined ? said : [...said, replyTo];
  return JSON.stringify(stored);
};

export const fromStored = (
  stored: string,
  beside: Pick<StampedMessage, 'seq' | 'author'>,
): StampedMessage => {
  const [id, at, sentAt, text, edited, replyTo] = JSON.parse(stored) as Stored;
  return {
    id,
    at,
    sentAt,
    text,
    edited: edited === 1,
    retracted: false,
    ...beside,
    ...(replyTo === undefined ? {} : { replyTo }),
  };
};
