import type { DeviceId, MessageId, UserId } from '@skein/shared/ids';
import { type Amendment, amendmentSchema, type Message, messageSchema } from '@skein/shared/message';
import { type Cursor, parseReactionKey, type Segment } from '@skein/shared/segment';
import type { UserDocument } from '@skein/shared/userDocument';
import type * as Y from 'yjs';

/** Whether the relay has what this Yjs client wrote at this clock. */
type Has = (client: number, clock: number) => boolean;

/** What somebody changed in a segment and the relay has not acknowledged. */
export interface OwnChanges {
  readonly messages: readonly Message[];
  readonly amendments: readonly Amendment[];
  readonly cursors: readonly (readonly [DeviceId, Cursor])[];
  readonly reactions: readonly string[];
}

/** Live values of an array with where each was written. */
function* valuesOf<Value>(array: Y.Array<Value>): Generator<readonly [Value, number, number]> {
  for (let item = array._start; item !== null; item = item.right) {
    if (item.deleted) continue;
    const values = item.content.getContent() as Value[];
    for (const [offset, value] of values.entries()) yield [value, item.id.client, item.id.clock + offset];
  }
}

function* entriesOf<Value>(map: Y.Map<Value>): Generator<readonly [string, Value, number, number]> {
  for (const [key, value] of map.entries()) {
    const item = map._map.get(key);
    if (item) yield [key, value, item.id.client, item.lastId.clock];
  }
}

export const collectOwnChanges = (
  segment: Segment,
  user: UserId,
  device: DeviceId,
  has: Has,
): OwnChanges => ({
  // A stamp is the acknowledgement of a message, whatever the state vector says.
  messages: ownUnstamped(segment, user),
  amendments: [...valuesOf(segment.amendments)]
    .filter(([{ author }, client, clock]) => author === user && !has(client, clock))
    .map(([amendment]) => amendment),
  cursors: [...entriesOf(segment.cursors)]
    .filter(([key, , client, clock]) => key === device && !has(client, clock))
    .map(([, cursor]) => [device, cursor] as const),
  reactions: [...entriesOf(segment.reactions)]
    .filter(([key, , client, clock]) => parseReactionKey(key)?.user === user && !has(client, clock))
    .map(([key]) => key),
});

/** Each once, in the order they were written. */
export const ownUnstamped = (segment: Segment, user: UserId): Message[] => {
  const own = new Map<MessageId, Message>();
  for (const message of segment.messages.toArray())
    if (message.author === user && !segment.stamps.has(message.id) && !own.has(message.id))
      own.set(message.id, message);
  return [...own.values()];
};

/** Only what the relay could admit: a change of another form must not be carried from copy to copy. */
export const isWellFormed = (change: Message | Amendment): boolean =>
  messageSchema.safeParse(change).success || amendmentSchema.safeParse(change).success;

/** By id, so that several tabs may do it at once. `dropped` (ids, devices of cursors, keys of reactions) is left out. */
export const applyOwnChanges = (
  segment: Segment,
  changes: OwnChanges,
  dropped: ReadonlySet<string>,
): void => {
  const present = new Set<string>(
    [...segment.messages.toArray(), ...segment.amendments.toArray()].map(({ id }) => id),
  );
  const isWanted = (change: Message | Amendment): boolean =>
    !present.has(change.id) && !dropped.has(change.id) && isWellFormed(change);
  segment.doc.transact(() => {
    const messages = changes.messages.filter(
      (message) => isWanted(message) && !segment.stamps.has(message.id),
    );
    if (messages.length > 0) segment.messages.push(messages);
    const amendments = changes.amendments.filter(isWanted);
    if (amendments.length > 0) segment.amendments.push(amendments);
    for (const [device, cursor] of changes.cursors)
      if (!dropped.has(device) && (segment.cursors.get(device)?.seq ?? -1) < cursor.seq)
        segment.cursors.set(device, cursor);
    for (const key of changes.reactions)
      if (!dropped.has(key) && !segment.reactions.has(key)) segment.reactions.set(key, true);
  });
};

const PERSONAL = ['returned', 'drafts', 'marks', 'settings'] as const;

/** Entries of a user document that the relay has not acknowledged, by root. */
export type OwnEntries = readonly (readonly [root: (typeof PERSONAL)[number], key: string, value: unknown])[];

export const collectOwnEntries = (document: UserDocument, has: Has): OwnEntries =>
  PERSONAL.flatMap((root) =>
    [...entriesOf(document.doc.getMap<unknown>(root))]
      .filter(([, , client, clock]) => !has(client, clock))
      .map(([key, value]) => [root, key, value] as const),
  );

export const applyOwnEntries = (document: UserDocument, entries: OwnEntries): void =>
  document.doc.transact(() => {
    for (const [root, key, value] of entries) {
      const map = document.doc.getMap<unknown>(root);
      if (JSON.stringify(map.get(key)) !== JSON.stringify(value)) map.set(key, value);
    }
  });
