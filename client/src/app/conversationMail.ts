import { type MessageId, newMessageId, type RoomId } from '@skein/shared/ids';
import type { ConversationParts } from './conversationParts.ts';
import type { ReturnedItem } from './conversationModel.ts';

/** Resolves once durable on this device; rejects, and nothing was composed, when it cannot be. */
type Send = (text: string, replyTo: MessageId | undefined, id: MessageId) => Promise<unknown>;

/** What came back of one conversation, and what becomes of it. */
export class ConversationMail {
  readonly #room: RoomId;
  readonly #parts: ConversationParts;
  /** What was sent again, by its id: the id of the message that it is now. */
  readonly #sentAgain = new Map<MessageId, MessageId>();

  constructor(room: RoomId, parts: ConversationParts) {
    this.#room = room;
    this.#parts = parts;
  }

  items(): readonly ReturnedItem[] {
    return this.#parts.returned.get().filter(({ room }) => room === this.#room);
  }

  /** A message that is sent again stands among the others before it is out of the mail: it is shown once. */
  isShownAs(item: MessageId, messages: ReadonlySet<MessageId>): boolean {
    const again = this.#sentAgain.get(item);
    return again !== undefined && messages.has(again);
  }

  async retry(item: MessageId, send: Send): Promise<void> {
    const { userDocuments, environment } = this.#parts.signedIn;
    const returned = userDocuments.current.get()?.returned.get(item);
    if (returned === undefined || this.#sentAgain.has(item)) return;
    const again = newMessageId(environment.randomBytes);
    this.#sentAgain.set(item, again);
    try {
      await send(returned.text, returned.replyTo, again);
    } catch (error) {
      this.#sentAgain.delete(item);
      throw error;
    }
    this.discard(item);
  }

  discard(item: MessageId): void {
    // Its text may stand in the composer now, and has to be kept there first.
    this.#parts.drafts.flush();
    this.#parts.signedIn.userDocuments.change(({ returned }) => returned.delete(item));
  }
}
