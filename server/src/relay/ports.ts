import type { DocumentRef } from '@skein/shared/documents';
import type { DeviceId, RoomId, UserId } from '@skein/shared/ids';
import type { Message } from '@skein/shared/message';
import type { Refusal } from '@skein/shared/refusals';

/** What somebody may do with one document, until when. */
export interface Grant {
  readonly user: UserId;
  readonly device: DeviceId;
  /** Every device this person ever signed in with, this one included: any of them may have composed a message. */
  readonly devices: ReadonlySet<DeviceId>;
  readonly access: 'read' | 'write';
  /** May retract what others wrote in this room. */
  readonly moderator: boolean;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** 'no' is final; 'cannot ask' is not an answer, and the other side is told to try again. */
export type Authorization =
  | { readonly answer: 'yes'; readonly grant: Grant }
  | { readonly answer: 'no'; readonly reason: Refusal }
  | { readonly answer: 'cannot-ask' };

/** Who a token is; the first half of the room-authorization hook, asked once per token. */
export interface Identity {
  readonly user: UserId;
  readonly device: DeviceId;
  readonly expiresAt: number;
}

/** The room-authorization hook. Must not throw: what goes wrong inside is 'cannot-ask'. */
export interface RoomAuthorization {
  /** For the socket as a whole, before any document is named. */
  identify(
    token: string,
  ): Promise<
    { readonly answer: 'yes'; readonly identity: Identity } | Exclude<Authorization, { answer: 'yes' }>
  >;
  /** `firstSeq` of a segment, as the relay knows it, decides with the person's spans of membership. */
  authorize(identity: Identity, document: DocumentRef, firstSeq: number): Promise<Authorization>;
}

/** What the operator does not let through. @returns the reason to return the message to its sender with */
export type MessagePolicy = (message: Pick<Message, 'author' | 'text'>, room: RoomId) => Refusal | undefined;

export type Clock = () => number;

/** Calls once after so many milliseconds. @returns what takes it back */
export type Schedule = (milliseconds: number, run: () => void) => () => void;

/** Does not keep the process alive. */
export const systemSchedule: Schedule = (milliseconds, run) => {
  const timer = setTimeout(run, milliseconds);
  timer.unref();
  return () => clearTimeout(timer);
};

/** What the relay needs of a logger; pino's fits. Never a query string, never what somebody wrote. */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
