import { segmentName } from '@skein/shared/documents';
import type { RoomEntry } from '@skein/shared/userDocument';
import type { SignedInPerson } from '../sync/signedInPerson.ts';
import { conversationFacts, writtenPosition } from './conversationFacts.ts';

/** Resolves when all of it is durable on this device; what it cannot keep does not hold up the rest. */
export const markAllRead = async (signedIn: SignedInPerson): Promise<void> => {
  const { rooms, departures, userDocuments } = signedIn;
  const entries = rooms.entries.get().filter(({ id }) => departures.reason(id) === undefined);
  if ((userDocuments.current.get()?.marks.size ?? 0) > 0)
    userDocuments.change(({ marks }) => {
      for (const { id } of entries) marks.delete(id);
    });
  const failures: unknown[] = [];
  for (const entry of entries)
    await readToEnd(signedIn, entry).catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
};

const readToEnd = async (signedIn: SignedInPerson, entry: RoomEntry): Promise<void> => {
  const { replicas, readPositions } = signedIn;
  const name = segmentName(entry.id, entry.head);
  // Where nothing newer is open here, the list knows all that there is to read.
  if (replicas.find(name) === undefined && entry.unread === 0) return;
  const head = replicas.hold(name);
  try {
    const replica = await head.whenOpen();
    await replica?.loaded;
    const { lastSeq, unread } = conversationFacts(signedIn, entry, [head], []);
    if (unread === 0) return;
    readPositions.read(entry.id, lastSeq, writtenPosition(signedIn, entry, [head]), head);
    readPositions.flush();
    // Nobody may look at it again for long: it has to be known that its cursor is still to be sent.
    await head.write(
      () => undefined,
      () => undefined,
    );
  } finally {
    replicas.release(head);
  }
};
