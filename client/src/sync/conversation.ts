import {
  type AmendmentId,
  type MessageId,
  newAmendmentId,
  newMessageId,
  type RoomId,
} from '@skein/shared/ids';
import type { Amendment, Message } from '@skein/shared/message';
import { reactionKey, type Segment, segmentOf } from '@skein/shared/segment';
import type * as Y from 'yjs';
import type { Chain } from './chain.ts';
import type { Environment } from './environment.ts';
import { Typing } from './presence.ts';
import type { Identity } from './identity.ts';
import type { OpenDocument } from './openDocument.ts';

/** The conversation has no segment open to write to. */
export class NotOpenError extends Error {
  override readonly name = 'NotOpenError';
}

/** What a person does in one conversation. The document is the outbox: what is written here is sent. */
export class ConversationWriter {
  readonly #room: RoomId;
  readonly #chain: Chain;
  readonly #identity: Identity;
  readonly #environment: Environment;
  readonly #typing: Typing;

  constructor(room: RoomId, chain: Chain, identity: Identity, environment: Environment) {
    this.#room = room;
    this.#chain = chain;
    this.#identity = identity;
    this.#environment = environment;
    this.#typing = new Typing(environment.clock);
  }

  /** Resolves once durable on this device. @throws NotDurableError, and nothing was composed */
  async send(
    text: string,
    replyTo?: MessageId,
    id: MessageId = newMessageId(this.#environment.randomBytes),
  ): Promise<MessageId> {
    const message: Message = {
      id,
      author: this.#identity.user,
      device: this.#identity.device,
      sentAt: this.#environment.clock.now(),
      kind: 'text',
      text,
      ...(replyTo === undefined ? {} : { replyTo }),
    };
    this.#typing.end();
    await this.#head().write(
      (doc) => segmentOf(doc).messages.push([message]),
      (doc) => remove(segmentOf(doc).messages, id),
    );
    return id;
  }

  async edit(message: MessageId, text: string): Promise<void> {
    await this.#amend(message, { text });
  }

  async retract(message: MessageId): Promise<void> {
    const document = this.#documentOf(message);
    const segment = segmentIn(document);
    // Not stamped yet: it is withdrawn. If its stamp is on the way, the relay takes the deletion for a retraction.
    if (segment !== undefined && !segment.stamps.has(message) && this.#isOwn(segment, message))
      await document.write(
        (doc) => remove(segmentOf(doc).messages, message),
        () => undefined,
      );
    else await this.#amend(message, { retract: true });
  }

  toggleReaction(message: MessageId, emoji: string): void {
    const key = reactionKey({ message, user: this.#identity.user, emoji });
    this.#documentOf(message).change((doc) => {
      const { reactions } = segmentOf(doc);
      if (reactions.has(key)) reactions.delete(key);
      else reactions.set(key, true);
    });
  }

  typing(): void {
    this.#typing.keystroke(this.#chain.head()?.replica.get());
  }

  close(): void {
    this.#typing.end();
  }

  async #amend(
    message: MessageId,
    content: Pick<Amendment, 'text'> | Pick<Amendment, 'retract'>,
  ): Promise<void> {
    const { clock, randomBytes } = this.#environment;
    const id: AmendmentId = newAmendmentId(randomBytes);
    const amendment: Amendment = {
      id,
      message,
      author: this.#identity.user,
      device: this.#identity.device,
      at: clock.now(),
      ...content,
    };
    await this.#documentOf(message).write(
      (doc) => segmentOf(doc).amendments.push([amendment]),
      (doc) => remove(segmentOf(doc).amendments, id),
    );
  }

  #isOwn(segment: Segment, id: MessageId): boolean {
    return segment.messages
      .toArray()
      .some((message) => message.id === id && message.author === this.#identity.user);
  }

  #head(): OpenDocument {
    const head = this.#chain.head();
    if (head === undefined) throw new NotOpenError(`${this.#room} is not open`);
    return head;
  }

  /** The segment that shows the message: the newest one that has it, since a carried one stands in two. */
  #documentOf(message: MessageId): OpenDocument {
    const shown = this.#chain.shown();
    const documents = [...shown, ...this.#chain.beside(shown)];
    const found = documents.findLast((document) => {
      const segment = segmentIn(document);
      return segment?.stamps.has(message) || segment?.messages.toArray().some(({ id }) => id === message);
    });
    return found ?? this.#head();
  }
}

const segmentIn = (document: OpenDocument): Segment | undefined => {
  const replica = document.replica.get();
  return replica && segmentOf(replica.doc);
};

const remove = <Value extends { readonly id: string }>(array: Y.Array<Value>, id: string): void => {
  for (let index = array.length - 1; index >= 0; index--)
    if (array.get(index).id === id) array.delete(index, 1);
};
