import { type DocumentName, segmentName, userDocumentName } from '@skein/shared/documents';
import type { RoomId, UserId } from '@skein/shared/ids';
import { RefusedError } from '@skein/shared/refusals';
import { type Segment, segmentOf } from '@skein/shared/segment';
import { timeline } from '@skein/shared/timeline';
import { userDocumentOf } from '@skein/shared/userDocument';
import * as Y from 'yjs';
import type { Json } from '../journal/port.ts';
import type { Archive, OwnMatters, StandingMessage, Transcript } from './contract.ts';
import type { Documents } from './documents.ts';
import {
  EDITION_PREFIX,
  editionKey,
  editionOf,
  lastSeqOf,
  ROOM_PREFIX,
  userHeadOf,
  userKey,
} from './facts.ts';
import type { Steps } from './steps.ts';
import type { Storage } from './storage.ts';

/** Nobody's own: only what is stamped is seen. */
const NOBODY = '' as UserId;

const FACTS_AT_ONCE = 1_000;

const standingIn = (segment: Segment): StandingMessage[] =>
  timeline(segment, NOBODY).filter((message): message is StandingMessage => message.stamp !== undefined);

/** What is in memory is read there; anything else is read from the journal and let go of again. */
export class StoredArchive implements Archive {
  readonly #storage: Storage;
  readonly #documents: Documents;
  readonly #steps: Steps;

  constructor(storage: Storage, documents: Documents, steps: Steps) {
    this.#storage = storage;
    this.#documents = documents;
    this.#steps = steps;
  }

  async *rooms(): ReturnType<Archive['rooms']> {
    for await (const { key, value } of this.#facts(ROOM_PREFIX))
      yield { room: key.slice(ROOM_PREFIX.length) as RoomId, lastSeq: lastSeqOf(value) };
  }

  async *editions(): ReturnType<Archive['editions']> {
    for await (const { key, value } of this.#facts(EDITION_PREFIX)) {
      const [room, index] = key.slice(EDITION_PREFIX.length).split('!');
      yield { room: room as RoomId, index: Number(index), edition: editionOf(value) };
    }
  }

  async ownMatters(user: UserId): Promise<OwnMatters> {
    const fact = await (await this.#storage.journal()).fact(userKey(user));
    const read = (doc: Y.Doc): OwnMatters => {
      const { drafts, marks, returned, settings } = userDocumentOf(doc);
      const [ofDrafts, ofMarks, ofReturned, ofSettings] = [drafts, marks, returned, settings].map(
        (map) => map.toJSON() as Json,
      );
      return {
        drafts: ofDrafts ?? {},
        marks: ofMarks ?? {},
        returned: ofReturned ?? {},
        settings: ofSettings ?? {},
      };
    };
    if (fact === undefined) return read(new Y.Doc());
    return await this.#read(userDocumentName(user, userHeadOf(fact)), read);
  }

  async transcript(room: RoomId, index: number): Promise<Transcript> {
    const edition = editionOf(await (await this.#storage.journal()).fact(editionKey(room, index)));
    const messages = await this.#read(segmentName(room, index), (doc) => standingIn(segmentOf(doc)));
    return { edition, messages };
  }

  async #read<Result extends object>(name: DocumentName, read: (doc: Y.Doc) => Result): Promise<Result> {
    const live = this.#documents.get(name);
    // It may leave memory while a commit is waited for.
    const inMemory = live && (await this.#steps.read(() => (live.isParked ? undefined : read(live.doc))));
    if (inMemory) return inMemory;
    const rows = await (await this.#storage.journal()).read(name);
    if (rows.length === 0) throw new RefusedError('document-unknown', name);
    const doc = new Y.Doc();
    try {
      doc.transact(() => {
        for (const row of rows) Y.applyUpdate(doc, row);
      });
      return read(doc);
    } finally {
      doc.destroy();
    }
  }

  async *#facts(prefix: string): AsyncGenerator<{ readonly key: string; readonly value: Json }> {
    let after: string | undefined;
    for (;;) {
      const facts = await (await this.#storage.journal()).facts(prefix, FACTS_AT_ONCE, after);
      yield* facts;
      after = facts.at(-1)?.key;
      if (facts.length < FACTS_AT_ONCE) return;
    }
  }
}
