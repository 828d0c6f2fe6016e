import { isId, type RoomId, type UserId } from './ids.ts';

/** The name of a Yjs document on the wire, in the journal and in IndexedDB. */
export type DocumentName = `room/${string}/${number}` | `user/${string}/${number}`;

export type DocumentRef =
  | { readonly kind: 'segment'; readonly room: RoomId; readonly index: number }
  | { readonly kind: 'user'; readonly user: UserId; readonly index: number };

export const segmentName = (room: RoomId, index: number): DocumentName => `room/${room}/${index}`;
export const userDocumentName = (user: UserId, index: number): DocumentName => `user/${user}/${index}`;

const INDEX = /^(?:0|[1-9][0-9]{0,8})$/;

/** @returns undefined for whatever is not exactly the name of a document. */
export const parseDocumentName = (name: string): DocumentRef | undefined => {
  const [kind, id, index, ...rest] = name.split('/');
  if (rest.length > 0 || !isId(id) || index === undefined || !INDEX.test(index)) return undefined;
  if (kind === 'room') return { kind: 'segment', room: id as RoomId, index: Number(index) };
  if (kind === 'user') return { kind: 'user', user: id as UserId, index: Number(index) };
  return undefined;
};
