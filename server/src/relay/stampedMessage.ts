import type { StampedMessage } from '@skein/shared/api/schemas';
import type { StandingMessage } from './contract.ts';

/** A message as HTTP gives it. */
export const stampedMessageOf = ({
  id,
  author,
  sentAt,
  text,
  edited,
  retracted,
  replyTo,
  stamp,
}: StandingMessage): StampedMessage => ({
  id,
  seq: stamp.seq,
  at: stamp.at,
  author,
  sentAt,
  text,
  edited,
  retracted,
  ...(replyTo === undefined ? {} : { replyTo }),
});
