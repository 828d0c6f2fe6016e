import { type DocumentName, parseDocumentName } from '@skein/shared/documents';
import { type MessageId, newAmendmentId, newMessageId, type UserId } from '@skein/shared/ids';
import type { Amendment, Message } from '@skein/shared/message';
import type { Refusal } from '@skein/shared/refusals';
import { parseReactionKey, type Segment, segmentOf } from '@skein/shared/segment';
import { userDocumentOf } from '@skein/shared/userDocument';
import type { Environment, TabChannel } from './environment.ts';
import type { DocumentRecord, LocalIndex } from './localIndex.ts';
import {
  applyOwnChanges,
  applyOwnEntries,
  collectOwnChanges,
  collectOwnEntries,
  isWellFormed,
  type OwnChanges,
} from './ownChanges.ts';
import type { Replica } from './replica.ts';
import type { Identity } from './identity.ts';
import type { OpenDocument } from './openDocument.ts';
import type { Replicas } from './replicas.ts';
import { type FileReturned, returnedDrafts, returnedEntries } from './returning.ts';

interface GenerationsOptions {
  readonly identity: Identity;
  readonly environment: Environment;
  readonly index: LocalIndex;
  readonly replicas: Replicas;
  readonly fileReturned: FileReturned;
}

/** Copies refused in a row after which a person's own document stays local until the app starts again. */
const HEALINGS_IN_A_ROW = 2;

/** Time for the other tabs to move before the former copy is taken from under them. */
const DELETE_AFTER_MS = 3_000;

/**
 * Heals a replica that holds something the relay refuses. Nothing is rebuilt under the same name, since another tab
 * would hand the refused change straight back: a new copy, one generation higher, gets all that its person changed and
 * the relay has not acknowledged; once that is durable all tabs move over, and the former copy is deleted.
 */
export class Generations {
  readonly #options: GenerationsOptions;
  readonly #tabs: TabChannel;

  constructor(options: GenerationsOptions) {
    this.#options = options;
    const { environment, identity } = options;
    this.#tabs = environment.tabChannel(`${environment.profile}/${identity.user}/generations`);
    this.#tabs.addEventListener('message', ({ data }) => {
      if (isAnnouncement(data)) void this.#follow(data.document, data.generation);
    });
  }

  close(): void {
    this.#tabs.close();
  }

  async heal(document: OpenDocument, refused: Replica, reason: Refusal, detail: string): Promise<void> {
    const { environment, identity, index, replicas } = this.#options;
    const lock = `${environment.profile}/${identity.user}/${document.name}`;
    await environment.exclusively(lock, async () => {
      const record = await index.get(document.name);
      // Another tab was first.
      if (record.generation > refused.generation) return await this.#follow(document.name, record.generation);
      if (isUserDocument(document.name) && record.refusals >= HEALINGS_IN_A_ROW) return;
      const next = await this.#prepare(document.name, record, refused, reason, detail);
      await replicas.move(document.name, next.generation, async (replica, former) => {
        await copy(former, replica, identity, next, environment);
        await index.update(document.name, () => next);
      });
      this.#tabs.postMessage({ document: document.name, generation: next.generation });
      // Should the page be gone by then, opening the document deletes it.
      environment.clock.after(DELETE_AFTER_MS, () => {
        index.deleteCopy(document.name, refused.generation).catch(() => undefined);
      });
    });
  }

  /** The record of the next copy; what will not be in it is durable under `returned` when this resolves. */
  async #prepare(
    name: DocumentName,
    record: DocumentRecord,
    refused: Replica,
    reason: Refusal,
    detail: string,
  ): Promise<DocumentRecord> {
    const { identity } = this.#options;
    const next = {
      ...record,
      generation: record.generation + 1,
      unacknowledged: true,
      epoch: '',
      dropped: [],
    };
    if (reason === 'epoch-changed')
      // A cursor may lie beyond all that the restored relay knows of.
      return {
        ...next,
        ...recallable(record, refused, identity, this.#options.environment),
        dropped: [identity.device],
      };
    const refusals = record.refusals + 1;
    const reference = parseDocumentName(name);
    if (reference?.kind !== 'segment') return { ...next, refusals };

    const { environment, fileReturned } = this.#options;
    const changes = unacknowledged(refused, identity);
    const named = namedIn(changes, detail);
    const dropped = new Set(refusals > 1 ? idsOf(changes) : named);
    const isDropped = ({ id }: { readonly id: string }): boolean => dropped.has(id);
    await fileReturned(
      returnedEntries(
        reference.room,
        {
          messages: changes.messages.filter(isDropped),
          amendments: changes.amendments.filter(isDropped),
        },
        // What merely was beside the refused change can be sent again.
        (id) => (named.has(id) ? reason : 'internal'),
        environment.clock,
      ),
    );
    return { ...next, refusals, dropped: [...dropped] };
  }

  async #follow(name: DocumentName, generation: number): Promise<void> {
    const { environment, identity, index, replicas } = this.#options;
    const record = await index.get(name);
    if (record.generation < generation) return;
    await replicas.move(name, record.generation, (replica, former) =>
      copy(former, replica, identity, record, environment),
    );
  }
}

const unacknowledged = (replica: Replica, { user, device }: Identity) =>
  collectOwnChanges(segmentOf(replica.doc), user, device, (client, clock) =>
    replica.acknowledgements.has(client, clock),
  );

/** What the refusal is about, as far as its detail (root and id) tells, and what no relay could admit. */
const namedIn = (changes: OwnChanges, detail: string): ReadonlySet<string> => {
  const [root, id] = detail.split(' ');
  const composed = [...changes.messages, ...changes.amendments];
  return new Set<string>([
    ...composed.filter((change) => change.id === id || !isWellFormed(change)).map((change) => change.id),
    ...changes.cursors.filter(() => root === 'cursors').map(([device]) => device),
    ...changes.reactions.filter((key) => root === 'reactions' && parseReactionKey(key)?.message === id),
  ]);
};

const idsOf = ({ messages, amendments, cursors, reactions }: OwnChanges): string[] => [
  ...[...messages, ...amendments].map(({ id }) => id),
  ...cursors.map(([device]) => device),
  ...reactions,
];

/** After a restored backup even what was stamped may be missing. What an earlier one has yet to bring back is not in the copy. */
const recallable = (
  { recall, recallAmendments = [] }: DocumentRecord,
  { doc, document }: Replica,
  identity: Identity,
  environment: Environment,
): Pick<DocumentRecord, 'recall' | 'recallAmendments'> => {
  if (isUserDocument(document)) return { recall };
  const segment = segmentOf(doc);
  const { user } = identity;
  return {
    recall: withOwn(recall, segment.messages.toArray(), user),
    recallAmendments: [
      ...withOwn(recallAmendments, segment.amendments.toArray(), user),
      ...retractions(segment, identity, environment),
    ],
  };
};

/** Of own messages whose content was erased for good, and their retractions with it: only the stamps are left. */
const retractions = (
  { messages, stamps }: Segment,
  { user, device }: Identity,
  { clock, randomBytes }: Environment,
): readonly Amendment[] => {
  const present = new Set<string>(messages.toArray().map(({ id }) => id));
  return [...stamps.entries()]
    .filter(([id, stamp]) => stamp.author === user && stamp.in === undefined && !present.has(id))
    .map(([id]) => ({
      id: newAmendmentId(randomBytes),
      message: id as MessageId,
      author: user,
      device,
      at: clock.now(),
      retract: true,
    }));
};

const withOwn = <Change extends Message | Amendment>(
  known: readonly Change[],
  all: readonly Change[],
  user: UserId,
): readonly Change[] => {
  const own = all.filter(({ author }) => author === user);
  const present = new Set<string>(own.map(({ id }) => id));
  return [...known.filter(({ id }) => !present.has(id)), ...own];
};

/** Every tab copies what it has in memory; by id, so that it does not matter how many do. */
const copy = async (
  from: Replica,
  to: Replica,
  identity: Identity,
  record: DocumentRecord,
  { clock, randomBytes }: Environment,
): Promise<void> => {
  await Promise.all([from.loaded, to.loaded]);
  if (isUserDocument(to.document)) {
    const has = (client: number, at: number): boolean => from.acknowledgements.has(client, at);
    const entries = collectOwnEntries(userDocumentOf(from.doc), has);
    const kept =
      record.refusals > 1 ? returnedDrafts(entries, () => newMessageId(randomBytes), clock) : entries;
    applyOwnEntries(userDocumentOf(to.doc), kept);
  } else {
    applyOwnChanges(segmentOf(to.doc), unacknowledged(from, identity), new Set(record.dropped));
  }
  await to.durable();
};

const isUserDocument = (name: DocumentName): boolean => parseDocumentName(name)?.kind === 'user';

const isAnnouncement = (
  data: unknown,
): data is { readonly document: DocumentName; readonly generation: number } =>
  typeof data === 'object' &&
  data !== null &&
  'document' in data &&
  typeof data.document === 'string' &&
  'generation' in data &&
  typeof data.generation === 'number';
