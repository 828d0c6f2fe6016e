import type { Place } from '@skein/shared/api/schemas';
import type { MessageId, RoomId, UserId } from '@skein/shared/ids';
import type { RoomEntry } from '@skein/shared/userDocument';
import { Chain } from '../sync/chain.ts';
import { ConversationWriter, NotOpenError } from '../sync/conversation.ts';
import { createListeners, type Derived, derived } from '../sync/live.ts';
import { AskedRoom } from './askedRoom.ts';
import { writtenPosition } from './conversationFacts.ts';
import { ConversationMail } from './conversationMail.ts';
import type { ConversationParts } from './conversationParts.ts';
import { conversationView, emptyView } from './conversationView.ts';
import type {
  Conversation,
  ConversationView,
  DraftView,
  Found,
  MemberView,
  Shown,
} from './conversationModel.ts';
import { memberViews } from './memberViews.ts';
import { Originals } from './originals.ts';
import { findPlace, type NoPlace, type Wanted } from './places.ts';
import { share } from './share.ts';

/** One conversation that somebody looks at. */
export class OpenConversation implements Conversation {
  readonly room: RoomId;
  readonly view: Derived<ConversationView>;
  readonly members: Derived<readonly MemberView[]>;
  readonly draft: Derived<DraftView>;
  readonly #parts: ConversationParts;
  readonly #chainChanged = createListeners();
  readonly #asked: AskedRoom;
  readonly #mail: ConversationMail;
  readonly #originals: Originals;
  readonly #unsubscribe: (() => void)[];
  readonly #closed: () => void;
  #chain: Chain | undefined;
  #writer: ConversationWriter | undefined;
  #unwatchChain: () => void = () => undefined;
  /** A mark set in this very visit stays until something newer is read. */
  #markedAt: number | undefined;
  /** Whoever looks for a message goes there next. */
  #found: Place | undefined;
  #isClosed = false;

  constructor(room: RoomId, parts: ConversationParts, closed: () => void) {
    this.room = room;
    this.#parts = parts;
    this.#closed = closed;
    this.#asked = new AskedRoom(room, parts);
    this.#mail = new ConversationMail(room, parts);
    this.#originals = new Originals(room, parts, () => this.view.get().messages);
    const { signedIn, people, drafts, returned } = parts;
    const { userDocuments, departures, readPositions, connection, rooms } = signedIn;
    const followed = (): void => this.#follow();
    this.#unsubscribe = [
      rooms.entries.subscribe(followed),
      departures.subscribe(followed),
      userDocuments.subscribe(followed),
      connection.state.subscribe(followed),
    ];
    this.#follow();
    const chainChanged = { subscribe: this.#chainChanged.subscribe };
    this.view = derived<ConversationView>(
      (former) => share(former, this.#view()),
      [
        chainChanged,
        rooms.entries,
        departures,
        readPositions,
        userDocuments,
        people,
        returned,
        connection.state,
        this.#asked.reason,
        this.#asked.answer,
        this.#originals,
      ],
    );
    this.#unsubscribe.push(this.view.subscribe(() => this.#originals.seek()));
    this.#originals.seek();
    this.members = derived<readonly MemberView[]>(
      (former) => share(former, this.#members()),
      [this.view, rooms.entries, people, this.#asked.answer],
    );
    this.draft = derived<DraftView>((former) => share(former, drafts.get(room)), [drafts]);
  }

  setDraft(draft: DraftView): void {
    this.#parts.drafts.set(this.room, draft);
  }

  async send(text: string, replyTo?: MessageId): Promise<void> {
    await this.#open().send(text, replyTo);
    const { drafts } = this.#parts;
    if (drafts.text(this.room).trim() === text.trim()) drafts.set(this.room, { text: '' });
  }

  async edit(message: MessageId, text: string): Promise<void> {
    await this.#open().edit(message, text);
  }

  async retract(message: MessageId): Promise<void> {
    await this.#open().retract(message);
  }

  toggleReaction(message: MessageId, emoji: string): void {
    this.#open().toggleReaction(message, emoji);
  }

  readUpTo(seq: number): void {
    const { signedIn } = this.#parts;
    const entry = signedIn.rooms.get(this.room);
    const head = this.#chain?.head();
    if (entry === undefined || head === undefined) return;
    const latest = this.#chain?.latest() ?? [];
    const newest = Math.min(seq, this.view.get().lastSeq);
    signedIn.readPositions.read(this.room, newest, writtenPosition(signedIn, entry, latest), head);
    if (this.#markedAt !== undefined && newest <= this.#markedAt) return;
    this.#markedAt = undefined;
    if (signedIn.userDocuments.current.get()?.marks.has(this.room))
      signedIn.userDocuments.change(({ marks }) => marks.delete(this.room));
  }

  markUnreadFrom(seq: number): void {
    this.#markedAt = this.view.get().lastSeq;
    this.#parts.signedIn.userDocuments.change(({ marks }) => marks.set(this.room, { seq }));
  }

  typing(): void {
    this.#writer?.typing();
  }

  async loadEarlier(): Promise<void> {
    await this.#chain?.loadEarlier();
  }

  async loadLater(): Promise<void> {
    await this.#chain?.loadLater();
  }

  lookAt(first: number, last: number): void {
    this.#chain?.lookAt(first, last);
    this.#originals.lookAt(first, last);
  }

  async showMessage(message: MessageId): Promise<Shown> {
    if (this.#isShown(message)) return 'shown';
    const place = await this.#place({ message });
    if (place === 'unknown' || place === 'out-of-reach') return place;
    if (!(await this.#chain?.showAround(place.segment))) return 'out-of-reach';
    // A copy of this device may be older than the message.
    if (!this.#isShown(message)) await this.#chain?.whenFetched(place.segment);
    return this.#isShown(message) ? 'shown' : 'out-of-reach';
  }

  showLatest(): void {
    this.#chain?.showLatest();
  }

  async find(wanted: { readonly seq: number } | { readonly at: number }): Promise<Found> {
    const place = await this.#place(wanted);
    if (place === 'unknown' || place === 'out-of-reach') return place;
    this.#found = place;
    return { message: place.message as MessageId };
  }

  async rename(title: string): Promise<void> {
    const { api } = this.#parts;
    this.#asked.learn(await api.call('renameRoom', { ids: { room: this.room }, body: { title } }));
  }

  async addMember(user: UserId): Promise<void> {
    const { api } = this.#parts;
    this.#asked.learn(await api.call('addMember', { ids: { room: this.room }, body: { user } }));
  }

  async removeMember(user: UserId): Promise<void> {
    await this.#parts.api.call('removeMember', { ids: { room: this.room, user } });
    await this.#asked.ask();
  }

  async leave(): Promise<void> {
    const { signedIn, api } = this.#parts;
    await api.call('removeMember', { ids: { room: this.room, user: signedIn.identity.user } });
    await signedIn.departures.leaveRoom(this.room, 'removed-from-room');
  }

  retryReturned(message: MessageId): Promise<void> {
    return this.#mail.retry(message, (text, replyTo, id) => this.#open().send(text, replyTo, id));
  }

  discardReturned(message: MessageId): void {
    this.#mail.discard(message);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#parts.signedIn.readPositions.flush();
    this.#parts.drafts.flush();
    for (const stop of this.#unsubscribe) stop();
    this.#originals.close();
    this.view.close();
    this.members.close();
    this.draft.close();
    this.#dropChain();
    this.#closed();
  }

  /** Keeps the chain at the head that the person's own document names, and asks the relay when it names none. */
  #follow(): void {
    const { signedIn } = this.#parts;
    if (signedIn.departures.reason(this.room) !== undefined) {
      this.#dropChain();
      return;
    }
    const entry = signedIn.rooms.get(this.room);
    if (entry !== undefined) {
      this.#chainAt(entry);
      if (entry.kind === 'group') this.#asked.askOnce();
    } else if (signedIn.userDocuments.isComplete()) this.#asked.askOnce();
  }

  #chainAt({ head, gaps }: RoomEntry): void {
    if (this.#chain !== undefined) {
      this.#chain.follow(head, gaps);
      return;
    }
    const { replicas, connection, identity, environment } = this.#parts.signedIn;
    const chain = new Chain(this.room, head, replicas, connection, gaps);
    this.#chain = chain;
    this.#writer = new ConversationWriter(this.room, chain, identity, environment);
    const stops = [
      chain.subscribe(() => this.#chainChanged.notify()),
      chain.earlier.subscribe(() => this.#chainChanged.notify()),
      chain.later.subscribe(() => this.#chainChanged.notify()),
      replicas.subscribe(() => this.#chainChanged.notify()),
    ];
    this.#unwatchChain = () => {
      for (const stop of stops) stop();
    };
    this.#chainChanged.notify();
  }

  #dropChain(): void {
    this.#writer?.close();
    this.#unwatchChain();
    this.#chain?.close();
    this.#chain = undefined;
    this.#writer = undefined;
    this.#chainChanged.notify();
  }

  #view(): ConversationView {
    const { signedIn } = this.#parts;
    const entry = signedIn.rooms.get(this.room);
    const unknown = entry === undefined ? this.#asked.reason.get() : undefined;
    const gone = signedIn.departures.reason(this.room) ?? unknown;
    if (gone !== undefined) return { ...emptyView('gone', entry, gone), returned: this.#mail.items() };
    if (entry === undefined || this.#chain === undefined) {
      const isOut = ['offline', 'refused'].includes(signedIn.connection.state.get().phase);
      return emptyView(isOut && signedIn.userDocuments.isComplete() ? 'unavailable' : 'loading', entry);
    }
    const joined = this.#asked.answer
      .get()
      ?.members.map(({ id, joinedSeq }) => [id as UserId, joinedSeq] as const);
    return conversationView(entry, this.#chain, this.#mail, this.#originals, this.#parts, new Map(joined));
  }

  #members(): readonly MemberView[] {
    const { signedIn, people } = this.#parts;
    return memberViews(
      signedIn.rooms.get(this.room),
      this.#asked.answer.get()?.members ?? [],
      people.get(),
      signedIn.identity.user,
      this.view.get().present,
    );
  }

  #isShown(message: MessageId): boolean {
    return this.view.get().messages.some(({ id }) => id === message);
  }

  async #place(wanted: Wanted): Promise<Place | NoPlace> {
    if ('message' in wanted && this.#found?.message === wanted.message) return this.#found;
    return findPlace(this.room, wanted, this.#parts.signedIn, this.#parts.api);
  }

  #open(): ConversationWriter {
    if (this.#writer === undefined) throw new NotOpenError(`${this.room} is not open`);
    return this.#writer;
  }
}
