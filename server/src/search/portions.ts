import { JournalRowDamagedError } from '../journal/port.ts';
import type { Archive, RoomChain, StandingMessage, Transcript } from '../relay/contract.ts';
import type { Log } from '../relay/ports.ts';
import { stampedMessageOf } from '../relay/stampedMessage.ts';
import type { IndexedMessage, Place, Portion } from './port.ts';

/** What the relay has committed, in the form that the index takes. */
export class Portions {
  readonly #archive: Archive;
  readonly #log: Log;

  constructor(archive: Archive, log: Log) {
    this.#archive = archive;
    this.#log = log;
  }

  /** What came after a `seq`; the whole segment, when that lies before it. */
  async after(chain: RoomChain, { room, index }: Place, after: number): Promise<Portion> {
    const firstSeq = chain.firstSeqs[index] ?? 1;
    const isWhole = firstSeq > after;
    const from = isWhole ? firstSeq - 1 : after;
    const transcript = await this.#transcript({ room, index });
    if (transcript === undefined) {
      // Its repair begins another life of the store, for which all is indexed again.
      const next = chain.firstSeqs[index + 1];
      return { room, segment: index, after: from, upTo: next === undefined ? from : next - 1, messages: [] };
    }
    const messages = transcript.messages.filter(({ stamp: { seq } }) => seq > from);
    return {
      room,
      segment: index,
      after: from,
      upTo: messages.at(-1)?.stamp.seq ?? from,
      messages: indexed(messages),
      ...(isWhole ? { edition: transcript.edition } : {}),
    };
  }

  async whole({ room, index }: Place): Promise<Portion | undefined> {
    const transcript = await this.#transcript({ room, index });
    const [first] = transcript?.messages ?? [];
    if (transcript === undefined || first === undefined) return undefined;
    const { messages, edition } = transcript;
    return {
      room,
      segment: index,
      after: first.stamp.seq - 1,
      upTo: messages.at(-1)?.stamp.seq ?? 0,
      messages: indexed(messages),
      edition,
    };
  }

  /** Undefined when its rows are damaged: the others are indexed nevertheless. */
  async #transcript({ room, index }: Place): Promise<Transcript | undefined> {
    try {
      return await this.#archive.transcript(room, index);
    } catch (error) {
      if (!(error instanceof JournalRowDamagedError)) throw error;
      this.#log.warn({ error, room, index }, 'a damaged segment is left out of the search index');
      return undefined;
    }
  }
}

const indexed = (messages: readonly StandingMessage[]): IndexedMessage[] =>
  messages
    .filter(({ retracted }) => !retracted)
    .map((message) => ({
      answer: stampedMessageOf(message),
      hasFile: (message.attachments ?? []).length > 0,
    }));
