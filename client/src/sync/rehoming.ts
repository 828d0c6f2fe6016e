import { type DocumentName, parseDocumentName, segmentName } from '@skein/shared/documents';
import type { RoomId } from '@skein/shared/ids';
import type { Amendment, Message } from '@skein/shared/message';
import { segmentOf } from '@skein/shared/segment';
import type { RoomEntry } from '@skein/shared/userDocument';
import type * as Y from 'yjs';
import type { Environment } from './environment.ts';
import type { Live } from './live.ts';
import type { LocalIndex } from './localIndex.ts';
import { collectOwnChanges } from './ownChanges.ts';
import type { Identity } from './identity.ts';
import type { Replicas } from './replicas.ts';

const REASON = 'document-unknown';

interface Options {
  readonly identity: Identity;
  readonly environment: Environment;
  readonly index: LocalIndex;
  readonly replicas: Replicas;
  readonly rooms: Live<readonly RoomEntry[]>;
}

/**
 * A relay that was restored from a backup may not know the last segments of a conversation. What this device's person
 * said there goes to the end of the conversation as the relay knows it, and the rest of them leaves the device: what
 * others said comes back from theirs. It waits until the list, too, is the restored one.
 */
export class Rehoming {
  readonly #options: Options;
  readonly #unknown = new Map<DocumentName, RoomId>();
  readonly #unsubscribe: () => void;

  constructor(options: Options) {
    this.#options = options;
    this.#unsubscribe = options.rooms.subscribe(() => void this.#look());
  }

  unknown(room: RoomId, name: DocumentName): void {
    this.#unknown.set(name, room);
    void this.#look();
  }

  close(): void {
    this.#unsubscribe();
  }

  async #look(): Promise<void> {
    for (const [name, room] of this.#unknown) {
      const entry = this.#options.rooms.get().find(({ id }) => id === room);
      const reference = parseDocumentName(name);
      if (entry === undefined || reference === undefined || reference.index <= entry.head) continue;
      this.#unknown.delete(name);
      // What cannot be moved now stays where it is: the next refusal, at the latest after a restart, tries again.
      await this.#move(name, segmentName(room, entry.head)).catch(() => undefined);
    }
  }

  async #move(name: DocumentName, head: DocumentName): Promise<void> {
    const { environment, identity, index, replicas } = this.#options;
    const { user, device } = identity;
    const into = replicas.hold(head);
    try {
      await environment.exclusively(`${environment.profile}/${user}/${name}`, async () => {
        await replicas.stop(name, REASON, async (replica) => {
          await replica.loaded;
          const { recall, recallAmendments = [] } = await index.get(name);
          const own = collectOwnChanges(segmentOf(replica.doc), user, device, () => true);
          const messages = [...recall, ...own.messages];
          await into.write(
            (doc) => appendLacking(doc, messages, recallAmendments),
            () => undefined,
          );
        });
        await index.forget(name);
      });
    } finally {
      replicas.release(into);
    }
  }
}

/** By id: whatever the relay has of it already is no news there. */
export const appendLacking = (
  doc: Y.Doc,
  messages: readonly Message[],
  amendments: readonly Amendment[],
): void => {
  const segment = segmentOf(doc);
  const present = new Set<string>(
    [...segment.messages.toArray(), ...segment.amendments.toArray()].map(({ id }) => id),
  );
  const lacks = ({ id }: Message | Amendment): boolean => {
    if (present.has(id)) return false;
    present.add(id);
    return true;
  };
  const said = messages.filter((message) => lacks(message) && !segment.stamps.has(message.id));
  if (said.length > 0) segment.messages.push(said);
  const there = new Set<string>(segment.messages.toArray().map(({ id }) => id));
  const amended = amendments.filter((amendment) => lacks(amendment) && there.has(amendment.message));
  if (amended.length > 0) segment.amendments.push(amended);
};
