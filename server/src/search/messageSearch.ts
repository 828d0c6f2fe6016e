import type { FoundMessages, SearchQuery } from '@skein/shared/api/schemas';
import type { RoomId, UserId } from '@skein/shared/ids';
import { PAGE_SIZE } from '@skein/shared/limits';
import type { Members } from '../directory/members.ts';
import type { Indexer } from './indexer.ts';
import { type Found, IndexLostError, type MessageIndex, type Question, type ReadableSpan } from './port.ts';

interface Parts {
  readonly index: MessageIndex;
  readonly indexer: Pick<Indexer, 'current' | 'isRebuilding' | 'lost'>;
  readonly members: Pick<Members, 'readableSpans'>;
}

/** Finds what somebody may read at this moment: the index holds everything, spans of membership decide. */
export class MessageSearch {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async find(
    user: UserId,
    { q, room, author, before, after, has, limit = PAGE_SIZE }: SearchQuery,
  ): Promise<FoundMessages> {
    const { indexer, members } = this.#parts;
    await indexer.current();
    const readable = await members.readableSpans(user, room as RoomId | undefined);
    const { found, more } = await this.#ask(
      {
        ...(q === undefined || q === '' ? {} : { text: q }),
        ...(author === undefined ? {} : { author: author as UserId }),
        ...(before === undefined ? {} : { before }),
        ...(after === undefined ? {} : { after }),
        ...(has === undefined ? {} : { has }),
        limit,
      },
      readable,
    );
    return { found, more, ...(indexer.isRebuilding ? { building: true } : {}) };
  }

  /** An index that turns out to be damaged begins again, and is asked once more. */
  async #ask(question: Question, readable: readonly ReadableSpan[]): Promise<Found> {
    const { index, indexer } = this.#parts;
    try {
      return await index.find(question, readable);
    } catch (error) {
      if (!(error instanceof IndexLostError)) throw error;
      indexer.lost(error);
      await indexer.current();
      return await index.find(question, readable);
    }
  }
}
