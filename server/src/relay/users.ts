import { userDocumentName } from '@skein/shared/documents';
import type { AmendmentId, MessageId, UserId } from '@skein/shared/ids';
import { USER_DOCUMENT_BYTES, USER_DOCUMENT_WRITERS } from '@skein/shared/limits';
import { latestById, type ReturnedMessage, type UserDocument } from '@skein/shared/userDocument';
import type * as Y from 'yjs';
import type { Documents } from './documents.ts';
import { userFact, userKey } from './facts.ts';
import type { LiveDocument } from './liveDocument.ts';
import type { Registry } from './registry.ts';
import type { Step } from './step.ts';

/** What devices write; the lists are a projection. */
const OWN_MAPS = ['returned', 'drafts', 'marks', 'settings'] as const;

/** What the relay itself does to user documents, as part of a step. */
export class Users {
  readonly #documents: Documents;
  readonly #registry: Registry;
  /** The size at which it is worth looking at a large document again. */
  readonly #lookAgain = new WeakMap<LiveDocument, number>();

  constructor(documents: Documents, registry: Registry) {
    this.#documents = documents;
    this.#registry = registry;
  }

  /** The open document; the first one is made when there is none. */
  head(step: Step, user: UserId): LiveDocument {
    const index = this.#registry.knownHead(user);
    return index === undefined
      ? this.#open(step, user, 0)
      : this.#documents.loaded(userDocumentName(user, index));
  }

  write(step: Step, user: UserId, write: (document: UserDocument) => void): void {
    const live = this.head(step, user);
    step.touched.add(live);
    live.change(() => write(live.userDocument));
  }

  /** Back to its sender, who alone will see it. */
  return(step: Step, user: UserId, id: MessageId | AmendmentId, returned: ReturnedMessage): void {
    this.write(step, user, (document) => document.returned.set(id, returned));
  }

  /** A device wrote into a document that goes on elsewhere: what it wrote goes on as well. */
  carryOn(
    step: Step,
    user: UserId,
    live: LiveDocument,
    changed: ReadonlyMap<unknown, ReadonlySet<string | null>>,
  ): void {
    if (live.ref.index === this.#registry.knownHead(user)) return;
    const moves = OWN_MAPS.flatMap((root) => {
      const from = live.userDocument[root] as Y.Map<unknown>;
      return [...(changed.get(from) ?? [])].flatMap((key) =>
        key === null ? [] : [{ root, key, value: from.get(key) }],
      );
    });
    if (moves.length === 0) return;
    step.later((step) =>
      this.write(step, user, (document) => {
        for (const { root, key, value } of moves) {
          const into = document[root] as Y.Map<unknown>;
          if (value === undefined) into.delete(key);
          else if (!isNewer(into.get(key), value)) into.set(key, value);
        }
      }),
    );
  }

  /** After all changes of a step: goes on in a new document before client ids or tombstones slow this one. */
  closeIfFull(step: Step, live: LiveDocument): void {
    if (live.ref.kind !== 'user' || live.ref.index !== this.#registry.knownHead(live.ref.user)) return;
    const { userDocument: old } = live;
    if (!this.#isOvergrown(live) && old.writers.size < USER_DOCUMENT_WRITERS) return;
    const next = this.#open(step, live.ref.user, live.ref.index + 1);
    next.change(() => {
      copyLatest(old.rooms, next.userDocument.rooms);
      copyLatest(old.people, next.userDocument.people);
      copyLatest(old.devices, next.userDocument.devices);
      for (const root of OWN_MAPS)
        for (const [key, value] of old[root].entries())
          (next.userDocument[root] as Y.Map<unknown>).set(key, value);
    });
    live.change(() => old.meta.set('next', live.ref.index + 1));
    step.compactions.add(live.name);
  }

  /** Much larger than what is alive in it: a person with much in the document gains nothing by another one. */
  #isOvergrown(live: LiveDocument): boolean {
    if (live.bytes < (this.#lookAgain.get(live) ?? USER_DOCUMENT_BYTES)) return false;
    const { rooms, people, devices, ...document } = live.userDocument;
    const lists = [rooms, people, devices].map((list) => latestById<{ readonly id: string }>(list.toArray()));
    const alive = JSON.stringify([lists, OWN_MAPS.map((root) => document[root])]).length;
    this.#lookAgain.set(live, Math.max(USER_DOCUMENT_BYTES, 2 * alive));
    return live.bytes >= 2 * alive;
  }

  #open(step: Step, user: UserId, index: number): LiveDocument {
    const live = this.#documents.create(userDocumentName(user, index));
    step.touched.add(live);
    this.#registry.setHead(user, index);
    step.facts.set(userKey(user), userFact(index));
    live.change(() => {
      live.userDocument.meta.set('user', user);
      live.userDocument.meta.set('index', index);
    });
    return live;
  }
}

interface Written {
  readonly at?: number;
}

/** A draft says when it was written, and a device may come home with one that has been continued on another. */
const isNewer = (present: unknown, late: unknown): boolean => {
  const { at } = (present ?? {}) as Written;
  const { at: lateAt } = late as Written;
  return at !== undefined && lateAt !== undefined && at > lateAt;
};

const copyLatest = <Entry extends { readonly id: string }>(
  from: Y.Array<Entry>,
  into: Y.Array<Entry>,
): void => into.push(latestById(from));
