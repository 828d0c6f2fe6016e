import { segmentName, userDocumentName } from '@skein/shared/documents';
import { isId, type MessageId, type UserId } from '@skein/shared/ids';
import type { Message } from '@skein/shared/message';
import { RefusedError } from '@skein/shared/refusals';
import { JournalEndedError, JournalRowDamagedError, type Json } from '../journal/port.ts';
import type { Documents } from './documents.ts';
import { firstStampOf, messageKey } from './facts.ts';
import type { Inbound } from './inbound.ts';
import type { LiveDocument } from './liveDocument.ts';
import type { MessagePolicy } from './ports.ts';
import type { Registry, Room } from './registry.ts';
import type { Storage } from './storage.ts';

export type Facts = ReadonlyMap<string, Json | undefined>;

/** What waits for one document. */
export interface Batch {
  readonly live: LiveDocument;
  readonly inbounds: readonly Inbound[];
}

export interface Prepared {
  readonly batches: readonly Batch[];
  readonly facts: Facts;
}

/** A batch on its way, and the messages it may bring. */
interface Asked {
  readonly batch: Batch;
  readonly room: Room | undefined;
  readonly keys: readonly string[];
}

/** Whatever may turn out to be a message or an amendment. */
type Candidate = Partial<Record<keyof Message, unknown>>;

const candidatesIn = (inbound: Inbound): Candidate[] => {
  const candidates: Candidate[] = [];
  try {
    for (const structs of inbound.decoded().structs.values())
      for (const struct of structs)
        if (struct.kind === 'item')
          for (const value of struct.values ?? [])
            if (typeof value === 'object' && value !== null) candidates.push(value);
    return candidates;
  } catch (error) {
    // Admission will say so to the sender.
    if (error instanceof RefusedError) return [];
    throw error;
  }
};

/**
 * A step cannot wait, so everything it may need is brought into memory before: documents that late mail goes to, stamps
 * of ids used before, read positions, the sender's own document when something will be returned.
 */
export class Preparation {
  readonly #storage: Storage;
  readonly #documents: Documents;
  readonly #registry: Registry;
  readonly #policy: MessagePolicy;

  constructor(storage: Storage, documents: Documents, registry: Registry, policy: MessagePolicy) {
    this.#storage = storage;
    this.#documents = documents;
    this.#registry = registry;
    this.#policy = policy;
  }

  /**
   * Leaves out the batches that cannot be prepared, and says why.
   * @throws JournalEndedError
   */
  async forBatches(
    batches: readonly Batch[],
    failed: (batch: Batch, error: unknown) => void,
  ): Promise<Prepared> {
    const each = async <Result>(batch: Batch, prepare: () => Promise<Result>): Promise<Result[]> => {
      try {
        return [await prepare()];
      } catch (error) {
        if (error instanceof JournalEndedError) throw error;
        failed(batch, error);
        return [];
      }
    };
    const asked = await Promise.all(batches.map((batch) => each(batch, () => this.#ask(batch))));
    const facts = new Map<string, Json | undefined>();
    const all = await this.#factsAtOnce(asked.flat());
    const ready = await Promise.all(
      asked.flat().map(({ batch, room, keys }) =>
        each(batch, async () => {
          const found = all ?? (await this.#facts(keys));
          const own = new Map(keys.map((key) => [key, found.get(key)]));
          if (room) await this.#elsewhere(room, batch.live, own);
          for (const [key, value] of own) facts.set(key, value);
          return batch;
        }),
      ),
    );
    return { batches: ready.flat(), facts };
  }

  async #ask(batch: Batch): Promise<Asked> {
    const { live, inbounds } = batch;
    await this.#documents.load(live.name);
    if (live.ref.kind === 'user') {
      await this.user(live.ref.user);
      return { batch, room: undefined, keys: [] };
    }
    const room = await this.#registry.room(live.ref.room);
    if (room === undefined) throw new RefusedError('document-unknown', live.name);
    await this.head(room);
    const candidates: Candidate[] = [];
    for (const inbound of inbounds) {
      const { user } = inbound.sender.grant;
      if (!room.readSeqs.has(user)) await this.#registry.readSeq(room, user);
      const brought = candidatesIn(inbound);
      if (brought.some(this.#isReturned(room, user))) await this.user(user);
      candidates.push(...brought);
    }
    const ids = candidates.map(({ id }) => id).filter((id) => isId(id) && !live.segment.stamps.has(id));
    return { batch, room, keys: [...new Set(ids.map((id) => messageKey(room.id, id as MessageId)))] };
  }

  async head(room: Room): Promise<LiveDocument> {
    return this.#documents.load(segmentName(room.id, room.chain.head));
  }

  async user(user: UserId): Promise<void> {
    const head = await this.#registry.userHead(user);
    if (head !== undefined) await this.#documents.load(userDocumentName(user, head));
  }

  firstStamp(room: Room, id: MessageId): Promise<Facts> {
    return this.#facts([messageKey(room.id, id)]);
  }

  async #facts(keys: readonly string[]): Promise<Facts> {
    return await (await this.#storage.journal()).factsOf(keys);
  }

  /** One look for the whole step. @returns undefined when a row is damaged: each has to look for itself then */
  async #factsAtOnce(asked: readonly Asked[]): Promise<Facts | undefined> {
    try {
      return await this.#facts(asked.flatMap(({ keys }) => keys));
    } catch (error) {
      if (error instanceof JournalRowDamagedError) return undefined;
      throw error;
    }
  }

  /** Segments where messages that stand or stood in this one are: what is said about them goes there. */
  async #elsewhere(room: Room, live: LiveDocument, facts: Facts): Promise<void> {
    const indexes = new Set(live.elsewhere);
    for (const fact of facts.values()) if (fact !== undefined) indexes.add(firstStampOf(fact).segment);
    for (const index of indexes) await this.#documents.load(segmentName(room.id, index));
  }

  #isReturned =
    (room: Room, author: UserId) =>
    ({ text }: Candidate): boolean =>
      typeof text === 'string' && this.#policy({ author, text }, room.id) !== undefined;
}
